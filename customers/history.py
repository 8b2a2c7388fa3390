"""The history of a customer in words: who changed what, when, from which value to which, by which way.

A trigger wrote each event with the row as it was before. What came of it is the next event of the record,
or the record as it stands.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from churn_crm.ui import figures
from customers import custom
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
    Import,
    StaffLine,
    StaffLineEvent,
    Tag,
    TagEvent,
)
from staff.models import Branch, User

LONGEST = 160
HIDDEN = ("id", "version", "customer", "place", "sensitivity_at")
PHONES = ("phone",)


@dataclass(frozen=True)
class Source:
    """One kind of record with a history. of: the events' column by which they are read."""

    prefix: str
    events: Any
    records: Any
    label: str | Promise
    of: str = "customer"

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
)
OF_SETUP = (
    Source("field", CustomFieldEvent, CustomField, lazy("Own field")),
    Source("word", TagEvent, Tag, lazy("Tag")),
)


@dataclass(frozen=True)
class Change:
    """One field: its label, and its values in words, empty for none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did. at: aware time; key: unique, for the cursor."""

    at: datetime
    key: str
    who: str
    way: str
    what: str
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """An event with what its record became: an event again, a record, or nothing any more."""

    source: Source
    event: Any
    after: Any

    @property
    def key(self) -> str:
        return f"{self.source.prefix}:{self.event.pk:012d}"


def of_customer(customer: Customer, *, before: Cursor | None = None, limit: int = 50) -> list[Entry]:
    """The newest entries of this customer before the cursor."""
    rows = page(OF_CUSTOMER, before, limit, customer=customer.pk)
    return in_words(rows, currency=customer.branch.currency)


def of_setup(*, before: Cursor | None = None, limit: int = 20) -> list[Entry]:
    """The newest changes of the business's own fields and tags."""
    return in_words(page(OF_SETUP, before, limit), currency="")


def last_change(record: Any) -> Entry | None:
    """Who changed this record last."""
    source = next(one for one in OF_CUSTOMER if isinstance(record, one.records))
    events = source.events.objects.filter(pgh_obj=record.pk).order_by("-pgh_id")[:1]
    found = in_words([Row(source, event, record) for event in events], currency="")
    return found[0] if found else None


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
    following = source.events.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id"))
    events = events.annotate(following=Subquery(following.order_by("pgh_id").values("pgh_id")[:1]))
    found = list(earlier(events, before, field="pgh_created_at", prefix=source.prefix)[:limit])
    later = source.events.objects.in_bulk({one.following for one in found if one.following})
    live = source.records.objects.in_bulk({one.pgh_obj_id for one in found if not one.following})
    return [Row(source, one, later.get(one.following) or live.get(one.pgh_obj_id)) for one in found]


@dataclass
class Names:
    """What keys stand for, each kind fetched once."""

    users: dict[int, User]
    branches: dict[int, Branch]
    tags: dict[int, Tag]
    definitions: dict[str, CustomField]
    imports: dict[int, Import]
    currency: str


def names_for(rows: list[Row], currency: str) -> Names:
    contexts = [row.event.pgh_context or {} for row in rows]
    states = [state for row in rows for state in (row.event, row.after) if state]
    return Names(
        User.objects.in_bulk(keys(states, "owner_id", "user_id", "sensitivity_by_id") | told(contexts, "by")),
        Branch.objects.in_bulk(keys(states, "branch_id")),
        Tag.objects.in_bulk(keys(states, "tag_id")),
        {one.key: one for one in CustomField.objects.all()},
        Import.objects.in_bulk(told(contexts, "file")),
        currency,
    )


def keys(states: list[Any], *columns: str) -> set[int]:
    found = {getattr(state, column, None) for state in states for column in columns}
    return {key for key in found if key is not None}


def told(contexts: list[dict[str, Any]], name: str) -> set[int]:
    return {context[name] for context in contexts if context.get(name) is not None}


def in_words(rows: list[Row], *, currency: str) -> list[Entry]:
    """Entries in the reader's language. Phones are masked."""
    if not rows:
        return []
    names = names_for(rows, currency)
    return [entry(row, names) for row in rows]


