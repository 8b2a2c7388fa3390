"""A small business at work, for tests of whole pages: two years of history, and one night over it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from customers.models import Customer
from desk.models import Complaint, SatisfactionScore
from retention.night import run_night
from staff.models import Branch, Notice, User
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory, at

# (name, days between visits, how many, days since the last one)
HABITS = [
    ("Muyun Kindergartens", 60, 9, 118),
    ("Yuelu Taxi", 45, 12, 210),
    ("Xiang Print", 90, 6, 400),
    ("Tan Wei", 150, 4, 160),
    ("Juzi Hotel", 7, 40, 1),
    ("Huang Lei", 180, 3, 250),
]


def at_work(people: dict[str, User], branches: dict[str, Branch], *, today: date) -> dict[str, Customer]:
    """Customers with a history, as last night left them; by whose they are, seen by Lin."""
    mine = [regular(*habit, owner=people["lin"], branch=branches["gaoxin"], today=today) for habit in HABITS]
    others = {
        "team": regular(
            "Beiting Cold Chain", 60, 8, 200, owner=people["chen"], branch=branches["gaoxin"], today=today
        ),
        "other": regular(
            "Canary Wuhu Transport", 60, 8, 200, owner=people["deng"], branch=branches["wuhu"], today=today
        ),
    }
    # Something happened in each branch yesterday, or the night would say that the facts are stale.
    regular("Wuhu Post", 7, 40, 1, owner=people["deng"], branch=branches["wuhu"], today=today)
    branches["gaoxin"].pool_owner = people["wei"]
    branches["gaoxin"].save()
    complain(mine[0], by=people["xie"], today=today)
    tell(people, today=today)
    run_night(day=today)
    return {"own": mine[0], **others}


def regular(name: str, gap: int, visits: int, silent: int, *, today: date, **fields: Any) -> Customer:
    """A customer who came every `gap` days and was last seen `silent` days ago; pays half the time late."""
    customer = CustomerFactory(name=name, phone="+8613800138000", kind=Customer.Kind.COMPANY, **fields)
    for number in range(visits):
        day = today - timedelta(days=silent + gap * number)
        VisitFactory(customer=customer, branch=customer.branch, day=day, amount=Decimal(900 + 10 * number))
        InvoiceFactory(
            customer=customer,
            issued_on=day,
            due_on=day + timedelta(days=30),
            amount=Decimal(900 + 10 * number),
            paid_on=day + timedelta(days=20 + 25 * (number % 2)) if number else None,
        )
    return customer


def complain(customer: Customer, *, by: User, today: date) -> None:
    day = today - timedelta(days=40)
    said = {"customer": customer, "day": day, "logged_at": at(day), "logged_by": by}
    Complaint.objects.create(
        cause="waiting", severity=3, text="Two hours for an oil change.", token=uuid.uuid4(), **said
    )
    SatisfactionScore.objects.create(score=2, comment="Slow.", token=uuid.uuid4(), **said)


def tell(people: dict[str, User], *, today: date) -> None:
    Notice.objects.bulk_create(
        Notice(
            user=user, kind="night_late", numbers={"day": str(today)}, occasion="late", created_at=at(today)
        )
        for user in people.values()
    )
