"""What people write down after the day a night looks back from, fact table by fact table.

LATER: table → what happens to it, and how many rows it touches. Each of them is a new fact of a later day, or
something that became of an earlier one. STANDING: tables that are read as they are now, and why.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pgtrigger
from django.db.models import F, Model, QuerySet

from customers.models import (
    ArrearsMark,
    Asset,
    AssetEvent,
    Contact,
    ContactEvent,
    Contract,
    Customer,
    CustomerEvent,
    DeclinedWork,
    Inquiry,
    Invoice,
    Payment,
    PriceApproval,
    Quote,
    Return,
    StaffLine,
    StaffLineEvent,
    Visit,
    VisitDetail,
    VisitLine,
    WarrantyClaim,
)
from customers.money import settle
from customers.recording import recorded
from desk.models import (
    Complaint,
    ComplaintEvent,
    Doubt,
    Inspection,
    Interaction,
    Promise,
    PromiseEvent,
    Recommendation,
    SatisfactionScore,
    VerificationCall,
    Voice,
    WorkOrderRating,
)
from outbox.models import Message
from staff.models import Leaving
from tests.factories import UserFactory
from tests.signals.facts import AS_OF, DAY, Maker, moment, wrote_back

SOON = AS_OF + 3 * DAY


def copied(rows: QuerySet, **fields: object) -> int:
    """Each row once more, with these fields."""
    found = list(rows)
    for row in found:
        row.pk, row._state.adding = None, True
        for name, value in fields.items():
            setattr(row, name, value() if callable(value) else value)
    return len(type(found[0])._default_manager.bulk_create(found)) if found else 0


def visits(_maker: Maker) -> int:
    # What was sold before and comes back then, and what is sold then.
    return sum(
        copied(Visit.objects.filter(day__lte=AS_OF), day=SOON, amount=amount, number=lambda: uuid.uuid4().hex)
        for amount in (500, -90)
    )


def lines(maker: Maker) -> int:
    of = Visit.objects.filter(day=SOON)
    made = [VisitLine(visit=one, category=maker.categories[0], text="Brakes", amount=9) for one in of]
    return len(VisitLine.objects.bulk_create(made))


def orders(_maker: Maker) -> int:
    return VisitDetail.objects.filter(payment="unpaid").update(payment="paid", paid_on=SOON)


def invoices(maker: Maker) -> int:
    unpaid = Invoice.objects.filter(paid_on=None)
    voided = list(unpaid.values_list("pk", flat=True)[::2])
    return (
        Invoice.objects.filter(pk__in=voided).update(
            voided_on=SOON, voided_by=maker.owner, void_reason="Twice"
        )
        + unpaid.exclude(pk__in=voided).update(paid_on=SOON)
        + copied(Invoice.objects.filter(issued_on__lte=AS_OF), issued_on=SOON, due_on=SOON, number=number)
    )


def payments(_maker: Maker) -> int:
    """What was received is paid back; of what was open the rest comes in."""
    known = Payment.objects.filter(paid_on__lte=AS_OF)
    refunded = copied(known.filter(amount__gt=0), paid_on=SOON, reference=number)
    Payment.objects.filter(paid_on=SOON).exclude(reference="").update(amount=-F("amount"))
    unpaid = Invoice.objects.filter(issued_on__lte=AS_OF, paid_on=None).exclude(payments__paid_on=SOON)
    came = Payment.objects.bulk_create(
        Payment(invoice=one, amount=one.amount, paid_on=SOON + DAY) for one in unpaid
    )
    settle(Invoice.objects.values_list("pk", flat=True))
    return refunded + len(came)


def number() -> str:
    return uuid.uuid4().hex


def marks(maker: Maker) -> int:
    lifted = ArrearsMark.objects.filter(lifted_on=None).update(lifted_on=SOON, lifted_by=maker.owner)
    return lifted + copied(ArrearsMark.objects.all(), day=SOON, lifted_on=SOON, kind="bad_debt")


def complaints(_maker: Maker) -> int:
    """Some that were solved come back: one half is solved once more, the other waits."""
    solved = Complaint.objects.filter(solved_on__lte=AS_OF)
    for one in solved:  # for good, whatever has happened to it before
        one.events.create(kind="solved", at=moment(AS_OF, 13))
    again, once = (list(solved.values_list("pk", flat=True)[place::2]) for place in (0, 1))
    for one in Complaint.objects.filter(pk__in=again + once):
        one.events.create(kind="reopened", at=moment(SOON))
    Complaint.objects.filter(pk__in=again).update(solved_on=SOON + DAY, solved_at=moment(SOON + DAY))
    Complaint.objects.filter(pk__in=once).update(state="reopened", solved_on=None, solved_at=None)
    made = copied(Complaint.objects.all(), day=SOON, severity=4, token=uuid.uuid4)
    return len(again) + len(once) + made


def complaint_events(_maker: Maker) -> int:
    every = Complaint.objects.filter(day__lte=AS_OF)
    made = [
        ComplaintEvent(complaint=one, kind=kind, at=moment(SOON), clock="response")
        for one in every
        for kind in ("escalated", "reopened", "outside")
    ]
    return len(ComplaintEvent.objects.bulk_create(made))


def scores(_maker: Maker) -> int:
    return copied(SatisfactionScore.objects.all(), day=SOON, score=1, token=uuid.uuid4)


def recommendations(_maker: Maker) -> int:
    made = [
        Recommendation(
            customer=one, score=0, source="link", day=SOON, logged_at=moment(SOON), token=uuid.uuid4()
        )
        for one in Customer.objects.all()
    ]
    return len(Recommendation.objects.bulk_create(made))


def ratings(_maker: Maker) -> int:
    return copied(WorkOrderRating.objects.all(), day=SOON, score=1, token=uuid.uuid4)


def inspections(maker: Maker) -> int:
    standing = Inspection.objects.filter(withdrawn_at=None)
    gone = {"withdrawn_at": moment(SOON), "withdrawn_by": maker.owner, "withdrawn_because": "Wrong bay"}
    return standing.update(**gone)


def doubts(_maker: Maker) -> int:
    return Doubt.objects.filter(state="open").update(state="refuted", decided_at=moment(SOON))


def calls(maker: Maker) -> int:
    """Somebody was called about it later, and said otherwise."""
    behind = [row for doubt in maker.doubts for row in doubt.ratings.all()]
    found = {(row.doubt, row.entry.customer): row for row in behind}
    asked = {key: row for key, row in found.items() if not key[0].calls.filter(customer=key[1]).exists()}
    done = {"agent": maker.owner, "closed_by": maker.owner, "state": "other", "said": 5, "recorded": 1}
    closed = {"next_on": SOON, "made_at": moment(SOON), "closed_on": SOON, "closed_at": moment(SOON)}
    for (doubt, customer), row in asked.items():
        of = {"doubt": doubt, "customer": customer, row.kind: row.entry}
        VerificationCall.objects.create(stratum="x", **of, **done, **closed)
    return len(asked)


def promises(_maker: Maker) -> int:
    by = {"due_at": moment(SOON), "record_by": moment(SOON + DAY)}
    return copied(Promise.objects.all(), day=SOON, token=uuid.uuid4, **by)


def promise_events(_maker: Maker) -> int:
    made = [
        PromiseEvent(promise=one, kind=kind, at=moment(SOON), due_at=one.due_at)
        for one in Promise.objects.all()
        for kind in ("broken", "reopened", "kept")
    ]
    return len(PromiseEvent.objects.bulk_create(made))


def voices(_maker: Maker) -> int:
    told = Voice.objects.filter(told_at=None, message=None).update(told_at=moment(SOON))
    return told + copied(Voice.objects.all(), day=SOON, text="Fastlane", token=uuid.uuid4, told_at=None)


def messages(_maker: Maker) -> int:
    """Answers to wishes that were written before, and went out later."""
    return Message.objects.filter(sent_at=None).update(sent_at=moment(SOON))


def interactions(_maker: Maker) -> int:
    of_agents = Interaction.objects.filter(reply=None)
    return copied(of_agents, day=SOON, text="Fastlane", direction="out", token=uuid.uuid4)


def replies(_maker: Maker) -> int:
    return len([wrote_back(one, "Fastlane takes half", SOON) for one in Customer.objects.all()])


def returns(_maker: Maker) -> int:
    refunded = Return.objects.filter(refunded_on=None, asked_on__lte=AS_OF).update(refunded_on=SOON)
    return refunded + copied(Return.objects.all(), asked_on=SOON, due_on=SOON, refunded_on=None)


def claims(_maker: Maker) -> int:
    decided = WarrantyClaim.objects.filter(decided_on=None).update(decided_on=SOON, outcome="refused")
    return decided + copied(WarrantyClaim.objects.all(), claimed_on=SOON, decided_on=SOON, outcome="refused")


def declined(_maker: Maker) -> int:
    return DeclinedWork.objects.filter(done_on=None).update(done_on=SOON)


def inquiries(_maker: Maker) -> int:
    settled = Inquiry.objects.filter(state="open").update(state="none", settled_on=SOON)
    return settled + copied(Inquiry.objects.all(), day=SOON, wanted="Now", offered="Never")


def contracts(_maker: Maker) -> int:
    signed = Contract.objects.filter(state="signed")
    talked = signed.filter(talked_on=None).update(talked_on=SOON)
    return talked + signed.filter(followed_by=None).update(state="ended", ended_on=SOON)


def approvals(maker: Maker) -> int:
    """Contracts that count from a day before, and were approved only then."""
    decided = {"decided_at": moment(SOON), "decided_by": maker.manager, "state": "approved"}
    asked = {"asked_at": moment(AS_OF), "asked_by": maker.owner, "signed_on": AS_OF - DAY}
    of = list(Contract.objects.filter(signed_on=None))
    for one in of:
        PriceApproval.objects.create(
            contract=one, price=one.price, high=one.market_high, over_share=1, **asked, **decided
        )
    Contract.objects.filter(pk__in=[one.pk for one in of]).update(state="signed", signed_on=AS_OF - DAY)
    return len(of)


def quotes(_maker: Maker) -> int:
    return copied(Quote.objects.all(), made_on=SOON, valid_until=SOON)


def contacts(_maker: Maker) -> int:
    """Added, changed and taken away on a page, each of somebody else."""
    with recorded(way="screen"):
        first, *others = list(Contact.objects.order_by("pk"))
        Contact.objects.create(customer=first.customer, name="Lu", decides=True, bond=3)
        changed, gone = others[::2], others[1::2]
        for one in changed:
            fields = {"bond": 3 - one.bond, "decides": not one.decides, "left_on": SOON - 20 * DAY}
            Contact.objects.filter(pk=one.pk).update(**fields)
        for one in gone:
            one.delete()
    return len(changed) + len(gone)


def staff_lines(maker: Maker) -> int:
    with recorded(way="screen"):
        deleted, _each = StaffLine.objects.filter(pk__in=list(ids(StaffLine)[::2])).delete()
        for one in Customer.objects.all():
            StaffLine.objects.create(customer=one, user=maker.manager, kind="technician")
    return deleted


def ids(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def assets(_maker: Maker) -> int:
    with recorded(way="screen"):
        for one in Customer.objects.all():
            Asset.objects.create(customer=one, kind="vehicle", name="Tesla Model Y")
        return Asset.objects.filter(pk__in=ids(Asset)[::2]).update(name="Sold")


def customers(_maker: Maker) -> int:
    """Others keep them from then on."""
    return Customer.objects.update(owner=UserFactory(username="successor"))


def leavings(maker: Maker) -> int:
    """The helper leaves, and is no longer at work by now; who had told so stays after all."""
    maker.leave(maker.helper, SOON)
    Leaving.objects.filter(person=maker.helper).update(told_on=SOON)
    maker.helper.is_active = False
    maker.helper.save()
    return Leaving.objects.exclude(person=maker.helper).update(withdrawn_at=moment(SOON))


LATER: dict[str, Callable[[Maker], int]] = {
    "customers_visit": visits,
    "customers_visitline": lines,
    "customers_visitdetail": orders,
    "customers_invoice": invoices,
    "customers_payment": payments,
    "customers_arrearsmark": marks,
    "desk_complaint": complaints,
    "desk_complaintevent": complaint_events,
    "desk_satisfactionscore": scores,
    "desk_recommendation": recommendations,
    "desk_workorderrating": ratings,
    "desk_inspection": inspections,
    "desk_verificationcall": calls,
    "desk_doubt": doubts,
    "desk_promise": promises,
    "desk_promiseevent": promise_events,
    "desk_voice": voices,
    "outbox_message": messages,
    "desk_interaction": interactions,
    "outbox_reply": replies,
    "customers_return": returns,
    "customers_warrantyclaim": claims,
    "customers_declinedwork": declined,
    "customers_inquiry": inquiries,
    "customers_contract": contracts,
    "customers_priceapproval": approvals,
    "customers_quote": quotes,
    "customers_contact": contacts,
    "customers_staffline": staff_lines,
    "customers_asset": assets,
    "customers_customer": customers,
    "staff_leaving": leavings,
}
HISTORY = {
    "customers_contactevent": ContactEvent,
    "customers_stafflineevent": StaffLineEvent,
    "customers_assetevent": AssetEvent,
    "customers_customerevent": CustomerEvent,
}
STANDING = {
    **dict.fromkeys(HISTORY, "the history itself, written by what happens to its records"),
    "customers_agreementpolicy": "a policy: as it is today, as everything that is measured by one",
    "customers_category": "names of what is sold",
    "desk_doubtedrating": "put behind a doubt later counts as known: docs/design/signals.md",
    "staff_branch": "where somebody is at home and in which time zone",
    "staff_user": "who decides; who is at work is read from the leavings too",
}


@contextmanager
def written_then() -> Iterator[None]:
    """What the database writes into the history inside is dated after AS_OF, whatever the machine's time."""
    before = {model: ids_of_events(model) for model in HISTORY.values()}
    yield
    with pgtrigger.ignore():  # one keeps history from being written anew
        for model, known in before.items():
            model.objects.exclude(pk__in=known).update(pgh_created_at=moment(SOON))


def ids_of_events(model: type[Model]) -> list[int]:
    return list(model._default_manager.values_list("pk", flat=True))
