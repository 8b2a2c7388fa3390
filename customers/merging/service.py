"""Make two customers one; take that back. One transaction each, locks before eyes."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.merging import fields, images, moving
from customers.merging.holding import Refused, hold, locked
from customers.merging.tables import generated, tables
from customers.models import Customer, Merge, MovedRow
from staff.models import User

# A merge does not choose these: they belong to the row, or are counted by the program.
FIXED = frozenset({"id", "code", "version", "created_at", "came_from"})
DELETE = "DELETE FROM customers_customer WHERE id = %s"
LISTED = 5  # of the rows that an undo left, by table


def choosable() -> list[Any]:
    """The fields of a customer of which a merge keeps one or the other value."""
    return [
        field
        for field in Customer._meta.concrete_fields
        if field.name not in FIXED and not field.unique and not generated(field)
    ]


def values(survivor: Customer, gone: Customer) -> dict[str, tuple[Any, Any]]:
    """Column → both values."""
    return {
        field.attname: (getattr(survivor, field.attname), getattr(gone, field.attname))
        for field in choosable()
    }


def merge(*, survivor: int, gone: int, by: User, choices: Mapping[str, str]) -> Merge:
    """Everything of `gone` belongs to `survivor` from now on.

    choices: column → fields.MINE or THEIRS; what is not named follows the default. Raises Refused when one of
    the two is not there any more or something else is writing about them.
    """
    if survivor == gone:
        raise Refused(_("A customer cannot be merged with himself."), code="one")
    try:
        with transaction.atomic():
            return _merge(survivor, gone, by, choices)
    except IntegrityError as error:
        raise Refused(_("Something was written about them just now. Try again."), code="busy") from error


def _merge(survivor: int, gone: int, by: User, choices: Mapping[str, str]) -> Merge:
    into, other = locked(survivor, gone)
    hold([survivor, gone])
    day = clock.today(into.branch.time_zone)
    record = Merge.objects.create(
        survivor=into,
        into_id=survivor,
        gone_id=gone,
        gone_code=other.code,
        gone_name=other.name,
        day=day,
        at=clock.now(),
        by=by,
    )
    execute(images.BEFORE, record.pk)
    changed = fields.chosen(values(into, other), choices)
    Customer.objects.filter(pk=survivor).update(**changed, version=F("version") + 1)
    execute(images.AFTER, record.pk)
    counts = {
        table.name: moving.move(table, merge=record.pk, gone=gone, into=survivor, day=day)
        for table in tables()
    }
    record.counts = {name: count for name, count in counts.items() if count}
    record.save(update_fields=["counts"])
    execute(DELETE, gone)
    # A row that was left behind is told here and not at the end of the request.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")
    return record


def undo(*, record: int, by: User) -> Merge:
    """Both are there again as they were; what came later stays. A second time does nothing.

    Raises Refused when the survivor was merged himself since, or the code was given to somebody else.
    """
    try:
        with transaction.atomic():
            return _undo(Merge.objects.select_for_update(of=("self",)).get(pk=record), by)
    except IntegrityError as error:
        raise Refused(_("Something was written about them just now. Try again."), code="busy") from error


def _undo(record: Merge, by: User) -> Merge:
    if record.undone_at:
        return record
    if record.survivor_id != record.into_id:
        raise Refused(_("The one who took him in was merged himself. Undo that merge first."), code="order")
    locked(record.into_id)
    hold([record.into_id])
    if Customer.objects.filter(code=record.gone_code).exists():
        raise Refused(
            _("The code %(code)s belongs to another customer now.") % {"code": record.gone_code}, code="code"
        )
    rise(record)
    edited = restore_survivor(record)
    for table in reversed(tables()):
        moving.move_back(table, merge=record.pk)
    record.left = left_behind(record) | ({"customers_customer": edited} if edited else {})
    record.undone_at, record.undone_by = clock.now(), by
    record.save(update_fields=["left", "undone_at", "undone_by"])
    MovedRow.objects.filter(merge=record).delete()
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")
    return record


def columns() -> str:
    """All that can be written of a customer, for an INSERT or UPDATE of the whole row."""
    return ", ".join(
        connection.ops.quote_name(field.column)
        for field in Customer._meta.concrete_fields
        if field.column and not generated(field)
    )


def rise(record: Merge) -> None:
    execute(images.RISE.format(columns=columns()), record.pk)


def restore_survivor(record: Merge) -> list[str]:
    """Give the survivor his own values back. Returns the columns that were edited since and stay."""
    with connection.cursor() as cursor:
        cursor.execute(images.EDITED, [record.pk])
        edited = sorted(cursor.fetchone()[0] or [])
        cursor.execute(images.RESTORE.format(columns=columns()), [record.pk])
    return edited


def left_behind(record: Merge) -> dict[str, list[str]]:
    """Table → the first rows, in words, that were edited since and stay as they are; "" counts the rest."""
    found: dict[str, list[str]] = {}
    for table in tables():
        rows = MovedRow.objects.filter(merge=record, table=table.name)
        count = rows.count()
        if count:
            found[table.name] = [str(count), *in_words(table.model, rows)]
    return found


def in_words(model: Any, rows: Any) -> list[str]:
    keys = [row.after.get("id") for row in rows.order_by("pk")[:LISTED] if row.after]
    return [str(row) for row in model._base_manager.filter(pk__in=[key for key in keys if key])]


def execute(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
