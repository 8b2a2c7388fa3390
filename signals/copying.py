"""Frames in and out of PostgreSQL by COPY: the night's only way to move rows."""

from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import pandas as pd
from django.db import connection

WHOLE = ("smallint", "integer", "bigint")


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


def stage(frame: pd.DataFrame, table: str, columns: Mapping[str, str]) -> None:
    """Put the frame into a temporary table that lives until the transaction ends.

    columns: name → SQL type, in order. Missing values become NULL. A table of that name is replaced.
    """
    buffer = StringIO()
    # Where some are missing, pandas keeps whole numbers as 148.0, which PostgreSQL does not read as one.
    whole = {name: "Int64" for name, kind in columns.items() if kind in WHOLE}
    frame.astype(whole).to_csv(buffer, columns=list(columns), header=False, index=False)
    buffer.seek(0)
    layout = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({layout}) ON COMMIT DROP")
        cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv)", buffer)
        cursor.execute(f"ANALYZE {table}")


def run_sql(sql: str, params: Mapping[str, Any]) -> int:
    """Execute one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount
