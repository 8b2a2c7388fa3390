"""What the customer page shows of agreements: a card for each kind, newest first, packages by expiry."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from customers.agreements import words
from customers.agreements.entering import today_of
from customers.agreements.kinds import KINDS, Kind
from customers.agreements.lines import LINES, Line
from customers.agreements.policy import agreement_policy
from customers.agreements.pricing import needs_approval
from customers.agreements.removing import may_remove
from customers.agreements.verbs import offered
from customers.models import Customer, Package
from customers.models.agreed import Compared
from staff.models import User

SHOWN = 10
# Where nothing lies above the market nobody has to know from where on it is too much.
NONE_OVER = Decimal("Infinity")


@dataclass(frozen=True)
class Card:
    """count: all of the kind, also those behind the cursor; cursor: empty when there are no more."""

    kind: Kind
    lines: list[Line]
    count: int
    cursor: str


def section(customer: Customer, *, user: User) -> dict[str, Any]:
    on = today_of(customer)
    return {
        "customer": customer,
        "cards": [card(kind, customer, user=user, on=on) for kind in KINDS],
        "may_add": user.may_write,
    }


def card(kind: Kind, customer: Customer, *, user: User, on: date) -> Card:
    lines, cursor = page(kind, customer, user=user, on=on)
    return Card(kind, lines, kind.rows.of([customer.pk]).count(), cursor)


def page(kind: Kind, customer: Customer, *, user: User, on: date, cursor: str = "") -> tuple[list[Line], str]:
    """One page of a customer's agreements of a kind, and the cursor of the next.

    Packages that can still be used come first, by their expiry; they are few. The others follow by day.
    """
    rows = kind.rows.of([customer.pk])
    first: list[Any] = []
    if kind.model is Package:
        usable = Q(left__gt=0) & (Q(expires_on=None) | Q(expires_on__gte=on))
        first = [] if cursor else list(rows.filter(usable).expiring_first())
        rows = rows.exclude(usable)
    found = list(newest(rows, kind.day, read_cursor(cursor))[: SHOWN + 1])
    more = write_cursor(found[SHOWN - 1], kind.day) if len(found) > SHOWN else ""
    lines = [line(kind.name, row, user=user, on=on) for row in [*first, *found[:SHOWN]]]
    return marked(lines), more


def marked(lines: list[Line]) -> list[Line]:
    """The lines, with those whose price lies far above the market marked as such."""
    over = [one for one in lines if isinstance(one.row, Compared) and words.over_market(one.row)]
    allowed = agreement_policy().over_share if over else NONE_OVER
    return [
        replace(one, dear=words.over_market(one.row)) if is_dear(one.row, allowed) else one for one in lines
    ]


def is_dear(row: Any, allowed: Decimal) -> bool:
    return isinstance(row, Compared) and needs_approval(row.asked, row.market_high, allowed)


def line(kind: str, row: Any, *, user: User, on: date) -> Line:
    """A row as a line, with what this person may do with it."""
    verbs = offered(kind, row, on) if user.may_write else ()
    mine = not (row.source or row.came_from_id)
    return replace(LINES[kind](row, on), verbs=verbs, removable=mine and may_remove(row, user))


def newest(rows: Any, field: str, before: tuple[date, int] | None) -> Any:
    """By day, newest first, after the row that the cursor names."""
    rows = rows.order_by(f"-{field}", "-pk")
    if before is None:
        return rows
    day, key = before
    behind = Q(**{f"{field}__lt": day}) | Q(**{field: day, "pk__lt": key})
    return rows.filter(behind, **{f"{field}__lte": day})


def soonest(rows: Any, field: str, after: tuple[date, int] | None) -> Any:
    """By day, oldest first, after the row that the cursor names."""
    rows = rows.order_by(field, "pk")
    if after is None:
        return rows
    day, key = after
    behind = Q(**{f"{field}__gt": day}) | Q(**{field: day, "pk__gt": key})
    return rows.filter(behind, **{f"{field}__gte": day})


def write_cursor(row: Any, field: str) -> str:
    return f"{getattr(row, field).isoformat()}.{row.pk}"


def read_cursor(cursor: str) -> tuple[date, int] | None:
    """A cursor that cannot be read starts from the beginning."""
    day, _dot, key = cursor.partition(".")
    try:
        return date.fromisoformat(day), int(key[:18])
    except ValueError:
        return None
