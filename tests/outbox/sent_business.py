"""A business whose messages are sent while everything is killed. Run in processes of their own."""

import time
from datetime import datetime, timedelta
from datetime import time as clock_time

from churn_crm import clock
from customers.models import Customer
from outbox.models import Consent, Message, SendingPolicy
from outbox.planning import Wish, plan_all
from staff.models import Branch, Business, User

CHUNK = 25


def phone_of(number: int) -> str:
    return f"+86138{number:08d}"


def found(size: int) -> None:
    """`size` customers who have consented, and a policy that puts nothing off."""
    Business.objects.create(name="Hexi Auto Care")
    branch = Branch.objects.create(code="gaoxin", name="Gaoxin")
    owner = User.objects.create(username="lin", name="Lin", role="administrator")
    customers = Customer.objects.bulk_create(
        Customer(
            code=f"C{number}",
            name=f"Customer {number}",
            phone=phone_of(number),
            branch=branch,
            owner=owner,
            created_at=clock.now(),
        )
        for number in range(size)
    )
    Consent.objects.bulk_create(
        Consent(customer=customer, channel="sms", purpose=purpose, given=True, source="form", at=clock.now())
        for customer in customers
        for purpose in ("service", "marketing")
    )
    SendingPolicy.objects.create(
        promotions_from=clock_time(0),
        promotions_until=clock_time(23, 59, 59),
        service_from=clock_time(0),
        service_until=clock_time(23, 59, 59),
        promotion_days="all",
        cap=50,
        long_cap=50,
        day_cap=50,
    )


def plan_for(seconds: int) -> None:
    """Two messages a customer, spread over `seconds`; as often as it is run, it plans each once."""
    start = start_of_planning()
    customers = list(Customer.objects.order_by("pk"))
    for first in range(0, len(customers), CHUNK):
        batch = customers[first : first + CHUNK]
        plan_all([wish for customer in batch for wish in wishes(customer, start, seconds)])
        time.sleep(0.02)


def start_of_planning() -> datetime:
    first = Message.objects.order_by("planned_at").first()
    return first.planned_at if first else clock.now()


def wishes(customer: Customer, start: datetime, seconds: int) -> list[Wish]:
    place = (customer.pk * 7919) % 1000 / 1000
    return [
        Wish(
            customer=customer,
            channel="sms",
            purpose="service",
            why="lapsed",
            key=f"{customer.pk}:{step}",
            text=f"{customer.pk}/{step}",
            not_before=start + timedelta(seconds=seconds * (place + step) / 2),
            expires_at=start + timedelta(hours=2),
        )
        for step in (0, 1)
    ]


def plan_again() -> None:
    """One more message to everybody, at once."""
    plan_all(
        [
            Wish(
                customer=customer,
                channel="sms",
                purpose="service",
                why="due",
                key=f"{customer.pk}:+",
                text="+",
            )
            for customer in Customer.objects.order_by("pk")
        ]
    )
