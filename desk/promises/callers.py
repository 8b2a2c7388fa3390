"""Who calls a customer who asks to be called, in a survey or about a complaint: one rule."""

from customers.models import Customer
from staff.away import Away
from staff.leading import leads_of
from staff.models import User


def who_calls(customer: Customer, *, holder: User | None = None) -> User | None:
    """Whoever has the complaint that it is about (holder), else his account manager, else who looks after the
    branch's customers without one, else the first who leads his account manager.

    Nobody who has gone. Who is away keeps the promise, and who stands in for him hears of it: see
    `Away.hearers`. None where nobody at all is left to call.
    """
    away, near = Away(), (holder, customer.owner, customer.branch.pool_owner)
    here = next((one for one in near if one is not None and not away.has_gone(one)), None)
    return here or next(iter(leads_of(customer.owner)), None)
