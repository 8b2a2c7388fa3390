"""What is staged arrives as it was: in every column that a night or the demo has."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from django.db import connection, transaction

from signals.copying import ROWS_AT_A_TIME, stage, whole_tables

pytestmark = pytest.mark.django_db

COLUMNS = {
    "id": "bigint",
    "day": "date",
    "seen": "date",
    "amount": "numeric(14,2)",
    "chance": "double precision",
    "words": "text",
}


def staged(frame: pd.DataFrame) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        stage(frame, "staged", COLUMNS)
        cursor.execute("SELECT * FROM staged ORDER BY id")
        return cursor.fetchall()


def test_rows_arrive_as_they_were():
    day = date(2026, 6, 16)
    frame = pd.DataFrame(
        {
            "id": [1, 2, 3],
            "day": [day, np.nan, None],
            "seen": pd.to_datetime(["2026-06-15", None, "2026-06-14"]).astype("datetime64[s]"),
            "amount": [12.5, np.nan, 0],
            "chance": [0.1 + 0.2, 1e-9, np.nan],
            "words": ['says "no", twice\nand leaves', "", "\\."],
        }
    )
    first, second, third = staged(frame)
    assert first == (1, day, date(2026, 6, 15), 12.5, 0.1 + 0.2, 'says "no", twice\nand leaves')
    assert second == (2, None, None, None, 1e-9, "")
    assert third == (3, None, date(2026, 6, 14), 0, None, "\\.")


@pytest.mark.parametrize("rows", [0, 2])
def test_a_column_of_nothing_is_a_column_of_nulls(rows):
    frame = pd.DataFrame({"id": range(rows)}).reindex(columns=list(COLUMNS))
    assert staged(frame) == [(place, None, None, None, None, None) for place in range(rows)]


def test_more_rows_than_a_piece_holds_arrive_too():
    """Also where the encoder keeps the first few to itself."""
    many = 2 * ROWS_AT_A_TIME + 1
    frame = pd.DataFrame({"id": range(many), "chance": np.arange(many) / 7}).reindex(columns=list(COLUMNS))
    assert [(row[0], row[4]) for row in staged(frame)] == [(place, place / 7) for place in range(many)]


def test_joins_of_a_whole_shard_are_not_made_row_by_row_and_others_may_be():
    """Whatever PostgreSQL believes of tables that were empty a minute ago."""

    def plan() -> str:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS few (id int)")
            cursor.execute("EXPLAIN SELECT FROM few AS one JOIN few AS other ON one.id = other.id LIMIT 1")
            return "\n".join(line for (line,) in cursor.fetchall())

    with whole_tables():
        assert "Nested Loop" not in plan()
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
