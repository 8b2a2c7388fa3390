"""Quotes: made, accepted or refused, and taken back."""

import uuid
from typing import Any

from django.db import transaction

from customers.agreements.comparing import market_of
from customers.agreements.entering import enter, settle
from customers.agreements.states import QUOTE
from customers.models import Benchmark, Customer, Quote
from staff.models import User

State = Quote.State


@transaction.atomic
def make_quote(
    *, customer: Customer, by: User, token: uuid.UUID, benchmark: Benchmark | None = None, **fields: Any
) -> Quote:
    """Write a quote down, in the branch's currency. The same token again returns the first.

    benchmark: what one unit is compared with, as it stands today; market_units: how many of them.
    """
    currency = customer.branch.currency
    market = market_of(benchmark, currency=currency, unit=benchmark.unit) if benchmark else {}
    values = {**fields, **market, "currency": currency}
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
