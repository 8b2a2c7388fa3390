"""The stage → our tables, set by set. Nothing here knows what a visit is: a kind brings its SQL.

A key that the file repeats is folded first: each later row lays its filled cells over the earlier ones, the last
state is written, and every row is counted once.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, connections, transaction
from psycopg2.sql import SQL, Composed, Identifier, Literal

from customers.imports.staging import Stage

PAGES_PER_SLICE = 1_500  # of 8 kB; about 100,000 orders
PARALLEL_FROM = 3  # slices
WORKERS = 2
# The slice is sorted in memory; the ledger's own commit makes all of them durable.
SESSION = "SET LOCAL work_mem = '64MB'; SET LOCAL synchronous_commit = off"


@dataclass
class Counts:
    """What became of the rows that could be read."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    newest: date | None = None
    lock: Any = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, *, read: int, created: int, updated: int, newest: date | None = None) -> None:
        with self.lock:
            self.created += created
            self.updated += updated
            self.unchanged += read - created - updated
            self.newest = max(filter(None, (self.newest, newest)), default=None)


def fold_repeats(stage: Stage, *, key: str, columns: list[str], counts: Counts) -> None:
    """Find keys that come more than once; {last} gets their final state, `counts` the rows before it."""
    names = {"key": Identifier(key)}
    with connection.cursor() as cursor:
        cursor.execute(stage.sql(REPEATED, **names))
        cursor.execute(stage.sql("CREATE UNLOGGED TABLE {last} (LIKE {rows})"))
        cursor.execute(stage.sql("SELECT EXISTS (SELECT FROM {repeated})"))
        if not cursor.fetchone()[0]:
            return
        cursor.execute(stage.sql(FOLD, **names, **fold_columns(key, columns)))
        earlier, changed = cursor.fetchone()
    counts.add(read=earlier, created=0, updated=changed)


REPEATED = """
CREATE UNLOGGED TABLE {repeated} AS
SELECT {key} AS key FROM {rows} WHERE {key} IS NOT NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = {rows}.line)
GROUP BY 1 HAVING count(*) > 1
"""
# filled_x counts the filled cells of x so far: rows with the same number show the same last filled cell.
FOLD = """
WITH filled AS (
    SELECT line, {columns}, {filled}
    FROM {rows} JOIN {repeated} ON {repeated}.key = {key}
    WHERE NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = {rows}.line)
), states AS (
    SELECT line, {key}, {states} FROM filled
), steps AS (
    SELECT *, lead(line) OVER later IS NULL AS is_last,
        lag(line) OVER later IS NOT NULL AND ({row}) IS DISTINCT FROM lag(({row})) OVER later AS changed,
        lag(line) OVER later IS NULL AS is_first
    FROM states WINDOW later AS (PARTITION BY {key} ORDER BY line)
), kept AS (
    INSERT INTO {last} (line, {columns}) SELECT line, {columns} FROM steps WHERE is_last
)
SELECT count(*) FILTER (WHERE NOT is_first), count(*) FILTER (WHERE changed) FROM steps
"""


def fold_columns(key: str, columns: list[str]) -> dict[str, Composed]:
    others = [name for name in columns if name != key]

    def each(text: str, names: list[str]) -> Composed:
        marks = [
            SQL(text).format(key=Identifier(key), name=Identifier(name), filled=Identifier(f"filled_{name}"))
            for name in names
        ]
        return SQL(", ").join(marks)

    return {
        "columns": each("{name}", columns),
        "filled": each("count({name}) OVER (PARTITION BY {key} ORDER BY line) AS {filled}", others),
        "states": each(
            "first_value({name}) OVER (PARTITION BY {key}, {filled} ORDER BY line) AS {name}", others
        ),
        "row": each("{name}", others),
    }


def write_all(
    stage: Stage,
    statement: str,
    *,
    key: str,
    parameters: Mapping[str, Any],
    counts: Counts,
    progress: Callable[[float], None],
) -> None:
    """Run the kind's statement over the stage in slices, two at a time when there are many.

    In it {source} is a table of rows called s, and {which} the condition on them. Few slices are one transaction.
    Many are one each: killed between two, the same file again ends right.
    """
    slices = [
        stage.sql(IN_SLICE, start=start, end=end, key=Identifier(key)) for start, end in slices_of(stage)
    ]
    jobs = [stage.sql(statement, source=stage.table("rows"), which=one) for one in slices]
    jobs.append(stage.sql(statement, source=stage.table("last"), which=SQL("true")))
    if len(slices) < PARALLEL_FROM or connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            for done, job in enumerate(jobs, start=1):
                write_one(cursor, job, parameters, counts)
                progress(done / len(jobs))
    else:
        in_parallel(jobs, parameters, counts, progress)


IN_SLICE = """
s.ctid >= {start} AND s.ctid < {end}
AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
AND NOT EXISTS (SELECT FROM {repeated} r WHERE r.key = s.{key})
"""


def slices_of(stage: Stage) -> list[tuple[Literal, Literal]]:
    """Ranges of the stage's pages: found without an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass) / 8192", [stage.table("rows").string])
        pages = cursor.fetchone()[0]
    starts = range(0, max(pages, 1), PAGES_PER_SLICE)
    return [(Literal(f"({start},0)"), Literal(f"({start + PAGES_PER_SLICE},0)")) for start in starts]


def write_one(cursor: Any, job: Composed, parameters: Mapping[str, Any], counts: Counts) -> None:
    cursor.execute(SESSION)
    cursor.execute(job, parameters)
    read, created, updated, newest = cursor.fetchone()
    counts.add(read=read, created=created, updated=updated, newest=newest)


def in_parallel(
    jobs: list[Composed], parameters: Mapping[str, Any], counts: Counts, progress: Callable[[float], None]
) -> None:
    """Each worker has a connection of its own and takes the next slice. The first failure ends all."""
    waiting = deque(jobs)
    failed: list[BaseException] = []
    done: list[Composed] = []

    def work() -> None:
        own = connections["default"].copy()
        try:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                while waiting and not failed:
                    job = waiting.popleft()
                    write_one(cursor, job, parameters, counts)
                    own.commit()
                    done.append(job)
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=work, name="import-write", daemon=True) for _worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    while alive := [thread for thread in threads if thread.is_alive()]:
        alive[0].join(0.2)
        progress(len(done) / len(jobs))
    if failed:
        raise failed[0]
