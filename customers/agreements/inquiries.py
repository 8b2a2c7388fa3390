"""Inquiries: written down, and closed by hand with or without an order."""

import uuid
from typing import Any

from django.db import transaction

from customers.agreements.entering import enter, settle
from customers.agreements.states import INQUIRY
from customers.models import Customer, Inquiry
from staff.models import User

State = Inquiry.State


@transaction.atomic
def ask(*, customer: Customer, by: User, token: uuid.UUID, **fields: Any) -> Inquiry:
    """Write an inquiry down. The same token again returns the first."""
    return enter(Inquiry, customer=customer, by=by, token=token, fields=fields)[0]


@transaction.atomic
def ordered(*, inquiry: Inquiry, by: User) -> Inquiry:
    """An order followed, whatever our records say."""
    return settle(inquiry, INQUIRY, State.ORDERED, by=by, start=State.OPEN)


@transaction.atomic
def no_order(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Nothing will come of it."""
    return settle(inquiry, INQUIRY, State.NONE, by=by, start=State.OPEN)


@transaction.atomic
def reopen(*, inquiry: Inquiry, by: User) -> Inquiry:
    return settle(inquiry, INQUIRY, State.OPEN, by=by, start=State.OPEN, visit=None)
