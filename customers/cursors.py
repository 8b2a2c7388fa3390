"""Timeline pages by cursor: what stands before (time, key), newest first.

A key is "prefix:" and the row's id in twelve digits, so that keys sort as ids do.
"""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

Cursor = tuple[datetime, str]


def earlier(rows: Any, before: Cursor | None, *, field: str, prefix: str) -> Any:
    """The rows behind the cursor, newest first. field: an aware time or a day of the model.

    A day stands on the timeline at its first moment in the reader's zone (see `start_of`).
    """
    rows = rows.order_by(f"-{field}", "-pk")
    if before is None:
        return rows
    at, key = before
    is_day = rows.model._meta.get_field(field).get_internal_type() == "DateField"
    if not is_day:
        return rows.filter(Q(**{f"{field}__lt": at}) | same(field, at, key, prefix))
    local = timezone.localtime(at)
    if local.timetz().replace(tzinfo=None) > time():
        return rows.filter(**{f"{field}__lte": local.date()})
    return rows.filter(Q(**{f"{field}__lt": local.date()}) | same(field, local.date(), key, prefix))


def same(field: str, value: datetime | date, key: str, prefix: str) -> Q:
    """Rows of the very moment of the cursor that stand behind it by their key."""
    other, _, pk = key.rpartition(":")
    if other == prefix and pk.isdecimal():
        return Q(**{field: value, "pk__lt": int(pk)})
    return Q(**{field: value}) if prefix < other else Q(pk__in=())


def start_of(day: date) -> datetime:
    """The day's first moment in the reader's zone."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def encode(at: datetime, key: str) -> str:
    """A cursor for an address: 2026-06-16T04:00:00+00:00~visit:000000000012."""
    return f"{at.astimezone(timezone.get_default_timezone()).isoformat()}~{key}"


def decode(text: str) -> Cursor | None:
    """The cursor of an address; None when there is none or it cannot be read."""
    moment, _, key = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, key) if at.tzinfo else None
