"""Quotes: made, accepted or refused, and taken back."""

import uuid
from typing import Any

from django.db import transaction

from customers.agreements.entering import enter, settle
from customers.agreements.states import QUOTE
from customers.models import Customer, Quote
from staff.models import User

State = Quote.State


@transaction.atomic
def make_quote(*, customer: Customer, by: User, token: uuid.UUID, **fields: Any) -> Quote:
    """Write a quote down, in the branch's currency. The same token again returns the first."""
    values = {**fields, "currency": customer.branch.currency}
    return enter(Quote, customer=customer, by=by, token=token, fields=values)[0]


@transaction.atomic
def accept(*, quote: Quote, by: User) -> Quote:
    """Accepted; also one that a night has found expired, when the price is kept."""
    return settle(quote, QUOTE, State.ACCEPTED, by=by, start=State.OPEN, reason="")


@transaction.atomic
def refuse(*, quote: Quote, by: User, reason: str) -> Quote:
    """Refused, with the customer's reason."""
    return settle(quote, QUOTE, State.REFUSED, by=by, start=State.OPEN, reason=reason)


@transaction.atomic
def reopen(*, quote: Quote, by: User) -> Quote:
    return settle(quote, QUOTE, State.OPEN, by=by, start=State.OPEN, reason="")
