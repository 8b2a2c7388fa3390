"""How a date moves when the garage rolls: as SQL, the same for a row and for an image of a row."""

from django.db import models
from django.db.models import Model

from customers.models import Booking

# What is planned may lie ahead; everything else has happened.
AHEAD = {
    "due_on",
    "deadline",
    "booked_for",
    "next_tier_on",
    "starts_on",
    "ends_on",
    "last_day",
    "renews_on",
    "not_before",
    "expires_at",
    "valid_until",
    "expires_on",
    "by_date",
    "projected_on",
    "follow_up_on",
    "put_off_until",
    "call_by",
    "due",
    "due_at",
    "respond_due_at",
    "solve_due_at",
    "sender_due_at",
    "warn_at",
    "escalate_at",
    "remind_at",
    "paused_until",
    "held_until",
    "held_due_at",
    "record_by",
    "new_at",
    "next_on",
    "snoozed_until",
    "until",
}
PLANNED = {Booking}  # their day and time lie ahead, too


def dates(model: type[Model]) -> list[models.DateField]:
    """The columns that move."""
    return [field for field in model._meta.local_fields if isinstance(field, models.DateField)]


def may_clamp(model: type[Model]) -> bool:
    return model not in PLANNED


def shifted(field: models.DateField, *, clamp: bool) -> str:
    """The column's value %(days)s later; with clamp not after %(today)s or %(now)s.

    Missing stays missing: LEAST would take the other one.
    """
    is_moment = isinstance(field, models.DateTimeField)
    moved = f'"{field.column}" + make_interval(days => %(days)s)'
    moved = moved if is_moment else f"({moved})::date"
    if not clamp or field.column in AHEAD:
        return moved
    limit = "%(now)s::timestamptz" if is_moment else "%(today)s::date"
    return f'CASE WHEN "{field.column}" IS NOT NULL THEN LEAST({moved}, {limit}) END'
