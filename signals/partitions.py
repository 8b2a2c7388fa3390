"""Snapshots are partitioned by month; a month's table is made when its first night needs it."""

from datetime import date

from django.db import connection


def make_partition(day: date) -> None:
    """Have the table for the month of `day`. Two callers at once are harmless."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT signals_make_partition(%s)", [day])
