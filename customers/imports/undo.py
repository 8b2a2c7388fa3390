"""Taking an import back: what it made goes, what it changed gets its former values, what came later stays.

A row that somebody changed since, or that something later refers to, is listed and left as it is. All of it
is one transaction of set-based statements; nothing is read into Python.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import ManyToOneRel, Model
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Composed, Identifier

from churn_crm import clock
from customers.imports import ledger
from customers.imports.errors import ImportRefused
from customers.imports.kinds import kind_called, kinds
from customers.models import Import, ImportChange
from customers.timeline import parts
from staff.models import User

UNDOABLE = (Import.State.DONE, Import.State.FAILED)


def undo_until(record: Import) -> Any:
    """The moment until which it can be taken back."""
    return (record.finished_at or record.started_at) + timedelta(days=settings.IMPORT_UNDO_DAYS)


def can_undo(record: Import) -> bool:
    """Whether it wrote anything, and not too long ago."""
    if record.state not in UNDOABLE or clock.now() > undo_until(record):
        return False
    return ImportChange.objects.filter(record=record).exists()


def undo(*, record: Import, by: User | None, state: str = Import.State.UNDONE) -> Import:
    """Take the import back; a second time does nothing. The rows that stay are listed in ImportKept.

    state: what the ledger says afterwards. Raises ImportRefused when its time is over.
    """
    with ledger.alone(record.kind), transaction.atomic():
        record = Import.objects.select_for_update().get(pk=record.pk)
        if record.state not in UNDOABLE:
            return record
        if not can_undo(record):
            raise ImportRefused(_("This import can no longer be undone."))
        revert(record)
        take_away(record)
        put_back(record)
        kind = kind_called(record.kind)
        if kind and kind.take_back:
            kind.take_back(record, by)
        ImportChange.objects.filter(record=record).delete()
        record.state = state
        record.undone_at, record.undone_by = clock.now(), by
        record.save(update_fields=["state", "undone_at", "undone_by"])
    return record


def revert(record: Import) -> None:
    """Give the rows that it changed their former values, table by table."""
    changed = ImportChange.objects.filter(record=record, before__isnull=False, after__isnull=False)
    for table in changed.order_by().values_list("table_name", flat=True).distinct():
        columns = columns_of(record, table)
        names = {
            "table": Identifier(table),
            "columns": listed("{}", columns),
            "now": listed("v.{}", columns),
            "then": listed("a.{}", columns),
            "former": listed("b.{}", columns),
        }
        run(KEEP_EDITED, record, table, **names)
        run(REVERT, record, table, **names)


def columns_of(record: Import, table: str) -> tuple[str, ...]:
    """The columns that an import of the kind overwrites."""
    kind = kind_called(record.kind)
    if kind is None or kind.write.table != table:
        raise ImportRefused(_("This import can no longer be undone."))
    return (*kind.write.columns, *kind.write.counted)


IMAGES = """
FROM customers_importchange k
CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, k.before) b
CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, k.after) a
"""
MINE = (
    "k.record_id = %(import)s AND k.table_name = %(table)s AND k.before IS NOT NULL AND k.after IS NOT NULL"
)
KEEP_EDITED = f"""
INSERT INTO customers_importkept (record_id, table_name, "row", what, reason)
SELECT %(import)s, %(table)s, v.id, {{what}}, 'edited' {IMAGES} JOIN {{table}} v ON v.id = k."row"
WHERE {MINE} AND ({{now}}) IS DISTINCT FROM ({{then}})
"""  # noqa: S608 - constants
REVERT = f"""
UPDATE {{table}} v SET ({{columns}}) = ROW({{former}}) {IMAGES}
WHERE {MINE} AND v.id = k."row" AND ({{now}}) IS NOT DISTINCT FROM ({{then}})
"""  # noqa: S608 - constants
# How a row is called in the list of those that stay.
WHAT = """left(concat_ws(' ', coalesce(to_jsonb(v)->>'code', to_jsonb(v)->>'number'),
    coalesce(to_jsonb(v)->>'name', to_jsonb(v)->>'day', to_jsonb(v)->>'issued_on', v.id::text)), 200)"""


def take_away(record: Import) -> None:
    """Delete what it made, unless it was changed since or something later refers to it."""
    models = [model for model in in_order() if made_anything(model, record)]
    going = {model: f"import_undo_{record.pk}_{model._meta.db_table}" for model in models}
    for model in models:
        run(COLLECT, record, model._meta.db_table, **names_of(model, going))
        edited = EDITED_BY_VERSION if has_column(model, "version") else EDITED_BY_TRANSACTION
        run(edited, record, model._meta.db_table, **names_of(model, going))
    for model in models:
        for other, column in referring(model):
            refer = {
                "other": Identifier(other._meta.db_table),
                "column": Identifier(column),
                "unless": unless_going(other, going),
            }
            run(REFERRED, record, model._meta.db_table, **names_of(model, going), **refer)
    for model in models:
        run("ANALYZE {going}", record, "", **names_of(model, going))
        for other, column in computed_of(model):
            of = {"other": Identifier(other._meta.db_table), "column": Identifier(column)}
            run(DELETE_COMPUTED, record, "", **names_of(model, going), **of)
        run(DELETE, record, "", **names_of(model, going))


COLLECT = """
CREATE TEMPORARY TABLE {going} ON COMMIT DROP AS
SELECT v.id FROM {table} v WHERE {made} FOR UPDATE
"""
LISTED = """v.id IN (SELECT k."row" FROM customers_importchange k
    WHERE k.record_id = %(import)s AND k.table_name = %(table)s AND k.before IS NULL)"""
STAYS = """
WITH stays AS (DELETE FROM {going} g USING {table} v WHERE v.id = g.id AND (<when>) RETURNING v.*)
INSERT INTO customers_importkept (record_id, table_name, "row", what, reason)
SELECT %(import)s, %(table)s, v.id, {what}, '<reason>' FROM stays v
"""
EDITED_BY_VERSION = STAYS.replace("<when>", "v.version > 1").replace("<reason>", "edited")
# What another transaction changed has another xmin than the marks of the import.
EDITED_BY_TRANSACTION = STAYS.replace(
    "<when>",
    """NOT v.xmin::text = ANY(ARRAY(SELECT k.xmin::text FROM customers_importchange k
        WHERE k.record_id = %(import)s AND k.table_name = ''))""",
).replace("<reason>", "edited")
REFERRED = STAYS.replace(
    "<when>", "EXISTS (SELECT FROM {other} o WHERE o.{column} = v.id AND {unless})"
).replace("<reason>", "referred")
DELETE_COMPUTED = "DELETE FROM {other} o USING {going} g WHERE o.{column} = g.id"
DELETE = "DELETE FROM {table} v USING {going} g WHERE v.id = g.id"


def put_back(record: Import) -> None:
    """Bring back what the import took out of sets; a set that was written anew since stays as it is."""
    kind = kind_called(record.kind)
    removed = ImportChange.objects.filter(record=record, before__isnull=False, after__isnull=True)
    if kind is None or not kind.set_by or not removed.exists():
        return
    table = kind.write.table
    model = next(model for model in in_order() if model._meta.db_table == table)
    parent = next(field for field in model._meta.concrete_fields if field.column == kind.set_by)
    columns = tuple(str(field.column) for field in model._meta.concrete_fields)
    names = {
        "table": Identifier(table),
        "parent": Identifier(parent.related_model._meta.db_table),  # type: ignore[union-attr]
        "set_by": Identifier(kind.set_by),
        "columns": listed("{}", columns),
        "then": listed("v.{}", columns),
    }
    run(KEEP_NEWER, record, table, **names)
    run(PUT_BACK, record, table, **names)


REMOVED = """
FROM customers_importchange k CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, k.before) v
WHERE k.record_id = %(import)s AND k.table_name = %(table)s AND k.before IS NOT NULL AND k.after IS NULL
    AND EXISTS (SELECT FROM {parent} p WHERE p.id = v.{set_by})
