"""A file's rows in tables of their own, until they are sorted out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg2.sql import SQL, Composed, Identifier

from customers.imports.columns import Columns, Field, Reading
from customers.imports.copying import copying, in_zone
from customers.imports.parsing import Orders, parsed
from customers.imports.records import Block
from customers.imports.tables import Table

PREFIX = "import_staging"


def by_code_or_name(table: str) -> Composed:
    """(word, id): each code, and each name that is nobody's code."""
    return SQL(
        "(SELECT DISTINCT ON (word) word, id FROM (SELECT code AS word, id, 1 AS choice FROM {table} "
        "UNION ALL SELECT name, id, 2 FROM {table}) words ORDER BY word, choice, id)"
    ).format(table=Identifier(table))


NAMED_BY = {"types": by_code_or_name("customers_visittype"), "branches": by_code_or_name("staff_branch")}


@dataclass(frozen=True)
class Stage:
    """The tables of one import: rows that could be read, rejects with reasons; the others: upsert.py."""

    number: int

    def table(self, what: str) -> Identifier:
        return Identifier(f"{PREFIX}_{self.number}_{what}")

    @property
    def names(self) -> dict[str, Identifier]:
        return {what: self.table(what) for what in ("rows", "rejects", "twins", "repeated", "last")}

    def sql(self, text: str, **more: Composed | SQL | Identifier) -> Composed:
        """SQL in which {rows}, {rejects}, … are this import's tables."""
        return SQL(text).format(**self.names, **NAMED_BY, **more)

    def run(
        self, text: str, parameters: Mapping[str, Any] | None = None, **more: SQL | Identifier | Composed
    ) -> int:
        """How many rows were touched."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql(text, **more), parameters)
            return cursor.rowcount

    def one(self, text: str, parameters: Mapping[str, Any] | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self.sql(text), parameters)
            return cursor.fetchone()[0]

    def rows(
        self, text: str, parameters: Mapping[str, Any] | None = None, **more: SQL | Identifier
    ) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql(text, **more), parameters)
            return list(cursor.fetchall())

    def create(self, fields: Iterable[Field]) -> None:
        columns = SQL(", ").join(
            SQL("{} {}").format(Identifier(field.name), SQL(field.pg)) for field in fields
        )
        with connection.cursor() as cursor:
            cursor.execute(self.sql("CREATE UNLOGGED TABLE {rows} (line bigint, {columns})", columns=columns))
            cursor.execute(
                self.sql(
                    "CREATE UNLOGGED TABLE {rejects} (line bigint, reason text, place integer, cells text)"
                )
            )
            # Every later look leaves out what was rejected, and a file may be wrong in every row.
            cursor.execute(self.sql("CREATE INDEX ON {rejects} (line)"))
            cursor.execute(self.sql("CREATE UNLOGGED TABLE {twins} (line bigint, nth integer)"))

    def drop(self) -> None:
        """What an import under another role left behind is left to that role."""
        own = "SELECT tablename FROM pg_tables WHERE tableowner = current_user AND tablename = ANY(%(names)s)"
        names = [name.string for name in self.names.values()]
        for (name,) in self.rows(own, {"names": names}):
            self.run("DROP TABLE {one}", one=Identifier(name))


def fill(
    stage: Stage,
    table: Table,
    columns: Columns,
    *,
    fields: Mapping[str, Field],
    reading: Reading,
    progress: Callable[[float], None],
    most: int | None = None,
) -> None:
    """Parse the file into the stage, telling `progress` the share that is done, 0 to 1.

    most: rows; the file's first ones.
    """
    orders = Orders(table, columns, reading)
    with transaction.atomic(), in_zone(reading.zone), copying() as copy:
        for block, done in first_rows(table.blocks(), most):
            rows, rejects = parsed(block, columns, fields, orders)
            copy(stage.sql(INTO_ROWS, columns=listed(columns)), rows)
            copy(stage.sql(INTO_REJECTS), rejects)
            progress(done)
    stage.run("ANALYZE {rows}")


def first_rows(blocks: Iterable[tuple[Block, float]], most: int | None) -> Iterator[tuple[Block, float]]:
    """The blocks with the first `most` records; all for None."""
    left = most
    for block, done in blocks:
        yield (block if left is None else block.first(left)), done
        if left is not None:
            left -= len(block.lines) + len(block.broken)
            if left <= 0:
                return


INTO_ROWS = "COPY {rows} (line, {columns}) FROM STDIN (FORMAT csv)"
INTO_REJECTS = "COPY {rejects} (line, reason, place, cells) FROM STDIN (FORMAT csv)"


def listed(columns: Columns) -> Composed:
    return SQL(", ").join(Identifier(name) for name in columns.places)
