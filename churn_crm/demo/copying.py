"""Frames into tables by COPY, with the keys handed out beforehand."""

import io

import numpy as np
import pandas as pd
from django.db import connection
from django.db.models import Model


def copy_in(model: type[Model], frame: pd.DataFrame) -> np.ndarray:
    """Write the frame's columns (named as in the table). Returns the new keys, in row order."""
    table = model._meta.db_table
    keys = new_keys(table, len(frame))
    whole = frame.assign(id=keys).astype(object)
    text = io.StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in whole.itertuples(index=False)))
    columns = ", ".join(f'"{name}"' for name in [*frame.columns, "id"])
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', text)
    return keys


def _cell(value: object) -> str:
    """One value in COPY's text format; our own words hold no tabs."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "\\N"
    if isinstance(value, bool | np.bool_):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\n", "\\n")


def new_keys(table: str, count: int) -> np.ndarray:
    """`count` keys that no other row will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return np.array([key for (key,) in cursor.fetchall()], dtype=np.int64)
