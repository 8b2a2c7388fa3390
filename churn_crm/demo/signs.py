"""Early signs that chance alone would hardly bring into the garage: some customers for each of them.

Who competes, what customers say of them; orders paid late or not at all; debts that are meant; contracts that
became dearer; deciders who left; colleagues who leave; complaints that we answered late or that came back.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Count, Max, Min, Q

from customers.models import (
    ArrearsMark,
    Contact,
    Contract,
    Customer,
    Inquiry,
    Invoice,
    Return,
    Visit,
    VisitDetail,
    WarrantyClaim,
)
from desk.models import Complaint, ComplaintEvent, Interaction, SatisfactionScore
from signals.models import Competitor
from staff.models import Branch, Leaving, User

SEED = 31
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
# Invented, as everybody in the garage is. (English, Chinese, other names, what customers say of them)
RIVALS = (
    (
        "Bullfrog Auto",
        "青蛙快修",
        ("Bullfrog", "青蛙", "qingwa"),
        ("Bullfrog Auto does the same for two hundred less", "青蛙快修同样的活便宜两百"),
        ("A neighbour goes to Bullfrog, no waiting there", "邻居去青蛙做的，不用等"),
    ),
    (
        "Nine Bridges Tyres",
        "九桥轮胎",
        ("Nine Bridges", "九桥"),
        ("Has a quote for four tyres from Nine Bridges", "九桥轮胎报了四条的价"),
        ("Asks whether we match the price of Nine Bridges", "问我们能不能跟九桥一个价"),
    ),
)
CLASH = ("Their rules ask for two quotes, we give one", "对方制度要求两份报价，我们只给一份")
PAINT = ("Paintwork", "钣金喷漆", "A fixed price", "一口价", "By the hour", "按工时")
LEAVES, HAS_LEFT, TAKES_OVER = "jiang", "lu", "yao"
LATE = 1.15  # times the days between his visits, from which on somebody is late
LEFT_BEHIND = 6  # customers that nobody has handed over yet
BY_HAND = 17  # customers that come first in the table and are left alone
GONE_FOR = (200, 700)  # days since the last visit of those who have gone


class Signs:
    """Draws customers one after the other, so that no two signs meet by design."""

    def __init__(self, people: dict[str, User], *, day: date, language: str) -> None:
        self.rng = np.random.default_rng(SEED)
        self.people, self.day, self.of = people, day, int(language == "zh")
        known = Customer.objects.annotate(
            lately=Count("visits", filter=Q(visits__day__gt=day - 200 * DAY, visits__counts=True)),
            days=Count("visits__day", distinct=True),
            first_on=Min("visits__day"),
            last_on=Max("visits__day", filter=Q(visits__counts=True)),
        )
        lively = known.filter(lately__gt=0)
        self.persons = self.drawn(lively.filter(kind="person"))
        self.companies = self.drawn(lively.filter(kind="company"))
        last = [day - ago * DAY for ago in reversed(GONE_FOR)]
        self.gone = self.shuffled(known.filter(kind="person", lately=0, days__gte=2, last_on__range=last))

    def shuffled(self, customers) -> Iterator[Customer]:  # type: ignore[no-untyped-def]
        """In an order of chance of its own."""
        rows = list(customers.order_by("pk"))
        return (rows[place] for place in np.random.default_rng([SEED, 1]).permutation(len(rows)))

    def drawn(self, customers) -> Iterator[Customer]:  # type: ignore[no-untyped-def]
        """In an order of chance, every other one late already while there are any: who goes has said so.

        Those who are written by hand are left alone.
        """
        rows = list(customers.select_related("branch", "owner").order_by("pk")[BY_HAND:])
        order = [rows[place] for place in self.rng.permutation(len(rows))]
        late = [one for one in order if self.late(one)]
        others = [one for one in order if not self.late(one)]
        return (one for both in zip_longest(late, others) for one in both if one)

    def late(self, one) -> bool:  # type: ignore[no-untyped-def]
        """Away for longer than he usually is."""
        gap = (one.last_on - one.first_on) / max(one.days - 1, 1)
        return one.days > 1 and self.day - one.last_on > LATE * gap

    def ago(self, least: int, most: int) -> date:
        return self.day - int(self.rng.integers(least, most)) * DAY

    def at(self, day: date) -> datetime:
        return datetime.combine(day, time(int(self.rng.integers(9, 18)), 20), tzinfo=ZONE)

    def token(self) -> uuid.UUID:
        return uuid.UUID(bytes=self.rng.bytes(16), version=4)


def write_signs(*, people: dict[str, User], day: date, language: str) -> None:
    """All of them, as if they had come to light in the course of the last months."""
    signs = Signs(people, day=day, language=language)
    competitors(signs)
    payments(signs)
    debts(signs)
    contracts(signs)
    inquiries(signs)
    complaints(signs)
    goods(signs)
    colleagues(signs)
    poor_service(signs)


def competitors(signs: Signs) -> None:
    """Two on the list; one of them has begun to court companies in Gaoxin."""
    for number, (english, chinese, others, *said) in enumerate(RIVALS):
        Competitor.objects.create(
            name=(english, chinese)[signs.of],
            aliases=[*others, (chinese, english)[signs.of]],
            active_from=signs.day - 46 * DAY if number == 0 else None,
            branch=Branch.objects.get(code="gaoxin") if number == 0 else None,
            customer_kind="company" if number == 0 else "",
            changed_by=signs.people["zhou"],
            changed_at=signs.at(signs.day - 46 * DAY),
        )
        for place in range(14):
            one = next(signs.persons if place % 4 else signs.companies)
            for text in said[: 2 if place % 5 == 0 else 1]:
                speak(signs, one, text[signs.of])


def speak(signs: Signs, one: Customer, text: str) -> None:
    day = signs.ago(2, 120)
    Interaction.objects.create(
        customer=one,
        channel="phone",
        direction="in",
        topic="price",
        text=text,
        at=signs.at(day),
        day=day,
        agent=signs.people["xie"],
        seconds=int(signs.rng.integers(60, 300)),
        token=signs.token(),
    )


def payments(signs: Signs) -> None:
    """Persons pay at the counter, as a rule: some ever later, some not at all. Many of those who have gone
    had begun to pay later; or it would look as if nobody left who does."""
    for number, one in zip(range(60), signs.persons, strict=False):
        visits = paid_visits(one)
        if number % 3 == 0 and (signs.day - visits[0].day).days > 20:
            VisitDetail.objects.create(visit=visits[0], customer=one, payment="unpaid", note="")
        elif len(visits) >= 5 and (signs.day - visits[1].day).days < 150:
            pay_later(signs, visits)
    for one in islice(signs.gone, 90):
        if len(visits := paid_visits(one)) >= 4:
            pay_later(signs, visits)


def paid_visits(one: Customer) -> list[Visit]:
    """The newest first."""
    return list(Visit.objects.filter(customer=one, counts=True, amount__gt=0, detail=None).order_by("-day"))


def pay_later(signs: Signs, visits: list[Visit]) -> None:
    """The last two weeks after the visit, those before at once."""
    for place, visit in enumerate(visits):
        wait = int(signs.rng.integers(14, 26)) if place < 2 else int(signs.rng.integers(0, 3))
        paid = min(visit.day + wait * DAY, signs.day - DAY)
        VisitDetail.objects.create(
            visit=visit, customer_id=visit.customer_id, payment="paid", paid_on=paid, note=""
        )


def debts(signs: Signs) -> None:
    """The oldest open invoices: asked for twice, and refused."""
    reasons = ("Promised twice to pay, and did not", "两次答应付款均未付")
    overdue = Invoice.objects.filter(paid_on=None, due_on__lt=signs.day - 20 * DAY).order_by("due_on", "pk")
    owing = list(dict.fromkeys(overdue.values_list("customer", flat=True)))[:4]
    for number, pk in enumerate(owing):
        ArrearsMark.objects.create(
            customer_id=pk,
            kind="bad_debt" if number == 3 else "deliberate",
            reason=reasons[signs.of],
            day=signs.day - (6 + 4 * number) * DAY,
            by=signs.people["zhou"],
        )


def contracts(signs: Signs) -> None:
    """Renewed ones that became dearer, terms that clash, deciders who have left."""
    running = list(
        Contract.objects.filter(state="signed", followed_by=None, starts_on__lt=signs.day - 20 * DAY)
        .exclude(clash__gt="")
        .exclude(customer__in=list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:BY_HAND]))
        .order_by("pk")
    )
    for number, contract in enumerate(running[:12]):
        if number % 2:
            contract.clash = CLASH[signs.of]
            contract.save(update_fields=["clash"])
        else:
            dearer(contract)
    deciders = Contact.objects.filter(customer__kind="company", decides=True, left_on=None).order_by("pk")
    for contact in deciders[20:140:15]:
        Contact.objects.filter(pk=contact.pk).update(left_on=signs.ago(5, 150))


def dearer(contract: Contract) -> None:
    """The year before it cost a fifth less."""
    price = round(float(contract.price) * 0.8)
    if contract.follows_id:
        Contract.objects.filter(pk=contract.follows_id).update(price=price)
        return
    contract.follows = Contract.objects.create(
        customer_id=contract.customer_id,
        subject=contract.subject,
        covers=contract.covers,
        starts_on=contract.starts_on - 365 * DAY,
        ends_on=contract.starts_on - DAY,
        price=price,
        unit=contract.unit,
        currency=contract.currency,
        state="renewed",
        signed_on=contract.starts_on - 370 * DAY,
        source="",
        number=f"{contract.number}-A",
        entered_at=contract.entered_at,
    )
    contract.save(update_fields=["follows"])


def inquiries(signs: Signs) -> None:
    """Asked two to four times within the year; none of it came to anything. Others had asked, and went."""
    for one in [next(signs.persons) for _ in range(16)]:
        for place in range(int(signs.rng.integers(2, 5))):
            ask(signs, one, signs.ago(35, 330), place)
    for one in islice(signs.gone, 14):
        for place in range(int(signs.rng.integers(1, 4))):
            ask(signs, one, one.last_on + int(signs.rng.integers(5, 90)) * DAY, place)  # type: ignore[attr-defined]


def ask(signs: Signs, one: Customer, day: date, place: int) -> None:
    """Unless he came within the month."""
    if Visit.objects.filter(customer=one, day__range=(day, day + 30 * DAY)).exists():
        return
    Inquiry.objects.create(
        customer=one,
        day=day,
        channel="wechat" if place % 2 else "phone",
        topic=PAINT[signs.of],
        wanted=PAINT[2 + signs.of],
        offered=PAINT[4 + signs.of],
        state="none",
        settled_on=min(day + 31 * DAY, signs.day - DAY),
        settled_by=signs.people["xie"],
        source="",
        entered_at=signs.at(day),
    )


def complaints(signs: Signs) -> None:
    """Of those solved within half a year an eighth was answered too late, and a tenth came back once."""
    solved = Complaint.objects.filter(solved_on__gt=signs.day - 170 * DAY).order_by("pk")
    events = []
    for number, complaint in enumerate(solved):
        if number % 8 == 0:
            at = complaint.logged_at + timedelta(minutes=20)
            events.append(ComplaintEvent(complaint=complaint, kind="escalated", at=at, clock="response"))
        if number % 10 == 3 and complaint.solved_at:
            at = complaint.logged_at + (complaint.solved_at - complaint.logged_at) / 2
            again = at + (complaint.solved_at - at) / 2
            by = complaint.logged_by
            events.append(ComplaintEvent(complaint=complaint, kind="solved", at=at, by=by))
            events.append(ComplaintEvent(complaint=complaint, kind="reopened", at=again, by=by))
    ComplaintEvent.objects.bulk_create(events)


def goods(signs: Signs) -> None:
    """Some bring things back again and again, some wait for what becomes of a claim, some rate us lower."""
    mats = ("Floor mats", "脚垫")[signs.of]
    for one in [next(signs.persons) for _ in range(5)]:
        for _ in range(3):
            day = signs.ago(20, 300)
            Return.objects.create(
                customer=one,
                what=mats,
                amount=210,
                asked_on=day,
                due_on=day + 7 * DAY,
                refunded_on=day + 4 * DAY,
                source="",
            )
    alternator = ("Alternator failed again", "发电机再次故障")[signs.of]
    for one in [next(signs.persons) for _ in range(5)]:
        WarrantyClaim.objects.create(
            customer=one, what=alternator, amount=980, claimed_on=signs.ago(25, 60), source=""
        )
    for one in [next(signs.persons) for _ in range(8)]:
        for least, most, scores in ((8, 150, (2, 3)), (190, 500, (5, 5, 4))):
            for score in scores:
                rate(signs, one, signs.ago(least, most), score)


def poor_service(signs: Signs) -> None:
    """Rated badly three times in a quarter, the last time a little better."""
    for _number in range(9):
        one = next(signs.persons)
        for least, most, score in ((62, 85, 1), (34, 60, 2), (6, 30, 3)):
            rate(signs, one, signs.ago(least, most), score)


def rate(signs: Signs, one: Customer, day: date, score: int) -> None:
    SatisfactionScore.objects.create(
        customer=one,
        score=score,
        day=day,
        logged_at=signs.at(day),
        logged_by=signs.people["xie"],
        source="phone",
        token=signs.token(),
    )


def colleagues(signs: Signs) -> None:
    """One leaves in six weeks, which managers alone know; one has left, and a few customers are still his."""
    for username, days in ((LEAVES, 42), (HAS_LEFT, -4)):
        last = signs.day + days * DAY
        Leaving.objects.get_or_create(
            person=signs.people[username],
            withdrawn_at=None,
            defaults={
                "last_day": last,
                "told_on": min(last - 30 * DAY, signs.day - 3 * DAY),
                "set_by": signs.people["zhou"],
                "set_at": signs.at(signs.day - 3 * DAY),
            },
        )
    hand_over(signs)


def hand_over(signs: Signs) -> None:
    """Whoever stays has most of his customers by now."""
    his = Customer.objects.owned_by(signs.people[HAS_LEFT])
    waiting = list(his.order_by("pk").values_list("pk", flat=True)[:LEFT_BEHIND])
    his.exclude(pk__in=waiting).update(owner=signs.people[TAKES_OVER])
