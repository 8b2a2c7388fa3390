"""A file's rows in tables of their own, until they are sorted out: written by COPY while the next are parsed."""

import io
import json
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from django.db import connection, transaction
from psycopg2.sql import SQL, Composed, Identifier

from customers.imports.columns import Columns, Field, Reading
from customers.imports.dates import OrderWitness, is_doubtful
from customers.imports.errors import ImportRefused
from customers.imports.reasons import cannot_read, is_missing, undecided, wrong_width
from customers.imports.records import Block
from customers.imports.tables import Table
from customers.imports.values import cleaned

PREFIX = "import_staging"
WAITING = 2  # parsed chunks; bounds the memory


def by_code_or_name(table: str) -> Composed:
    """(word, id): each code, and each name that is nobody's code."""
    return SQL(
        "(SELECT DISTINCT ON (word) word, id FROM (SELECT code AS word, id, 1 AS choice FROM {table} "
        "UNION ALL SELECT name, id, 2 FROM {table}) words ORDER BY word, choice, id)"
    ).format(table=Identifier(table))


NAMED_BY = {"types": by_code_or_name("customers_visittype"), "branches": by_code_or_name("staff_branch")}


@dataclass(frozen=True)
class Stage:
    """The tables of one import. rows: what could be read; rejects: (line, reason); the others see upsert.py."""

    number: int

    def table(self, what: str) -> Identifier:
        return Identifier(f"{PREFIX}_{self.number}_{what}")

    @property
    def names(self) -> dict[str, Identifier]:
        return {what: self.table(what) for what in ("rows", "rejects", "twins", "repeated", "last")}

    def sql(self, text: str, **more: Composed | SQL | Identifier) -> Composed:
        """SQL in which {rows}, {rejects}, … are this import's tables."""
        return SQL(text).format(**self.names, **NAMED_BY, **more)

    def run(self, text: str, parameters: Mapping[str, Any] | None = None, **more: SQL | Identifier) -> int:
        """How many rows were touched."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql(text, **more), parameters)
            return cursor.rowcount

    def one(self, text: str, parameters: Mapping[str, Any] | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self.sql(text), parameters)
            return cursor.fetchone()[0]

    def create(self, fields: Iterable[Field]) -> None:
        columns = SQL(", ").join(
            SQL("{} {}").format(Identifier(field.name), SQL(field.pg)) for field in fields
        )
        with connection.cursor() as cursor:
            cursor.execute(self.sql("CREATE UNLOGGED TABLE {rows} (line bigint, {columns})", columns=columns))
            cursor.execute(self.sql("CREATE UNLOGGED TABLE {rejects} (line bigint, reason text, cells text)"))
            cursor.execute(self.sql("CREATE UNLOGGED TABLE {twins} (line bigint, nth integer)"))

    def drop(self) -> None:
        self.run("DROP TABLE IF EXISTS {rows}, {rejects}, {twins}, {repeated}, {last}")


def fill(
    stage: Stage,
    table: Table,
    columns: Columns,
    *,
    fields: Mapping[str, Field],
    reading: Reading,
    progress: Callable[[float], None],
) -> None:
    """Parse the file into the stage, telling `progress` the share that is done, 0 to 1."""
    orders = Orders(table, columns, reading)
    with transaction.atomic(), in_zone(reading.zone), copying() as copy:
        for block, done in table.blocks():
            rows, rejects = parsed(block, columns, fields, orders)
            copy(stage.sql(INTO_ROWS, columns=listed(columns)), rows)
            copy(stage.sql(INTO_REJECTS), rejects)
            progress(done)
    stage.run("ANALYZE {rows}")


INTO_ROWS = "COPY {rows} (line, {columns}) FROM STDIN (FORMAT csv)"
INTO_REJECTS = "COPY {rejects} (line, reason, cells) FROM STDIN (FORMAT csv)"


def listed(columns: Columns) -> Composed:
    return SQL(", ").join(Identifier(name) for name in columns.places)


class Orders:
    """Day before month or month before day, found out when a column first needs it, over the whole file."""

    def __init__(self, table: Table, columns: Columns, reading: Reading) -> None:
        self.table, self.columns, self.reading = table, columns, reading
        self.known: dict[str, Reading] = {}

    def reading_of(self, field: Field, cells: pa.Array) -> Reading:
        if not field.dated or self.reading.order or not is_doubtful(cells):
            return self.known.get(field.name, self.reading)
        if field.name not in self.known:
            self.known[field.name] = self.decided(field)
        return self.known[field.name]

    def decided(self, field: Field) -> Reading:
        place = self.columns.places[field.name]
        witness = OrderWitness()
        for block, _done in self.table.blocks():
            witness.hear(cleaned(block.columns[place]))
        if bool(witness.dmy) == bool(witness.mdy):
            raise ImportRefused(undecided(self.table.name, self.table.header[place], witness))
        return Reading(self.reading.zone, self.reading.region, "dmy" if witness.dmy else "mdy")


def parsed(
    block: Block, columns: Columns, fields: Mapping[str, Field], orders: Orders
) -> tuple[pa.Table, pa.Table]:
    """(rows that can be read, rejects with their reason and cells)."""
    values: dict[str, pa.Array] = {"line": block.lines}
    bad: dict[int, str] = {}  # row → the first thing that is wrong with it
    for name, place in columns.places.items():
        field, header = fields[name], orders.table.header[place]
        cells = cleaned(block.columns[place])
        values[name] = field.parser(orders.reading_of(field, cells))(cells)
        for row in rows_where(pc.and_(pc.is_null(values[name]), pc.is_valid(cells))):
            bad.setdefault(row, cannot_read(header, cells[row].as_py(), field.wrong))
        for row in rows_where(pc.is_null(cells)) if field.required else ():
            bad.setdefault(row, is_missing(header))
    rows = pa.table(values)
    if bad:
        good = pc.invert(pc.is_in(pa.array(range(len(rows))), value_set=pa.array(list(bad))))
        rows = rows.filter(good)
    rejects = [(block.lines[row].as_py(), reason, block.cells(row)) for row, reason in bad.items()]
    rejects += [(line, wrong_width(cells, orders.table.header), cells) for line, cells in block.broken]
    return rows, as_table(rejects)


def as_table(rejects: list[tuple[int, str, list[str]]]) -> pa.Table:
    lines, reasons, cells = zip(*rejects, strict=True) if rejects else ((), (), ())
    return pa.table(
        {
            "line": pa.array(lines, pa.int64()),
            "reason": pa.array(reasons, pa.string()),
            "cells": pa.array([json.dumps(row, ensure_ascii=False) for row in cells], pa.string()),
        }
    )


def rows_where(condition: pa.Array) -> list[int]:
    return pc.indices_nonzero(condition).to_pylist()


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """PostgreSQL reads times without a zone as the branch's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('TimeZone')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        yield
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [before])


@contextmanager
def copying() -> Iterator[Any]:
    """A function that hands (COPY statement, rows) to a thread, so that parsing goes on meanwhile."""
    waiting: queue.Queue[tuple[Composed, pa.Table] | None] = queue.Queue(WAITING)
    failed: list[BaseException] = []
    raw = connection.connection

    def work() -> None:
        while (job := waiting.get()) is not None:
            try:
                if not failed:
                    copy_now(raw, *job)
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread
                failed.append(error)

    def copy(statement: Composed, rows: pa.Table) -> None:
        if failed:
            raise failed[0]
        if rows.num_rows:
            waiting.put((statement, rows))

    thread = threading.Thread(target=work, name="import-copy", daemon=True)
    thread.start()
    try:
        yield copy
    finally:
        waiting.put(None)
        thread.join()
    if failed:
        raise failed[0]


def copy_now(raw: Any, statement: Composed, rows: pa.Table) -> None:
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(rows, buffer, pyarrow.csv.WriteOptions(include_header=False))
    buffer.seek(0)
    with raw.cursor() as cursor:
        cursor.copy_expert(statement, buffer)
