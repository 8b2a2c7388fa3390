"""Customers at risk with something to do for them."""

from datetime import date, timedelta
from decimal import Decimal

import factory

from customers.models import Contact, Customer, CustomerStanding, Tier
from retention.models import Action
from signals.models import ChurnSignal, NightlyRun
from staff.models import User
from tests.conftest import TODAY
from tests.factories import BranchFactory, CustomerFactory, InvoiceFactory, VisitFactory, at


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    kind = Action.Kind.CALL
    cause = "tier:3"
    occasion = TODAY - timedelta(days=200)
    planned_on = TODAY - timedelta(days=1)
    due_on = TODAY
    deadline = TODAY + timedelta(days=5)
    assignee = factory.LazyAttribute(lambda action: action.customer.owner)


def stands(
    customer: Customer, *, value: int = 5000, urgency: float = 1.0, **fields: object
) -> CustomerStanding:
    """Where the customer stands, as a night would have written it."""
    return CustomerStanding.objects.create(
        **{
            "customer": customer,
            "day": TODAY - timedelta(days=1),
            "tier": Tier.CALL,
            "next_tier_on": TODAY + timedelta(days=9),
            "last_visit_on": TODAY - timedelta(days=200),
            "silent_days": 199,
            "visit_days": 6,
            "gap_median": 92.0,
            "gap_mad": 14.0,
            "echelon": 1,
            "yearly_spend": Decimal(29900),
            "probability": 0.75,
            "value_at_risk": Decimal(value),
            "health": 28,
            "band": 1,
            "urgency": urgency,
            "rank": value * urgency,
            "open_signals": 1,
            "reason_kind": "lapsed_visit",
            "reason": {"own": True, "usual": 92, "spread": 14, "now": 171},
            **fields,
        }
    )


def at_risk(
    owner: User,
    name: str,
    *,
    value: int = 5000,
    action: dict | None = None,
    customer: dict | None = None,
    **standing,
) -> Action:
    """A customer of `owner` with a standing and one pending action."""
    branch = owner.branch or BranchFactory()
    person = CustomerFactory(
        owner=owner, branch=branch, name=name, phone="+8613812342047", **(customer or {})
    )
    stands(person, value=value, **standing)
    return ActionFactory(customer=person, **(action or {}))


def with_history(action: Action) -> Action:
    """Visits in a rhythm, invoices paid ever later, a contact and an open signal."""
    customer = action.customer
    for n in range(6):
        VisitFactory(
            customer=customer, day=TODAY - timedelta(days=200 + 92 * n), amount=Decimal(2000 + 500 * n)
        )
    for n, late in enumerate((2, 5, 21)):
        due = TODAY - timedelta(days=200 - 30 * n)
        paid = due + timedelta(days=late)
        InvoiceFactory(customer=customer, issued_on=due - timedelta(days=30), due_on=due, paid_on=paid)
    InvoiceFactory(customer=customer, issued_on=TODAY - timedelta(days=60), due_on=TODAY - timedelta(days=30))
    Contact.objects.create(
        customer=customer, name="Qiu Lan", role="purchasing", phone="+8613900001111", decides=True
    )
    ChurnSignal.objects.create(
        customer=customer,
        kind="lapsed_visit",
        strength=0.8,
        numbers={"own": True, "usual": 92, "spread": 14, "now": 171},
        opened_on=TODAY - timedelta(days=20),
        seen_on=TODAY - timedelta(days=1),
    )
    return action


def last_night(day: date | None = None) -> NightlyRun:
    day = day or TODAY - timedelta(days=1)
    return NightlyRun.objects.create(
        day=day, state="done", started_at=at(day), finished_at=at(day), policy_version=1
    )
