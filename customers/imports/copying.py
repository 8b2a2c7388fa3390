"""COPY in a thread, so that the next rows are parsed meanwhile."""

import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.csv
from django.db import connection
from psycopg2.sql import Composed

MOST_WAITING = 3  # parsed blocks; bounds the memory
# In small bites the thread would wait for the parser's next pause before each of them.
AT_ONCE = 1 << 22  # bytes


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
def copying() -> Iterator[Callable[[Composed, pa.Table], None]]:
    """A function that hands a COPY statement and its rows to a thread; raises what failed there."""
    raw = connection.connection
    waiting: deque[Future[None]] = deque()

    def copy(statement: Composed, rows: pa.Table) -> None:
        if len(waiting) == MOST_WAITING:
            waiting.popleft().result()
        if rows.num_rows:
            waiting.append(pool.submit(copy_now, raw, statement, rows))

    with ThreadPoolExecutor(1, "import-copy") as pool:
        yield copy
        for job in waiting:
            job.result()


def copy_now(raw: Any, statement: Composed, rows: pa.Table) -> None:
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(rows, buffer, pyarrow.csv.WriteOptions(include_header=False))
    buffer.seek(0)
    with raw.cursor() as cursor:
        cursor.copy_expert(statement, buffer, size=AT_ONCE)
