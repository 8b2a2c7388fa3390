"""Saving a record that somebody else may have saved since: nothing is lost, and nobody overwrites unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from customers.models import Contact, ContactEvent, Customer, CustomerEvent
from customers.reconciling import Merge, three_way

EVENTS: dict[type, Any] = {Customer: CustomerEvent, Contact: ContactEvent}
OWN = "custom_"


class Overtaken(Exception):
    """Somebody changed the same fields since. Nothing was saved; `merge` says what stands against what."""

    def __init__(self, current: Any, merge: Merge, theirs: dict[str, Any]) -> None:
        super().__init__("the record was changed since it was read")
        self.current, self.merge, self.theirs = current, merge, theirs


@dataclass(frozen=True)
class Saved:
    """changed: fields that this save changed; taken_over: those that somebody else changed meanwhile."""

    record: Any
    changed: tuple[str, ...]
    taken_over: tuple[str, ...] = ()


@transaction.atomic
def save_seen(*, record: Any, values: Mapping[str, Any], seen: int) -> Saved:
    """Save `values` over the version `seen`. The same save again changes nothing.

    values: by field; the business's own fields as custom_<key>, None where empty. Raises Overtaken when a
    newer version holds other values in the same fields; what does not overlap is merged.
    """
    current = type(record).objects.select_for_update().get(pk=record.pk)
    theirs = held(current, values)
    taken_over: tuple[str, ...] = ()
    if current.version != seen:
        merge = three_way(base=as_seen(current, seen, values), theirs=theirs, mine=values)
        if merge.conflicts:
            raise Overtaken(current, merge, theirs)
        values, taken_over = merge.values, merge.taken_over
    changed = tuple(name for name in values if values[name] != theirs[name])
    if changed:
        put(current, {name: values[name] for name in changed})
        current.version += 1
        current.save()
    return Saved(current, changed, taken_over)


def held(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The row's values of these fields; row: a record or an event of its history."""
    return {
        name: row.custom.get(name.removeprefix(OWN)) if name.startswith(OWN) else getattr(row, name)
        for name in names
    }


def as_seen(current: Any, seen: int, names: Iterable[str]) -> dict[str, Any]:
    """What the fields held in the version `seen`; nothing when there never was one."""
    events = EVENTS[type(current)].objects.filter(pgh_obj=current.pk, version=seen)
    event = events.exclude(pgh_label="insert").order_by("pgh_id").first()
    return held(event, names) if event else {}


def put(record: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if not name.startswith(OWN):
            setattr(record, name, value)
        elif value is None:
            record.custom.pop(name.removeprefix(OWN), None)
        else:
            record.custom[name.removeprefix(OWN)] = value
