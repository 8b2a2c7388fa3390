"""A customer's timeline: the parts of all apps merged, newest first.

Each app names its part in settings.CUSTOMER_PARTS; customers never import what stands to their right.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from heapq import merge
from importlib import import_module
from itertools import islice

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Event:
    """One line of a timeline.

    at: aware time · key: unique within the customer, breaks ties · kind: filter chip it belongs to
    tone: "", "good", "warn" or "bad" · title, detail: already in words, plain text
    """

    at: datetime
    key: str
    kind: str
    icon: str
    title: str
    detail: str = ""
    tone: str = ""


# (customer id, before this cursor or None, how many) → that many events or fewer, newest first.
Page = Callable[[int, tuple[datetime, str] | None, int], Iterable[Event]]


# (who is merged away, survivor, business day): changes rows of the former that the latter's would refuse.
MakeWay = Callable[[int, int, date], object]


@dataclass(frozen=True)
class Part:
    """How one kind of record belongs to a customer.

    models: every model with a foreign key to Customer that this part answers for. At a merge their rows
    follow the survivor; where a unique constraint refuses one, the survivor's stays and the other is set
    aside, unless makes_way changes it first. stays: models whose rows are never moved (what has happened to
    the row itself). hold: keeps away, until the transaction ends, what writes about these customers by
    itself; False if it is at work just now. computed: models that nights or triggers make from the others,
    so that they hold nobody back from taking an import back. moves_with_owner: (customers, new owner) → what
    goes over with them.
    """

    kind: str
    label: str | Promise
    models: tuple[type[Model], ...]
    page: Page | None = None
    count: Callable[[int], int] | None = None
    computed: tuple[type[Model], ...] = ()
    moves_with_owner: Callable[[Sequence[int], int], None] | None = None
    makes_way: Mapping[type[Model], MakeWay] = field(default_factory=dict)
    stays: tuple[type[Model], ...] = ()
    hold: Callable[[Sequence[int]], bool] | None = None


@cache
def parts() -> tuple[Part, ...]:
    """All parts in the order of settings.CUSTOMER_PARTS."""
    return tuple(part for path in settings.CUSTOMER_PARTS for part in import_module(path).PARTS)


def kinds(customer_id: int) -> list[tuple[str, str | Promise, int]]:
    """(kind, label, how many) of each part that shows on the timeline."""
    return [(part.kind, part.label, part.count(customer_id)) for part in parts() if part.page and part.count]


def timeline(
    customer_id: int,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int = 20,
    kind: str = "",
) -> list[Event]:
    """The `limit` newest events before the cursor, merged over all parts (or one kind), newest first."""
    pages = [
        part.page(customer_id, before, limit) for part in parts() if part.page and kind in ("", part.kind)
    ]
    return list(newest_first(*pages, limit=limit))


def newest_first(*pages: Iterable[Event], limit: int) -> Iterator[Event]:
    """The `limit` newest of several pages, each of which is newest first itself."""
    return islice(merge(*pages, key=lambda event: (event.at, event.key), reverse=True), limit)
