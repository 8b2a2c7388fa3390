"""Bookings: made, kept or missed, cancelled, and taken back."""

import uuid
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from customers.agreements.entering import Refused, enter, settle, today_of
from customers.agreements.states import BOOKING
from customers.models import Asset, Booking, Customer
from staff.models import User

State = Booking.State


@transaction.atomic
def book(
    *,
    customer: Customer,
    by: User,
    token: uuid.UUID,
    day: date,
    at: time,
    asset: Asset | None = None,
    **fields: Any,
) -> Booking:
    """Book a time. at: the time of day in the branch's zone. The same token again returns the first."""
    if asset is not None and asset.customer_id != customer.pk:
        raise Refused(_("That belongs to another customer."))
    moment = datetime.combine(day, at, tzinfo=ZoneInfo(customer.branch.time_zone))
    values = {**fields, "day": day, "at": moment, "asset": asset}
    return enter(Booking, customer=customer, by=by, token=token, fields=values)[0]


@transaction.atomic
def came(*, booking: Booking, by: User) -> Booking:
    """The customer was there; a no-show that a night found may be put right."""
    return settle(booking, BOOKING, State.CAME, by=by, start=State.BOOKED)


@transaction.atomic
def missed(*, booking: Booking, by: User) -> Booking:
    """Mark a no-show by hand, from the booked day on."""
    if booking.day > today_of(booking.customer):
        raise Refused(_("The day has not come yet. Cancel the booking instead."))
    return settle(booking, BOOKING, State.NO_SHOW, by=by, start=State.BOOKED)


@transaction.atomic
def cancel(*, booking: Booking, by: User) -> Booking:
    return settle(booking, BOOKING, State.CANCELLED, by=by, start=State.BOOKED)


@transaction.atomic
def reopen(*, booking: Booking, by: User) -> Booking:
    """Booked again, as if nobody had said anything."""
    return settle(booking, BOOKING, State.BOOKED, by=by, start=State.BOOKED, visit=None)
