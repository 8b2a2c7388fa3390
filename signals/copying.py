"""Frames in and out of PostgreSQL by COPY: the night's only way to move rows."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from django.db import connection
from pyarrow import csv

HEADER_BYTES = 19  # of a binary COPY, before its first row
ARROW = {"smallint": pa.int64(), "integer": pa.int64(), "bigint": pa.int64(), "date": pa.date32()}


def read_frame(sql: str, params: Mapping[str, Any], *, text: Sequence[str] = ()) -> pd.DataFrame:
    """The rows of a query. Columns are numbers or text: cast dates to text and booleans to int in SQL.

    text: columns that stay text even where all of it looks like numbers.
    """
    with connection.cursor() as cursor:
        query = cursor.mogrify(sql, params).decode()
        buffer = BytesIO()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER)", buffer)
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
    frame: pd.DataFrame, table: str, columns: Mapping[str, str], *, asked_for: Sequence[str] = ()
) -> None:
    """Put the frame into a temporary table that lives until the transaction ends.

    columns: name → SQL type, in order · asked_for: those that queries join and choose by, of a wide table.
    Missing values become NULL. A table of that name is replaced.
    """
    buffer = BytesIO()
    if len(frame):
        rows = pa.table({name: arrow(frame[name], kind) for name, kind in columns.items()})
        # In one piece: of a column that begins with an empty one Arrow writes what lies in its memory.
        csv.write_csv(rows.combine_chunks(), buffer, csv.WriteOptions(include_header=False))
    buffer.seek(0)
    layout = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({layout}) ON COMMIT DROP")
        cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv)", buffer)
        # To look at all columns of a standing costs more than to copy them; not to look at one that is asked
        # for costs a minute, in a loop over all actions for each action.
        cursor.execute(f"ANALYZE {table} ({', '.join(asked_for or columns)})")


def arrow(column: pd.Series, kind: str) -> pa.Array:
    """The column as COPY shall read it: dates without a time, whole numbers where some are missing too."""
    values = pa.array(column, from_pandas=True)
    if values.null_count == len(values):
        return pa.nulls(len(values), pa.string())  # pandas takes a column of nothing for one of numbers
    return values.cast(ARROW[kind]) if kind in ARROW else values


def run_sql(sql: str, params: Mapping[str, Any]) -> int:
    """Execute one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount
