"""Snapshots are partitioned by month; a month's table is made when its first night needs it."""

from datetime import date, timedelta

from django.db import connection


def make_partition(day: date) -> None:
    """Have the table for the month of `day`. Two callers at once are harmless."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    name = f"signals_snapshot_{first:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('signals_snapshot'))")
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF signals_snapshot FOR VALUES FROM (%s) TO (%s)",
            [first, following],
        )
