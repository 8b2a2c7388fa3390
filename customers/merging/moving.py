"""The rows of one table, from a customer to another and back: a handful of statements, however many rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection
from psycopg2.sql import SQL, Composable, Identifier

from customers.merging.tables import Table

# Locked first, so that the image is what will be moved.
IMAGE = """
WITH held AS MATERIALIZED (SELECT t.* FROM {table} t WHERE {own} FOR UPDATE)
INSERT INTO customers_movedrow (merge_id, "table", moved, before)
SELECT %(merge)s, %(table)s, true, to_jsonb(held) FROM held
"""
# The survivor's stays where both have one and only one is allowed.
SET_ASIDE = """
WITH away AS (DELETE FROM {table} t WHERE ({key}) IN ({refused}) RETURNING t.*)
UPDATE customers_movedrow m SET moved = false FROM away t
WHERE m.merge_id = %(merge)s AND m."table" = %(table)s AND {same_before}
"""
MOVE = """
WITH gone_over AS (
    UPDATE {table} t SET {redirected} FROM customers_movedrow m
    WHERE m.merge_id = %(merge)s AND m."table" = %(table)s AND m.moved AND {same_before}
    RETURNING m.id, to_jsonb(t) AS after
)
UPDATE customers_movedrow m SET after = gone_over.after FROM gone_over WHERE gone_over.id = m.id
"""
# A row that made way by being taken out.
NOT_MOVED = """
UPDATE customers_movedrow SET moved = false
WHERE merge_id = %(merge)s AND "table" = %(table)s AND moved AND after IS NULL
"""
COUNT = 'SELECT count(*) FROM customers_movedrow WHERE merge_id = %(merge)s AND "table" = %(table)s'

# Only columns that were there at the merge are compared: an upgrade in between edits nothing.
UNEDITED = """NOT EXISTS (
    SELECT FROM jsonb_each(m.after) e WHERE (to_jsonb(t) -> e.key) IS DISTINCT FROM e.value)"""
MOVE_BACK = """
WITH back AS (
    UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, m.before))
    FROM customers_movedrow m
    WHERE m.merge_id = %(merge)s AND m."table" = %(table)s AND m.moved AND {same_after} AND {unedited}
    RETURNING m.id
)
DELETE FROM customers_movedrow m USING back WHERE back.id = m.id
"""
PUT_BACK = """
WITH back AS (
    INSERT INTO {table} ({columns})
    SELECT {from_image} FROM customers_movedrow m, jsonb_populate_record(NULL::{table}, m.before) b
    WHERE m.merge_id = %(merge)s AND m."table" = %(table)s AND NOT m.moved AND {targets_exist}
    ON CONFLICT DO NOTHING
    RETURNING {key_columns}
)
DELETE FROM customers_movedrow m USING back t
WHERE m.merge_id = %(merge)s AND m."table" = %(table)s AND NOT m.moved AND {same_before}
"""


def move(table: Table, *, merge: int, gone: int, into: int, day: date) -> int:
    """Give the rows of `gone` to `into`; what was is kept beside. Returns how many there were."""
    names = {"merge": merge, "table": table.name, "gone": gone, "into": into, "one": gone}
    if not run(IMAGE, table, names):
        return 0
    if table.makes_way:
        table.makes_way(gone, into, day)
    set_aside(table, names)
    run(MOVE, table, names)
    run(NOT_MOVED, table, names)
    return counted(names)


def set_aside(table: Table, names: Mapping[str, Any]) -> None:
    refused = table.refused(names["gone"], names["into"])
    if refused.query.is_empty():
        return
    keys = refused.values_list(*(field.attname for field in table.key))
    with connection.cursor() as cursor:
        inner = SQL(cursor.mogrify(*keys.query.sql_with_params()).decode().replace("%", "%%"))
    run(SET_ASIDE, table, names, refused=inner)


def move_back(table: Table, *, merge: int) -> None:
    """Undo `move` for the rows that nobody has edited since; the others stay in customers_movedrow."""
    names = {"merge": merge, "table": table.name}
    run(MOVE_BACK, table, names)
    run(PUT_BACK, table, names)


def counted(names: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, names)
        return int(cursor.fetchone()[0])


def run(text: str, table: Table, names: Mapping[str, Any], **more: Composable) -> int:
    """Execute the statement for this table; how many rows it touched."""
    columns = SQL(", ").join(SQL("t.") + part for part in key_columns(table))
    pieces = {
        "table": table.sql_name,
        "own": table.sql_own,
        "key": columns,
        "key_columns": SQL(", ").join(key_columns(table)),
        "columns": table.sql_columns,
        "from_image": from_image(table),
        "redirected": table.sql_redirected,
        "same_before": table.sql_same("before"),
        "same_after": table.sql_same("after"),
        "targets_exist": table.sql_targets_exist,
        "unedited": SQL(UNEDITED),
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL(text).format(**pieces), names)
        return cursor.rowcount


def key_columns(table: Table) -> list[Composable]:
    return [Identifier(field.column) for field in table.key]


def from_image(table: Table) -> Composable:
    return SQL(", ").join(SQL("b.{}").format(Identifier(field.column)) for field in table.columns)
