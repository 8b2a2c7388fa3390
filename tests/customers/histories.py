"""Random customers with a random history, for tests that move everything a customer has."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from customers.models import (
    Asset,
    Contact,
    Customer,
    CustomerStanding,
    DuplicateCandidate,
    DuplicateScan,
    ExternalIdentity,
    Invoice,
    Merge,
    Payment,
    Visit,
    VisitLine,
)
from desk.models import Complaint, SatisfactionScore
from retention.models import Action, ActionEvent
from signals.models import ChurnSignal, Snapshot, TierMove
from tests.factories import CustomerFactory, at

DAY = date(2026, 6, 1)
# Few of each, so that two customers often have what only one may have.
DAYS = st.integers(0, 2).map(lambda n: DAY - timedelta(days=n))
KINDS = st.sampled_from(["lapsed_visit", "payment_delay"])


def moment(day: date) -> datetime:
    return at(day)


def add_visit(c: Customer, day: date, n: int) -> None:
    number = "" if n % 2 else uuid.uuid4().hex
    same = Visit.objects.filter(customer=c, at=moment(day), amount=n // 2, number="").count()
    visit = Visit.objects.create(
        customer=c, day=day, at=moment(day), amount=Decimal(n // 2), number=number, nth=same + 1
    )
    VisitLine.objects.create(visit=visit, text="Oil", amount=visit.amount)


def add_invoice(c: Customer, day: date, n: int) -> None:
    invoice = Invoice.objects.create(
        customer=c,
        number=uuid.uuid4().hex,
        issued_on=day,
        due_on=day,
        amount=Decimal("0.10"),
        visit=c.visits.first(),
    )
    Payment.objects.create(invoice=invoice, paid_on=day, amount=Decimal("0.1"))


def add_contact(c: Customer, day: date, n: int) -> None:
    Contact.objects.create(customer=c, name=f"方 {n}", decides=bool(n % 2), left_on=day if n > 2 else None)


def add_asset(c: Customer, day: date, n: int) -> None:
    Asset.objects.create(customer=c, kind="vehicle", name="Van", plate=f"川A{n}", since=day)


def add_complaint(c: Customer, day: date, n: int) -> None:
    said = {"customer": c, "day": day, "logged_at": moment(day), "visit": c.visits.first()}
    Complaint.objects.create(cause="waiting", severity=2, text="“Slow”\n", token=uuid.uuid4(), **said)
    SatisfactionScore.objects.create(score=1 + n, token=uuid.uuid4(), **said)


def add_signal(c: Customer, day: date, n: int) -> None:
    kind = ("lapsed_visit", "payment_delay")[n % 2]
    opened = not ChurnSignal.objects.open().filter(customer=c, kind=kind).exists() and n < 3
    ChurnSignal.objects.create(
        customer=c,
        kind=kind,
        strength=0.1 * (n + 1),
        numbers={"days": 0.1 + 0.2, "gap": None, "of": [n]},
        opened_on=day,
        seen_on=day,
        resolved_on=None if opened else day,
    )


def add_night(c: Customer, day: date, n: int) -> None:
    whose = {"branch": c.branch, "owner": c.owner}
    Snapshot.objects.get_or_create(
        day=day,
        customer=c,
        defaults={"tier": 1, "health": 50, "probability": 0.1 * n, "value_at_risk": n, **whose},
    )
    moved = {"day": day, "from_tier": 1, "to_tier": 2, **whose}
    TierMove.objects.get_or_create(customer=c, seen_on=day, defaults=moved)
    CustomerStanding.objects.get_or_create(
        customer=c, defaults={"day": day, "tier": n % 5, "rank": 0.3 * n, "reason": {"months": n}}
    )


def add_action(c: Customer, day: date, n: int) -> None:
    done = n % 2 == 1
    action, _made = Action.objects.get_or_create(
        customer=c,
        cause="tier:2" if n < 3 else "signal:payment_delay",
        occasion=day,
        defaults={
            "kind": "call",
            "assignee": c.owner,
            "planned_on": day,
            "due_on": day,
            "deadline": day,
            "state": "done" if done else "due",
            "closed_on": day if done else None,
        },
    )
    ActionEvent.objects.create(
        action=action, customer=c, kind="no_answer", at=moment(day), day=day, by=c.owner, batch=uuid.uuid4()
    )


def add_identity(c: Customer, day: date, n: int) -> None:
    ExternalIdentity.objects.get_or_create(customer=c, source="shop", value=f"buyer{n}")
    DuplicateScan.objects.get_or_create(customer=c, defaults={"digest": str(n)})


def add_pair(c: Customer, day: date, n: int) -> None:
    """With a third customer, open or decided."""
    other = Customer.objects.filter(code__in=["T-1", "T-2"]).order_by("code")[n % 2]
    first, second = sorted([c.pk, other.pk])
    decided = {"state": "apart", "decided_at": moment(day), "decided_by": c.owner} if n > 1 else {}
    DuplicateCandidate.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={"confidence": 0.7, "reasons": ["phone"], "found_on": day, **decided},
    )


def add_merge(c: Customer, day: date, n: int) -> None:
    """He took somebody in before."""
    Merge.objects.create(
        survivor=c,
        into_id=c.pk,
        gone_id=-Merge.objects.count() - 1,
        gone_code=uuid.uuid4().hex,
        gone_name="Gone",
        day=day,
        at=moment(day),
        by=c.owner,
    )


MAKERS: dict[str, Callable[[Customer, date, int], None]] = {
    name.removeprefix("add_"): maker for name, maker in list(globals().items()) if name.startswith("add_")
}

events = st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), DAYS, st.integers(0, 4)), max_size=14)
profiles = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["person", "company"]),
        "name": st.sampled_from(["方芷若", "Fang Zhiruo", "O'Neill “\\” %s"]),
        "phone": st.sampled_from(["", "+8613912346615", "+8613700000000"]),
        "vip": st.booleans(),
        "since": st.none() | DAYS,
        "sensitivity": st.sampled_from(["unknown", "price", "quality"]),
    }
)


def make_customer(code: str, profile: dict[str, Any], history: list, **fields: Any) -> Customer:
    customer = CustomerFactory(code=code, **profile, **fields)
    for name, day, n in history:
        MAKERS[name](customer, day, n)
    return customer