def entry(row: Row, names: Names) -> Entry:
    context = row.event.pgh_context or {}
    by = names.users.get(context.get("by") or 0)
    return Entry(
        at=row.event.pgh_created_at,
        key=row.key,
        who=str(by) if by else _("the system"),
        way=way_in_words(context, names),
        what=what_in_words(row, names),
        changes=list(changes(row, names)),
    )


def way_in_words(context: dict[str, Any], names: Names) -> str:
    """By which way a change came."""
    way = context.get("way", "")
    if way == "import":
        record = names.imports.get(context.get("file") or 0)
        return _("import of %(file)s") % {"file": record.file_name} if record else _("import")
    words = {"screen": _("on screen"), "api": _("through the API"), "job": _("by a job")}
    return words.get(way, _("in the database"))


def what_in_words(row: Row, names: Names) -> str:
    """Profile; Contact Wang Fang; Tag added."""
    label = str(row.source.label)
    if row.event.pgh_label == "insert":
        return _("%(what)s added") % {"what": label}
    if row.event.pgh_label == "delete":
        return _("%(what)s removed") % {"what": label}
    return label if row.source.records is Customer else f"{label} · {name_of(row, row.event, names)}"


def changes(row: Row, names: Names) -> Iterator[Change]:
    """What differs between before and after; for a whole record its name."""
    if row.event.pgh_label == "insert":
        yield Change("", "", name_of(row, row.event, names))
    elif row.event.pgh_label == "delete":
        yield Change("", name_of(row, row.event, names), "")
    else:
        for one in row.source.fields:
            yield from changes_of(one, row, names)


def changes_of(one: Any, row: Row, names: Names) -> Iterator[Change]:
    before, after = getattr(row.event, one.attname), getattr(row.after, one.attname, None)
    if before == after:
        return
    if one.name == "custom":
        yield from custom_changes(before, after or {}, names)
    else:
        yield Change(label_of(one), value_in_words(one, before, names), value_in_words(one, after, names))


def custom_changes(before: dict[str, Any], after: dict[str, Any], names: Names) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys(), key=int):
        if before.get(key) == after.get(key):
            continue
        was, became = (own_in_words(state.get(key), key, names) for state in (before, after))
        yield Change(str(names.definitions.get(key, key)), was, became)


def own_in_words(held: Any, key: str, names: Names) -> str:
    """The value of an own field; as it is stored where the field is gone."""
    definition = names.definitions.get(key)
    return custom.shown(definition, held, currency=names.currency) if definition else str(held or "")


def label_of(one: Any) -> str:
    named = {
        "owner": _("Owner"),
        "branch": _("Branch"),
        "sensitivity_by": _("Confirmed by"),
        "retired_at": _("Retired"),
    }
    label = named.get(one.name) or str(one.verbose_name)
    return label[:1].upper() + label[1:]


def value_in_words(one: Any, value: Any, names: Names) -> str:
    """A value as people read it; empty for none."""
    if value in (None, "", [], {}):
        return ""
    if one.is_relation:
        known: dict[str, dict[int, Any]] = {"branch": names.branches, "tag": names.tags}
        return str(known.get(one.name, names.users).get(value, value))
    return plain_in_words(one, value)


def plain_in_words(one: Any, value: Any) -> str:
    if one.name in PHONES:
        return str(figures.masked_phone(value))
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(value, bool):
        return custom.yes_or_no(value)
    if isinstance(value, datetime):
        return figures.moment(value)
    if hasattr(value, "isoformat"):
        return figures.day(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def name_of(row: Row, state: Any, names: Names) -> str:
    """What a record is called: a contact by name, a line by person and kind, a tag by its word."""
    if row.source.records is CustomerTag:
        return str(names.tags.get(state.tag_id, state.tag_id))
    if row.source.records is StaffLine:
        user = names.users.get(state.user_id)
        return f"{user} · {dict(StaffLine.Kind.choices).get(state.kind, state.kind)}"
    return " ".join(filter(None, (state.name, getattr(state, "plate", ""))))
