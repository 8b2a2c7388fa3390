"""The customer list: what it can be narrowed by and sorted by, in pages whose cost does not grow.

A page is found by the last row of the one before (keyset), never by an offset. Customers that have no value
in the sorted column come last.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from customers.models import Customer
from customers.querysets import CustomerQuerySet

PAGE = 50
SHOWN = ("branch", "owner", "standing")
# Counting further takes longer than anybody wants to wait for a number that nobody reads.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Sort:
    """One way to sort. field: path from the customer. read: makes a cursor's text the field's value again."""

    field: str
    descending: bool
    read: Any


def words(text: str) -> str:
    """A text as PostgreSQL holds it. Raises ValueError for NUL."""
    if "\0" in text:
        raise ValueError(text)
    return text


# As a heading is pressed first; pressed again, the other way round.
HEADINGS = {
    "value": Sort("standing__value_at_risk", True, Decimal),
    "name": Sort("name", False, words),
    "code": Sort("code", False, words),
    "last_visit": Sort("standing__last_visit_on", True, date.fromisoformat),
    "health": Sort("standing__health", False, int),
    "signals": Sort("standing__open_signals", True, int),
    "spend": Sort("standing__yearly_spend", True, Decimal),
    "newest": Sort("pk", True, int),
}
SORTS = HEADINGS | {f"-{name}": replace(way, descending=not way.descending) for name, way in HEADINGS.items()}
DEFAULT_SORT = "value"


@dataclass(frozen=True)
class Page:
    """Rows, and the cursor of the next page, empty when there is none."""

    rows: list[Customer]
    cursor: str


def count(customers: CustomerQuerySet) -> tuple[int, bool]:
    """(how many, whether there are more than that)."""
    found = customers.order_by()[: MOST_COUNTED + 1].count()
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def page(customers: CustomerQuerySet, *, sort: str, cursor: str = "", size: int = PAGE) -> Page:
    """The page after `cursor`. A cursor that cannot be read starts from the beginning."""
    way = SORTS[sort]
    after = read_cursor(cursor, way)
    keys = with_value(customers, way, after, size) if after is None or after[0] is not None else []
    if len(keys) <= size:
        last = after[1] if after and after[0] is None else None
        keys += without_value(customers, way, last, size + 1 - len(keys))
    rows, more = in_full(keys[:size]), len(keys) > size
    return Page(rows, write_cursor(rows[-1], way) if more and rows else "")


def in_full(keys: list[int]) -> list[Customer]:
    """The customers in this order, with what a line shows.

    Keys are found first: with all joined that is shown, PostgreSQL takes finding a few of many customers
    for dearer than it is, and walks through all of them instead.
    """
    rows = Customer.objects.select_related(*SHOWN).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def with_value(customers: CustomerQuerySet, way: Sort, after: Any, size: int) -> list[int]:
    found = customers.filter(**{f"{way.field}__isnull": False}) if "__" in way.field else customers
    if after:
        found = found.filter(beyond(way, *after))
    # The key goes the same way as the value, so that one index serves, read forwards or backwards.
    minus = "-" if way.descending else ""
    ordered = found.order_by(f"{minus}{way.field}", f"{minus}pk")
    return list(ordered.values_list("pk", flat=True)[: size + 1])


def beyond(way: Sort, value: Any, key: int) -> Q:
    """Rows after this one. An index starts at the first condition; the second leaves out what was shown."""
    side = "lt" if way.descending else "gt"
    same_and_on = Q(**{f"{way.field}__{side}": value}) | Q(**{f"pk__{side}": key})
    return Q(**{f"{way.field}__{side}e": value}) & same_and_on


def without_value(customers: CustomerQuerySet, way: Sort, last: int | None, size: int) -> list[int]:
    if "__" not in way.field:
        return []  # the customer's own columns are never empty
    found = customers.filter(**{f"{way.field}__isnull": True})
    return list(found.filter(pk__gt=last or 0).order_by("pk").values_list("pk", flat=True)[:size])


def write_cursor(row: Customer, way: Sort) -> str:
    value: Any = row
    for name in way.field.split("__"):
        value = getattr(value, name, None)
    text = json.dumps([None if value is None else str(value), row.pk])
    return urlsafe_b64encode(text.encode()).decode()


def read_cursor(cursor: str, way: Sort) -> tuple[Any, int] | None:
    try:
        value, key = json.loads(urlsafe_b64decode(cursor.encode()))
        return (None if value is None else way.read(value)), int(key)
    except (ValueError, TypeError, ArithmeticError, NotBase64):
        return None
