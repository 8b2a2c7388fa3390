"""A small business: facts of every kind on random days, before and after the day a night looks back from."""

import random
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from customers.models import (
    ArrearsMark,
    Asset,
    Category,
    Contact,
    Contract,
    Customer,
    DeclinedWork,
    Inquiry,
    Invoice,
    Payment,
    Quote,
    Return,
    StaffLine,
    Visit,
    VisitDetail,
    VisitLine,
    WarrantyClaim,
)
from customers.money import settle
from desk.models import (
    Complaint,
    ComplaintEvent,
    Doubt,
    DoubtedRating,
    Inspection,
    Interaction,
    Matter,
    Promise,
    PromiseEvent,
    Recommendation,
    SatisfactionScore,
    VerificationCall,
    Voice,
    WorkOrderRating,
)
from desk.quality.index.formula import Rules
from desk.quality.inspections import checklists
from outbox.models import Reply
from signals.competitors import Rival
from signals.quality import Measure
from staff.models import Branch, Leaving, User
from tests.factories import CustomerFactory, UserFactory
from tests.outbox.writing import message

AS_OF = date(2026, 3, 31)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
AFTER = 60  # days after AS_OF of which nothing may be seen
RIVALS = [
    Rival("Tuhu", ("Tuhu", "途虎"), active_from=AS_OF - 30 * DAY, customer_kind="company"),
    Rival("Fastlane", ("Fastlane", "FL Auto"), active_from=AS_OF + 10 * DAY),
    Rival("Haoxiu", ("Haoxiu",), active_from=AS_OF - 90 * DAY, brand="Tesla"),
]
QUALITY = Measure(
    Rules(
        weights={"ratings": 30, "feedback": 25, "surveys": 25, "inspections": 20},
        burdens={"low": 0.5, "medium": 1, "high": 2, "safety": 4},
        quiet=0.1,
    ),
    window=90,
    least=2,
)
SAID = (
    "Asks what Tuhu takes for it",
    "说途虎便宜一半",
    "Fastlane called them",
    "The tuhuling road is closed",
    "Is it ready?",
)


