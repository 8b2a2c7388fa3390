"""The stage → our tables, slice by slice. Nothing here knows what a visit is: a kind brings its SELECT."""

import re
import threading
from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections, transaction
from psycopg2.sql import SQL, Composed, Identifier, Literal

from customers.imports.counts import Counts
from customers.imports.staging import Stage
from customers.recording import recorded

PAGES_PER_SLICE = 2_000  # of 8 kB; about 200,000 orders
PARALLEL_FROM = 3  # slices
WORKERS = 2
# The slice is sorted in memory; the ledger's own commit makes all of them durable.
SESSION = "SET LOCAL work_mem = '64MB'; SET LOCAL synchronous_commit = off"


@dataclass(frozen=True)
class Write:
    """How a kind's rows become rows of a table.

    found: SELECT over {source} s WHERE {which}; known: id of the row it is, old: that row, then every column
    by its name. columns: written and compared; counted: written with them; once: written for a new row only;
    worked_out: written with them and not given back by an undo, as others work it out anew.
    newest: the column with the day of the fact. lookups: field → (id, join that finds it), for <field> and
    <lookups> in found.
    """

    table: str
    found: str
    columns: tuple[str, ...]
    once: tuple[str, ...]
    counted: tuple[str, ...] = ()
    worked_out: tuple[str, ...] = ()
    newest: str = ""
    lookups: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def with_lookups(self, wanted: Container[str]) -> str:
        """`found`, joining only what a column of the file asks for; the rest is looked up nowhere."""
        joins = [join for name, (_id, join) in self.lookups.items() if name in wanted]
        text = self.found.replace("<lookups>", "\n".join(joins))
        for name, (looked_up, _join) in self.lookups.items():
            text = text.replace(f"<{name}>", looked_up if name in wanted else "NULL::bigint")
        return text

    def over(
        self,
        stage: Stage,
        source: str,
        which: Composed | SQL,
        wanted: Container[str],
        blank: Container[str] = (),
    ) -> Composed:
        """The statement for some rows of the stage; answers (read, created, updated, newest day).

        blank: fields whose empty cells empty ours.
        """
        every = (*self.columns, *self.counted, *self.worked_out)
        found = emptied(self.with_lookups(wanted), blank)
        return SQL(MERGE if "came_from_id" in self.once else MERGE_LISTED).format(
            table=Identifier(self.table),
            found=stage.sql(found, source=stage.table(source), which=which),
            name=Literal(self.table),
            old=named("(old).{}", self.columns),
            columns=named("{}", self.columns),
            every=named("{}", (*every, *self.once)),
            written=named("{}", every),
            new=named("i.{}", every),
            newest=Identifier(self.newest) if self.newest else SQL("NULL::date"),
        )


# How a kind says that an empty cell leaves ours as it is: our column, or our own field among `custom`.
KEEPS_OURS = re.compile(r"coalesce\(s\.(\w+), v\.(?:\1\b|custom -> '\d+')")


def emptied(found: str, blank: Container[str]) -> str:
    """`found`, in which empty cells of the fields `blank` no longer leave ours as they are."""
    return KEEPS_OURS.sub(
        lambda match: f"coalesce(s.{match[1]}" if match[1] in blank else match[0],
        found,
    )


def named(pattern: str, names: Iterable[str]) -> Composed:
    return SQL(", ").join(SQL(pattern).format(Identifier(name)) for name in names)


# What is overwritten is kept, to be put back when the import is undone.
MERGE = """
WITH found AS ({found}), incoming AS MATERIALIZED (
    SELECT *, known IS NOT NULL AND ({old}) IS DISTINCT FROM ({columns}) AS differs FROM found
), inserted AS (
    INSERT INTO {table} ({every}) SELECT {every} FROM incoming WHERE known IS NULL
), updated AS (
    UPDATE {table} v SET ({written}) = ROW({new}) FROM incoming i WHERE v.id = i.known AND i.differs
    RETURNING v.id, to_jsonb(i.old) AS before, to_jsonb(v) AS after
), changed AS (
    INSERT INTO customers_importchange (record_id, table_name, "row", before, after)
    SELECT %(import)s, {name}, id, before, after FROM updated
)
SELECT count(*), count(*) FILTER (WHERE known IS NULL), count(*) FILTER (WHERE differs), max({newest})
FROM incoming
"""
# Tables that do not say which import made a row have the rows listed.
MERGE_LISTED = MERGE.replace(
    "WHERE known IS NULL\n",
    """WHERE known IS NULL RETURNING id
), made AS (
    INSERT INTO customers_importchange (record_id, table_name, "row")
    SELECT %(import)s, {name}, id FROM inserted
""",
)
# Has the xmin of all that its transaction made: what another transaction changed has another.
MARK = """
INSERT INTO customers_importchange (record_id, table_name, "row") VALUES (%(import)s, '', 0)
"""


def write_all(
    stage: Stage,
    write: Write,
    *,
    key: str,
    wanted: Container[str],
    parameters: Mapping[str, Any],
    counts: Counts,
    progress: Callable[[float], None],
    blank: Container[str] = (),
) -> None:
    """Write the stage in slices, two at a time when there are many.

    Few slices are one transaction. Many are one each: killed between two, the same file again ends right.
    """
    names = {"key": Identifier(key)}
    slices = [stage.sql(IN_SLICE, start=start, end=end, **names) for start, end in slices_of(stage)]
    jobs = [write.over(stage, "rows", one, wanted, blank) for one in slices]
    jobs.append(write.over(stage, "last", SQL("true"), wanted, blank))
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
    count = -(-pages // PAGES_PER_SLICE)
    # As many for each worker, all of a size: none waits for another's last slice.
    size = max(1, -(-pages // (count + count % WORKERS or 1)))
    return [
        (Literal(f"({start},0)"), Literal(f"({start + size},0)")) for start in range(0, max(pages, 1), size)
    ]


def write_one(cursor: Any, job: Composed, parameters: Mapping[str, Any], counts: Counts) -> None:
    cursor.execute(SESSION)
    with recorded(way="import", by=lambda: parameters["by"], file=parameters["import"], on=cursor.db):
        cursor.execute(job, parameters)
    read, created, updated, newest = cursor.fetchone()
    cursor.execute(MARK, parameters)
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
        except BaseException as error:
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=work, name="import-write", daemon=True) for _worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    while alive := [thread for thread in threads if thread.is_alive()]:
        alive[0].join(0.2)
        try:
            progress(len(done) / len(jobs))
        except BaseException as error:
            failed.insert(0, error)
    if failed:
        raise failed[0]
