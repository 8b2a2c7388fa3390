"""Events with what came of them: pages over all kinds of records, newest first.

A trigger wrote each event with the row as it was before. What came of it is the next event of the record, or
the record as it stands.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from customers.cursors import Cursor, earlier
from customers.models import (
    Asset,
    AssetEvent,
    Contact,
    ContactEvent,
    Customer,
    CustomerEvent,
    CustomerTag,
    CustomerTagEvent,
    CustomField,
    CustomFieldEvent,
    ExternalIdentity,
    ExternalIdentityEvent,
    StaffLine,
    StaffLineEvent,
    Tag,
    TagEvent,
    VisitType,
    VisitTypeEvent,
)

HIDDEN = ("id", "version", "customer", "place", "sensitivity_at", "changed_at", "changed_by")


@dataclass(frozen=True)
class Source:
    """One kind of record with a history. of: the events' column by which they are read.

    called: names a record, beside the label · told: its values in words by their labels, where its fields
    alone would not say it · before: what held before it was written down, None for nothing.
    """

    prefix: str
    events: Any
    records: Any
    label: str | Promise
    of: str = "customer"
    called: Callable[[Any, Any], str] | None = None
    told: Callable[[Any, Any], Mapping[str, str]] | None = None
    before: Callable[[Any], Any] | None = None

    @property
    def fields(self) -> list[Any]:
        return [
            one
            for one in self.records._meta.concrete_fields
            if one.name not in HIDDEN and hasattr(self.events, one.name)
        ]


OF_CUSTOMER = (
    Source("profile", CustomerEvent, Customer, lazy("Profile"), of="pgh_obj"),
    Source("contact", ContactEvent, Contact, lazy("Contact")),
    Source("asset", AssetEvent, Asset, lazy("What we look after")),
    Source("line", StaffLineEvent, StaffLine, lazy("Staff line")),
    Source("tag", CustomerTagEvent, CustomerTag, lazy("Tag")),
    Source("identity", ExternalIdentityEvent, ExternalIdentity, lazy("Buyer id")),
)
OF_SETUP = (
    Source("field", CustomFieldEvent, CustomField, lazy("Own field")),
    Source("word", TagEvent, Tag, lazy("Tag")),
)
OF_VISIT_KINDS = (Source("kind", VisitTypeEvent, VisitType, lazy("Kind of visits")),)


@dataclass(frozen=True)
class Row:
    """An event with what its record became: an event again, a record, or nothing any more."""

    source: Source
    event: Any
    after: Any

    @property
    def usual(self) -> Any:
        """What held without this record; None for nothing."""
        return self.source.before(self.event) if self.source.before else None

    @property
    def states(self) -> tuple[Any, Any]:
        """(before, after) what happened; None where there was nothing."""
        both = {"insert": (self.usual, self.event), "delete": (self.event, self.usual)}
        return both.get(self.event.pgh_label, (self.event, self.after))

    @property
    def key(self) -> str:
        return f"{self.source.prefix}:{self.event.pk:012d}"


def page(
    sources: Iterable[Source], before: Cursor | None, limit: int, customer: int | None = None
) -> list[Row]:
    """The newest events of all sources, merged; a fixed number of queries."""
    pages = [newest(source, before, limit, customer) for source in sources]
    merged = heapq.merge(*pages, key=lambda row: (row.event.pgh_created_at, row.key), reverse=True)
    return list(islice(merged, limit))


def newest(source: Source, before: Cursor | None, limit: int, customer: int | None) -> list[Row]:
    events = source.events.objects.all()
    if customer is not None:
        events = events.filter(**{source.of: customer})
    found = list(
        earlier(followed(source, events), before, field="pgh_created_at", prefix=source.prefix)[:limit]
    )
    return with_what_came(source, found)


def single(source: Source, pk: int) -> Row | None:
    """A single event of a source; None where there is none."""
    found = followed(source, source.events.objects.filter(pk=pk))
    return next(iter(with_what_came(source, list(found))), None)


def followed(source: Source, events: Any) -> Any:
    """Each with the key of the next event of its record."""
    following = source.events.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id"))
    return events.annotate(following=Subquery(following.order_by("pgh_id").values("pgh_id")[:1]))


def with_what_came(source: Source, found: list[Any]) -> list[Row]:
    later = source.events.objects.in_bulk({one.following for one in found if one.following})
    live = source.records.objects.in_bulk({one.pgh_obj_id for one in found if not one.following})
    return [Row(source, one, later.get(one.following) or live.get(one.pgh_obj_id)) for one in found]
