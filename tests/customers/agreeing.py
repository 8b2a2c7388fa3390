"""Makers of agreements for tests; only what a test does not care about is filled in."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from customers.agreements import bookings, contracts, inquiries, packages, quotes
from customers.models import Booking, Contract, Customer, Inquiry, Package, Quote
from tests.conftest import TODAY
from tests.factories import NOON

RANGE = {
    "market_item": "Labour",
    "market_low": Decimal(138),
    "market_high": Decimal(162),
    "market_source": "Trade association",
    "market_on": TODAY,
}


def draft(customer: Customer, **fields: Any) -> Contract:
    """A year of labour at ¥168 an hour, beside a market of 138 to 162."""
    usual = {
        "subject": "Fleet maintenance",
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=365),
        "price": Decimal(168),
        "unit": "hour",
        "by": customer.owner,
        "token": uuid.uuid4(),
        **RANGE,
    }
    return contracts.enter_contract(customer=customer, **(usual | fields))


def signed(customer: Customer, **fields: Any) -> Contract:
    return contracts.sign(contract=draft(customer, **fields), by=customer.owner, signed_on=TODAY)


def quoted(customer: Customer, **fields: Any) -> Quote:
    usual = {
        "subject": "Brakes",
        "amount": Decimal(900),
        "made_on": TODAY,
        "valid_until": TODAY + timedelta(days=30),
        "by": customer.owner,
        "token": uuid.uuid4(),
    }
    return quotes.make_quote(customer=customer, **(usual | fields))


def booked(customer: Customer, **fields: Any) -> Booking:
    usual = {"day": TODAY, "at": NOON, "note": "Brakes", "by": customer.owner, "token": uuid.uuid4()}
    return bookings.book(customer=customer, **(usual | fields))


def sold(customer: Customer, **fields: Any) -> Package:
    usual = {
        "name": "Ten washes",
        "kind": "units",
        "total": Decimal(10),
        "bought_on": TODAY - timedelta(days=30),
        "expires_on": TODAY + timedelta(days=30),
        "by": customer.owner,
        "token": uuid.uuid4(),
    }
    return packages.sell(customer=customer, **(usual | fields))


def asked(customer: Customer, **fields: Any) -> Inquiry:
    usual = {
        "topic": "Windscreen",
        "channel": "phone",
        "day": TODAY,
        "by": customer.owner,
        "token": uuid.uuid4(),
    }
    return inquiries.ask(customer=customer, **(usual | fields))