class Maker:
    """Writes random facts; `rng` alone decides, so that a seed is a business."""

    def __init__(self, seed: int, branch: Branch, owner: User) -> None:
        self.seed, self.rng = seed, random.Random(seed)
        self.branch, self.owner = branch, owner
        self.leaver = UserFactory(username=f"leaver{seed}")
        self.helper = UserFactory(username=f"helper{seed}")
        self.categories = [
            Category.objects.get_or_create(name=name)[0]
            for name in ("Brakes", "Tyres", "Oil", "Paint", "Glass")
        ]
        self.matter = Matter.objects.create(
            kind="defect", product="Card", title="Does not scan", created_at=moment(AS_OF)
        )
        self.visits: dict[int, list[Visit]] = {}
        # Managers are told of doubts, so one about a manager is no signal; see facts.quality.
        self.manager = UserFactory(username=f"manager{seed}", role="manager")
        known = AS_OF - 20 * DAY
        self.doubts = [
            self.doubt(check, self.helper, known)
            for check in ("one_source", "one_minute", "no_variance", "pattern")
        ]
        self.doubts += [
            self.doubt("one_source", self.manager, known),
            self.doubt("no_complaint", self.helper, AS_OF + DAY),
        ]
        fates = [("confirmed", -5), ("refuted", -5), ("confirmed", 9), ("refuted", 9)]
        for doubt, (state, days) in zip(self.doubts, fates[: self.seed + 1], strict=False):
            Doubt.objects.filter(pk=doubt.pk).update(state=state, decided_at=moment(AS_OF + days * DAY))
        self.version = checklists.newest(
            checklists.make(
                by=None,
                name_zh="车间",
                name_en="Workshop",
                points=(checklists.Point("工位整洁", "Bay is tidy", 1),),
            )
        )

    def day(self, back: int, ahead: int = AFTER) -> date:
        return AS_OF - self.rng.randint(-ahead, back) * DAY

    def maybe(self, share: float = 0.5) -> bool:
        return self.rng.random() < share

    def later(self, day: date, most: int, share: float = 0.7) -> date | None:
        """A day at most so much later, or none."""
        return day + self.rng.randint(0, most) * DAY if self.maybe(share) else None

    def doubt(self, check: str, person: User, day: date) -> Doubt:
        return Doubt.objects.create(
            subject="person",
            check_kind=check,
            person=person,
            p=0,
            q=0,
            day=day,
            raised_at=moment(day + DAY, 4),
            seen_on=day,
        )

    def business(self, count: int = 24) -> list[Customer]:
        self.leave(self.leaver, AS_OF + (30 if self.seed % 2 else -20) * DAY)
        made = [self.customer(n) for n in range(count)]
        self.waiting(made[::3])
        return made

    def waiting(self, some: list[Customer]) -> None:
        """What is not signed, sent or billed yet."""
        for one in some:
            self.contract(one, AS_OF - 9 * DAY, None, signed_on=None, state="draft", ended_on=None)
            written = message(one, when=moment(AS_OF))
            Voice.objects.filter(customer=one, told_at=None).update(message=written)
            of = Invoice.objects.filter(customer=one, paid_on=None)
            of.update(monthly=True, statement_sent_on=AS_OF - 60 * DAY)

    def leave(self, person: User, last_day: date) -> None:
        Leaving.objects.create(
            person=person, last_day=last_day, told_on=min(last_day, AS_OF) - 3 * DAY, set_at=moment(AS_OF)
        )

    def customer(self, n: int) -> Customer:
        one = CustomerFactory(
            branch=self.branch,
            owner=self.rng.choice((self.owner, self.owner, self.leaver)),
            kind=self.rng.choice(("person", "company")),
        )
        makers = (
            self.coming,
            self.paying,
            self.complaining,
            self.promising,
            self.returning,
            self.agreeing,
            self.people,
            self.saying,
            self.serving,
        )
        for make in makers:
            if self.maybe(0.8):
                make(one)
        self.recommending(one, random.Random(1000 * self.seed + n))
        return one

    def recommending(self, one: Customer, rng: random.Random) -> None:
        """Asked whether he would recommend us, before the quality index looks; some answers are doubted."""
        for _ in range(rng.randint(0, 3)):
            day = AS_OF - rng.randint(QUALITY.window, 250) * DAY
            answer = Recommendation.objects.create(
                customer=one,
                score=rng.randint(0, 10),
                source=rng.choice(("link", "phone")),
                day=day,
                logged_at=moment(day),
                token=uuid.uuid4(),
            )
            if rng.random() < 0.4:
                DoubtedRating.objects.create(doubt=rng.choice(self.doubts), recommendation=answer)

    def coming(self, one: Customer) -> None:
        """Often before, less often later, with lines; some paid as orders are."""
        dense, thin = self.rng.choice(((4, 20), (8, 8), (20, 4), (0, 1)))
        days = {self.day(365) for _ in range(thin)} | {self.day(1000, -366) for _ in range(dense)}
        for day in sorted(days):
            visit = Visit.objects.create(
                customer=one,
                day=day,
                at=moment(day),
                amount=Decimal(self.rng.choice((120, 450, 900, -50))),
                number=uuid.uuid4().hex,
            )
            self.visits.setdefault(one.pk, []).append(visit)
            for category in self.rng.sample(self.categories, self.rng.randint(0, 3)):
                VisitLine.objects.create(visit=visit, category=category, text=category.name, amount=40)
            if self.maybe(0.7):
                paid = self.later(day, 60 if day > AS_OF - 200 * DAY else 8)
                VisitDetail.objects.create(
                    visit=visit, customer=one, payment="paid" if paid else "unpaid", paid_on=paid
                )

    def paying(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 8)):
            issued = self.day(500)
            Invoice.objects.create(
                customer=one,
                number=uuid.uuid4().hex,
                issued_on=issued,
                due_on=issued + 30 * DAY,
                amount=100,
                paid_on=self.later(issued, 120),
            )
        self.received(one)
        if self.maybe():
            since = self.day(200)
            ArrearsMark.objects.create(
                customer=one,
                kind=self.rng.choice(("deliberate", "bad_debt")),
                reason="Said so",
                day=since,
                by=self.owner,
                lifted_on=None if self.maybe() else since + 30 * DAY,
                lifted_by=self.owner,
            )

    def received(self, one: Customer) -> None:
        """Of some of the invoices a part, of some all of it and a refund later; without a draw by chance."""
        for place, invoice in enumerate(Invoice.objects.filter(customer=one).order_by("pk")):
            parts = (((40, 20),), (), ((60, 10), (40, 31), (-30, 90)), ((100, 12), (-100, 50), (100, 95)))
            for amount, days in parts[place % 4]:
                paid = invoice.issued_on + days * DAY
                Payment.objects.create(invoice=invoice, amount=amount, paid_on=paid)
                settle([invoice.pk])

    def complaining(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 3)):
            day = self.day(250)
            solved = self.later(day, 30)
            complaint = Complaint.objects.create(
                customer=one,
                cause="waiting",
                severity=self.rng.randint(1, 4),
                text=self.rng.choice(SAID),
                day=day,
                logged_at=moment(day),
                token=uuid.uuid4(),
                **(
                    {
                        "state": "solved",
                        "solved_on": solved,
                        "solved_at": moment(solved),
                        "responded_at": moment(solved),
                    }
                    if solved
                    else {}
                ),
            )
            for kind, clock in (("escalated", "response"), ("escalated", "deadline"), ("reopened", "")):
                if self.maybe():
                    at = moment(day + self.rng.randint(0, 60) * DAY)
                    ComplaintEvent.objects.create(complaint=complaint, kind=kind, at=at, clock=clock)
            if self.maybe(0.4):
                sent = moment(day + self.rng.randint(0, 80) * DAY)
                complaint.sender = self.rng.choice(("12315", "12345", "review"))
                complaint.save()
                ComplaintEvent.objects.create(complaint=complaint, kind="outside", at=sent)
        for _ in range(self.rng.randint(0, 8)):
            day = self.day(500)
            score = self.rng.randint(1, 3) if day > AS_OF - 180 * DAY else self.rng.randint(3, 5)
            SatisfactionScore.objects.create(
                customer=one, score=score, day=day, logged_at=moment(day), token=uuid.uuid4()
            )

    def serving(self, one: Customer) -> None:
        """Rated, inspected, some of it doubted, and asked again."""
        for _ in range(self.rng.randint(0, 4)):
            day = self.day(120)
            rating = WorkOrderRating.objects.create(
                customer=one,
                branch=self.branch,
                score=self.rng.randint(1, 4),
                timeliness=self.rng.choice((None, 1, 3)),
                given_at=moment(day),
                day=day,
                channel="paper",
            )
            if self.maybe(0.3):
                self.question(one, day, rating=rating)
        for _ in range(self.rng.randint(0, 4)):
            day = self.day(120)
            score = SatisfactionScore.objects.create(
                customer=one,
                score=self.rng.randint(1, 3),
                source=self.rng.choice(("agent", "link", "phone", "third_day")),
                day=day,
                logged_at=moment(day),
                token=uuid.uuid4(),
            )
            if self.maybe(0.3):
                self.question(one, day, score=score)
        if self.maybe(0.3):
            day = self.day(120)
            withdrawn = self.later(day, 90)
            Inspection.objects.create(
                version=self.version,
                kind="on_site",
                branch=self.branch,
                customer=one,
                inspector=self.owner,
                made_at=moment(day),
                day=day,
                score=self.rng.randint(0, 100),
                token=uuid.uuid4(),
                **(
                    {
                        "withdrawn_at": moment(withdrawn),
                        "withdrawn_by": self.owner,
                        "withdrawn_because": "Wrong bay",
                    }
                    if withdrawn
                    else {}
                ),
            )

    def question(self, one: Customer, day: date, **rating: Any) -> None:
        """Put behind a doubt; perhaps the customer is called about it, once a doubt."""
        doubt = self.rng.choice(self.doubts)
        DoubtedRating.objects.create(doubt=doubt, **rating)
        if self.maybe() and not doubt.calls.filter(customer=one).exists():
            (row,) = rating.values()
            called = max(self.day(20), day)
            state = self.rng.choice(("same", "other", "never"))
            VerificationCall.objects.create(
                doubt=doubt,
                customer=one,
                recorded=row.score,
                stratum="x",
                agent=self.owner,
                state=state,
                said={"same": row.score, "other": 1}.get(state),
                next_on=called,
                made_at=moment(called),
                closed_on=called,
                closed_at=moment(called),
                closed_by=self.owner,
                **rating,
            )

    def promising(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 4)):
            made = self.day(200)
            first = moment(made + self.rng.randint(0, 5) * DAY, 15)
            promise = Promise.objects.create(
                customer=one,
                person=self.owner,
                what="Call back",
                due_at=first,
                record_by=first + 2 * DAY,
                made_at=moment(made, 9),
                made_by=self.owner,
                day=made,
                token=uuid.uuid4(),
            )
            self.event(promise, "made", moment(made, 9), first)
            due = first
            if self.maybe(0.3):
                due = first + 9 * DAY
                self.event(promise, "moved", first - timedelta(hours=1), first, due)
            fate = self.rng.choice(("kept", "broken", "broken", ""))
            if fate:
                at = due + timedelta(hours=self.rng.randint(0, 60))
                self.event(promise, fate, at, due, at if fate == "kept" else None)
            if self.maybe(0.2):
                self.event(promise, "handed", due + 5 * DAY, due)

    def event(
        self, promise: Promise, kind: str, at: datetime, due: datetime, new: datetime | None = None
    ) -> None:
        PromiseEvent.objects.create(promise=promise, kind=kind, at=at, due_at=due, new_at=new)

    def returning(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 4)):
            day = self.day(450)
            Return.objects.create(
                customer=one, what="Mats", asked_on=day, due_on=day + 7 * DAY, refunded_on=self.later(day, 40)
            )
            decided = self.later(day, 60)
            WarrantyClaim.objects.create(
                customer=one,
                what="Alternator",
                claimed_on=day,
                decided_on=decided,
                outcome=self.rng.choice(("accepted", "refused")) if decided else "open",
            )
            DeclinedWork.objects.create(
                customer=one,
                what="Tyres",
                recommended_on=day,
                follow_up_on=self.rng.choice((None, day + 20 * DAY)),
                done_on=self.later(day, 120, 0.3),
            )

    def agreeing(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 5)):
            day = self.day(400)
            settled = self.later(day, 50, 0.4)
            Inquiry.objects.create(
                customer=one,
                day=day,
                channel="phone",
                topic="Paint",
                wanted=self.rng.choice(("", "One day", "one day ")),
                offered=self.rng.choice(("", "One day", "A week")),
                state=self.rng.choice(("ordered", "none")) if settled else "open",
                settled_on=settled,
                entered_at=moment(day),
            )
        start = self.day(700)
        earlier = self.contract(one, start, None)
        if self.maybe():
            self.contract(one, start + 366 * DAY, earlier)
        if self.maybe(0.3):
            made = self.day(200)
            Quote.objects.create(
                customer=one,
                subject="Brakes",
                amount=100,
                currency="CNY",
                made_on=made,
                valid_until=made + 30 * DAY,
                entered_at=moment(made),
            )

    def contract(self, one: Customer, start: date, follows: Contract | None, **fields: Any) -> Contract:
        ended = self.maybe(0.2)
        usual = {
            "subject": "Fleet",
            "starts_on": start,
            "ends_on": start + 365 * DAY,
            "price": self.rng.choice((150, 180, 240)),
            "currency": "CNY",
            "state": "ended" if ended else "signed",
            "ended_on": start + 200 * DAY if ended else None,
            "signed_on": start - 5 * DAY,
            "talked_on": self.later(start, 400, 0.3),
            "clash": self.rng.choice(("", "They want the invoice first")),
            "market_low": 138,
            "market_high": 162,
            "market_on": start,
            "follows": follows,
            "entered_at": moment(start),
        }
        return Contract.objects.create(customer=one, **usual | fields)

    def people(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 3)):
            Contact.objects.create(
                customer=one,
                name="Qiu Lan",
                decides=self.maybe(),
                bond=self.rng.randint(0, 3),
                left_on=self.day(400) if self.maybe(0.4) else None,
            )
        if self.maybe():
            StaffLine.objects.create(customer=one, user=self.helper, kind="service_desk")
        Asset.objects.create(customer=one, kind="vehicle", name=self.rng.choice(("Tesla Model 3", "Wuling")))

    def saying(self, one: Customer) -> None:
        for _ in range(self.rng.randint(1, 5)):
            day = self.day(250)
            Interaction.objects.create(
                customer=one,
                channel="phone",
                direction=self.rng.choice(("in", "in", "in", "out")),
                topic="price",
                text=self.rng.choice(SAID),
                at=moment(day),
                day=day,
                agent=self.owner,
                token=uuid.uuid4(),
            )
        for _ in range(self.rng.randint(0, 2)):
            day = self.day(300)
            told = self.later(day, 90, 0.4)
            Voice.objects.create(
                customer=one,
                matter=self.matter,
                began=self.matter,
                text="Card",
                day=day,
                logged_at=moment(day),
                token=uuid.uuid4(),
                told_at=moment(told) if told else None,
            )
        self.writing(one)

    def writing(self, one: Customer) -> None:
        """What he wrote back, and wished for; without a draw by chance."""
        wrote_back(one, SAID[one.pk % len(SAID)], AS_OF - (one.pk * 37 % 220 - 20) * DAY)
        for voice in Voice.objects.filter(customer=one)[:1]:
            Voice.objects.filter(pk=voice.pk).update(text=f"Card, as {SAID[one.pk % 3]}")


def wrote_back(one: Customer, text: str, day: date) -> Interaction:
    """An answer to one of our messages: a contact of nobody, whose words stay with the reply."""
    reply = Reply.objects.create(
        gateway="test",
        event=uuid.uuid4().hex,
        address="wang@example.com",
        text=text,
        at=moment(day),
        received_at=moment(day),
        customer=one,
    )
    return Interaction.objects.create(
        customer=one,
        reply=reply,
        channel="sms",
        direction="in",
        topic="other",
        at=moment(day),
        day=day,
        token=uuid.uuid4(),
    )


def moment(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)
