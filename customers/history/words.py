"""What an event says: who, what, from which value to which, by which way; in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers import custom
from customers.history.reading import Row
from customers.models import Customer, CustomerTag, CustomField, ExternalIdentity, Import, StaffLine, Tag
from staff.models import Branch, User

LONGEST = 160
PHONES = ("phone",)


@dataclass(frozen=True)
class Change:
    """One field: its label, and its values in words, empty for none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did. at: aware time; key: unique, for the cursor; back: the address that takes
    it back, empty where there is none."""

    at: datetime
    key: str
    who: str
    way: str
    what: str
    changes: list[Change] = field(default_factory=list)
    back: str = ""


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
    if row.event.pgh_label == "insert" and not row.usual:
        return _("%(what)s added") % {"what": label}
    if row.event.pgh_label == "delete" and not row.usual:
        return _("%(what)s removed") % {"what": label}
    name = "" if row.source.records is Customer else name_of(row, row.event, names)
    return f"{label} · {name}" if name else label


def changes(row: Row, names: Names) -> Iterator[Change]:
    """What differs between before and after; for a whole record its name."""
    if row.source.told:
        yield from told_changes(row.source.told, row, names)
    elif row.event.pgh_label == "insert":
        yield Change("", "", name_of(row, row.event, names))
    elif row.event.pgh_label == "delete":
        yield Change("", name_of(row, row.event, names), "")
    else:
        for one in row.source.fields:
            yield from changes_of(one, row, names)


def told_changes(told: Any, row: Row, names: Names) -> Iterator[Change]:
    """Each value that differs; all that a new or removed record says in one line."""
    was, became = (told(state, names) if state else {} for state in row.states)
    if was and became:
        for label in was | became:
            if was.get(label) != became.get(label):
                yield Change(label, was.get(label, ""), became.get(label, ""))
    else:
        yield Change(name_of(row, row.event, names), listed(was), listed(became))


def listed(values: Mapping[str, str]) -> str:
    return ", ".join(f"{label} {value}" for label, value in values.items())


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
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if hasattr(value, "isoformat"):
        return figures.day(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def name_of(row: Row, state: Any, names: Names) -> str:
    """What a record is called: a contact by name, a line by person and kind, a tag by its word."""
    if row.source.called:
        return row.source.called(state, names)
    if row.source.records is CustomerTag:
        return str(names.tags.get(state.tag_id, state.tag_id))
    if row.source.records is StaffLine:
        user = names.users.get(state.user_id)
        return f"{user} · {dict(StaffLine.Kind.choices).get(state.kind, state.kind)}"
    if row.source.records is ExternalIdentity:
        return " ".join(filter(None, (state.source, state.value)))
    return " ".join(filter(None, (getattr(state, "name", ""), getattr(state, "plate", ""))))
