"""Snapshots are partitioned by month; a month's table is made when its first night needs it, thinned out or
dropped when the policy no longer keeps it (signals.keeping).

The application's role owns no tables: functions of the owner's do it.
"""

from datetime import date

from django.db import connection


def make_partition(day: date) -> None:
    """Have the table for the month of `day`. Two callers at once are harmless."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT signals_make_partition(%s)", [day])


def hold_partitions() -> None:
    """Wait until nobody else makes or drops one, and keep it so until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('signals_snapshot'))")


def let_go(month: date, *, kept: date | None) -> None:
    """Leave the snapshots of `kept` alone in that month's table, or drop it with all. Room is given back at
    once, whatever was in it. Raises OperationalError where the table is in use for five seconds on end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT signals_let_go(%s, %s)", [month, kept])
