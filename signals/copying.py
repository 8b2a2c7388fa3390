"""Frames in and out of PostgreSQL by COPY: the night's only way to move rows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from django.db import connection
from pgpq import ArrowToPostgresBinaryEncoder
from pgpq.encoders import StringEncoderBuilder
from pgpq.schema import Jsonb

HEADER_BYTES = 19  # of a binary COPY, before its first row
ROWS_AT_A_TIME = 1024  # half a megabyte of a standing
MONEY = "numeric(14,2)"
ARROW = {
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "date": pa.date32(),
    "double precision": pa.float64(),
    MONEY: pa.decimal128(14, 2),
    "text": pa.string(),
    "jsonb": pa.string(),
    "boolean": pa.bool_(),
}
OF_ARRAYS = {"double precision[]": pa.float64(), "smallint[]": pa.int16()}


def read_frame(sql: str, params: Mapping[str, Any], *, text: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of a query. Columns are numbers or text: cast dates to text and booleans to int in SQL.

    text: columns that stay text even where all of it looks like numbers.
    """
    with connection.cursor() as cursor:
        query = cursor.mogrify(sql, params).decode()
        buffer = BytesIO()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER)", buffer)
    if buffer.tell() == len(names := buffer.getvalue().split(b"\n", 1)[0]) + 1:  # most facts nobody has
        return pd.DataFrame(columns=names.decode().split(","), dtype=object)
    buffer.seek(0)
    return pd.read_csv(buffer, dtype=dict.fromkeys(text, object))


def read_numbers(sql: str, params: Mapping[str, Any]) -> list[np.ndarray]:
    """The columns of a query of one row, each a string of bigints as int8send writes them; missing: none."""
    with connection.cursor() as cursor:
        query = cursor.mogrify(sql, params).decode()
        buffer = BytesIO()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT binary)", buffer)
    told, at, columns = buffer.getbuffer(), HEADER_BYTES, []
    for _column in range(int.from_bytes(told[at : at + 2])):
        size = max(int.from_bytes(told[at + 2 : at + 6], signed=True), 0)
        at += 4 + size
        columns.append(np.frombuffer(told[at + 2 - size : at + 2], ">i8").astype(np.int64))
    return columns


def stage(
    rows: pd.DataFrame | Mapping[str, Any],
    table: str,
    columns: Mapping[str, str],
    *,
    asked_for: Sequence[str] = (),
) -> None:
    """Put the rows into a temporary table that lives until the transaction ends.

    rows: column → values, of an array type rows × places · columns: name → SQL type, one of ARROW, in order ·
    asked_for: those that queries join and choose by, of a wide table. Missing values become NULL. A table of
    that name is replaced.
    """
    layout = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({layout}) ON COMMIT DROP")
        cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT binary)", encoded(rows, columns))
        # To look at all columns of a standing costs more than to copy them; not to look at one that is asked
        # for costs a minute, in a loop over all actions for each action.
        asked = ", ".join(asked_for or columns)
        cursor.execute(f"SET LOCAL default_statistics_target = 10; ANALYZE {table} ({asked})")


class Pieces:
    """What COPY reads, piece by piece as it is made: never the whole at once, which would be copied twice."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def read(self, _size: int = -1) -> bytes:
        """The next piece, however long; nothing after the last."""
        return next(self.pieces, b"")


def encoded(rows: pd.DataFrame | Mapping[str, Any], columns: Mapping[str, str]) -> Pieces:
    """The rows in the binary format of COPY."""
    arrays = {name: arrow(rows[name], kind) for name, kind in columns.items()}
    batch = pa.RecordBatch.from_pydict(arrays)
    encoder = ArrowToPostgresBinaryEncoder.new_with_encoders(
        batch.schema, {of.name: encoder_of(of, columns[of.name]) for of in batch.schema}
    )
    # Few rows come together with later ones; a piece of nothing would be the end.
    return Pieces(filter(None, pieces_of(batch, encoder)))


def pieces_of(batch: pa.RecordBatch, encoder: ArrowToPostgresBinaryEncoder) -> Iterator[bytes]:
    """Header, rows and end."""
    yield encoder.write_header()
    for first in range(0, len(batch), ROWS_AT_A_TIME):
        yield encoder.write_batch(batch.slice(first, ROWS_AT_A_TIME))
    yield encoder.finish()


def encoder_of(column: pa.Field, kind: str) -> Any:
    if kind == "jsonb":
        return StringEncoderBuilder.new_with_output(column, Jsonb())
    return ArrowToPostgresBinaryEncoder.infer_encoder(column)


def arrow(values: Any, kind: str) -> pa.Array:
    """The column in the type that COPY expects, where some are missing too."""
    if kind in OF_ARRAYS:
        return arrays(np.asarray(values), OF_ARRAYS[kind])
    found = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if found.null_count == len(found):
        return pa.nulls(len(found), ARROW[kind])  # pandas takes a column of nothing for one of numbers
    return hundredths(found) if kind == MONEY else found.cast(ARROW[kind])


def arrays(values: np.ndarray, kind: pa.DataType) -> pa.Array:
    """One array a row of `values`; missing where the row's first is."""
    ends = np.arange(len(values) + 1, dtype=np.int32) * values.shape[1]
    missing = pa.array(np.isnan(values[:, 0]))
    return pa.ListArray.from_arrays(ends, pa.array(np.nan_to_num(values).ravel()).cast(kind), mask=missing)


def hundredths(amounts: pa.Array) -> pa.Array:
    """Amounts as decimals of two places. Arrow's own way from floats takes a thousand times as long."""
    known = amounts.is_valid()
    cents = np.rint(amounts.fill_null(0).to_numpy(zero_copy_only=False) * 100).astype("<i8")
    wide = np.stack([cents, cents >> 63], axis=1)
    return pa.Array.from_buffers(ARROW[MONEY], len(cents), [known.buffers()[1], pa.py_buffer(wide)])


def run_sql(sql: str, params: Mapping[str, Any]) -> int:
    """Execute one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


@contextmanager
def whole_tables() -> Iterator[None]:
    """Joins of a whole shard are made at once, not row by row. In its first nights a business has tables that
    PostgreSQL still takes for empty, and a plan for few rows took an hour for 50,000.
    """
    run_sql("SET LOCAL enable_nestloop = off", {})
    yield
    run_sql("SET LOCAL enable_nestloop = on", {})
