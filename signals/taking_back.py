"""One change of what nights follow is taken back: what it changed is again as it was before.

Only what stands as the change left it. Where somebody has changed the same since, people set it by hand, in
sight of both. Taking back is a change like any other: it has its own line, raises the version, and can be
taken back.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.history import Row
from signals.models import ScoringPolicy
from signals.services import locked_policy, raise_version
from staff.models import User

# Of two rows with these alike only one can be.
WHOSE = ("kind", "branch_id", "customer_kind", "echelon")


def stands(row: Row, records: Iterable[Any]) -> bool:
    """Whether what the change left is what holds now. records: all of its kind, as they are."""
    if row.event.pgh_label == "delete":
        return not any(identity(one) == identity(row.event) for one in records)
    live = next((one for one in records if one.pk == row.event.pgh_obj_id), None)
    left = row.event if row.event.pgh_label == "insert" else row.after
    return live is not None and left is not None and values(row, live) == values(row, left)


def identity(state: Any) -> list[Any]:
    return [getattr(state, name, None) for name in WHOSE]


def values(row: Row, state: Any) -> dict[str, Any]:
    """What the change changed, as a state has it."""
    return {name: getattr(state, name) for name in changed(row)}


def changed(row: Row) -> list[str]:
    """The columns that it changed; all of them where it made or removed the record."""
    names = [one.attname for one in row.source.fields]
    if row.event.pgh_label != "update":
        return names
    return [name for name in names if getattr(row.event, name) != getattr(row.after, name, None)]


@transaction.atomic
def take_back(row: Row, *, by: User) -> None:
    """Raises ValidationError where it no longer stands, or does not go with what was changed since."""
    policy = locked_policy()
    if not changed(row) or not stands(row, row.source.records.objects.all()):
        raise ValidationError(_("This has been changed since. Set it by hand."))
    if row.event.pgh_label == "insert":
        row.source.records.objects.filter(pk=row.event.pgh_obj_id).delete()
    elif row.source.records is ScoringPolicy:
        put_back(row, policy)
    else:
        put_back(row, row.source.records.objects.filter(pk=row.event.pgh_obj_id).first())
    raise_version(policy, by=by)


def put_back(row: Row, record: Any) -> None:
    """The old values into the record, or into a new one where it was removed."""
    record = record or row.source.records()
    for name, value in values(row, row.event).items():
        setattr(record, name, value)
    try:
        record.full_clean(exclude=["parameters"])  # an empty one is none to Django
    except ValidationError as error:
        raise ValidationError(_("It does not go with what was changed since. Set it by hand.")) from error
    record.save()