"""
# The newest row of the set when the import was done with it: what came later is somebody else's.
NEWER = (
    "EXISTS (SELECT FROM {table} t WHERE t.{set_by} = v.{set_by} AND t.id > (k.before ->> 'newest')::bigint)"
)
KEEP_NEWER = f"""
INSERT INTO customers_importkept (record_id, table_name, "row", what, reason)
SELECT %(import)s, %(table)s, v.id, {{what}}, 'edited' {REMOVED} AND {NEWER}
"""
PUT_BACK = f"""
INSERT INTO {{table}} ({{columns}}) SELECT {{then}} {REMOVED} AND NOT {NEWER} ON CONFLICT DO NOTHING
"""


def run(text: str, record: Import, called: str, **names: Composed | SQL | Identifier) -> int:
    """How many rows were touched."""
    with connection.cursor() as cursor:
        statement = SQL(text.replace("{what}", WHAT)).format(**names)
        cursor.execute(statement, {"import": record.pk, "table": called})
        return int(cursor.rowcount)


def names_of(model: type[Model], going: dict[type[Model], str]) -> dict[str, Composed | SQL | Identifier]:
    made = "v.came_from_id = %(import)s" if has_column(model, "came_from_id") else LISTED
    return {
        "table": Identifier(model._meta.db_table),
        "going": Identifier(going[model]),
        "made": SQL(made),
    }


def listed(pattern: str, columns: tuple[str, ...]) -> Composed:
    return SQL(", ").join(SQL(pattern).format(Identifier(column)) for column in columns)


def unless_going(other: type[Model], going: dict[type[Model], str]) -> SQL | Composed:
    if other not in going:
        return SQL("true")
    return SQL("NOT EXISTS (SELECT FROM {} gone WHERE gone.id = o.id)").format(Identifier(going[other]))


def has_column(model: type[Model], column: str) -> bool:
    return any(field.column == column for field in model._meta.concrete_fields)


def made_anything(model: type[Model], record: Import) -> bool:
    if has_column(model, "came_from_id"):
        return model._default_manager.filter(came_from=record).exists()
    made = ImportChange.objects.filter(record=record, before__isnull=True)
    return made.filter(table_name=model._meta.db_table).exists()


@cache
def in_order() -> tuple[type[Model], ...]:
    """The models that imports make rows of, those that refer before those that are referred to."""
    tables = {kind.write.table for kind in kinds() if not kind.only_grows}
    left = [
        model
        for model in apps.get_models()
        if has_column(model, "id")
        and (model._meta.app_label == "customers" or model._meta.db_table in tables)
    ]
    ordered: list[type[Model]] = []
    while left:
        free = [model for model in left if not any(other in left for other, _column in referring(model))]
        ordered.extend(free or left)  # a circle stays in the order it is declared
        left = [model for model in left if model not in ordered]
    return tuple(ordered)


def relations(model: type[Model]) -> list[tuple[type[Model], str]]:
    """(model, column) of every foreign key to it, also those without a way back."""
    found = [
        field for field in model._meta.get_fields(include_hidden=True) if isinstance(field, ManyToOneRel)
    ]
    pairs = [(field.related_model, str(field.field.column)) for field in found]
    return [(other, column) for other, column in pairs if isinstance(other, type) and other is not model]


def referring(model: type[Model]) -> list[tuple[type[Model], str]]:
    """(model, column) of what may refer to a row and is more than computed from it, or said about it."""
    aside = computed_models() | staying_models()
    return [pair for pair in relations(model) if pair[0] not in aside]


def computed_of(model: type[Model]) -> list[tuple[type[Model], str]]:
    computed = computed_models() - staying_models()
    return [pair for pair in relations(model) if pair[0] in computed]


def computed_models() -> frozenset[type[Model]]:
    """What nights compute from the facts: it goes with them and keeps nothing."""
    return frozenset(model for part in parts() for model in part.computed)


def staying_models() -> frozenset[type[Model]]:
    """What is written by triggers: the history of a row outlives it, its search keys go by themselves."""
    return frozenset(model for part in parts() for model in part.stays)
