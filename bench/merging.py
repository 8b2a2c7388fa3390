"""What a merge, its undo and the search for duplicates cost at size: python bench/merging.py

The customers are those of bench/finding.py; --keep uses the database that it kept. One with 10,000 events
takes in one with as many and gives him back; this fails when a large table is read from end to end for that.
Then the nightly search runs: when nobody has been compared yet, and when nobody has changed.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import finding
from _measuring import database, say, timed

TIMES = 3
LARGE = 100_000  # rows of a table
FEW = 10_000  # rows that may be read in passing
ALONE = "SET max_parallel_workers_per_gather = 0"  # what other processes read is not in the account below
# What this transaction has read without an index, for the checks of foreign keys, too.
READ_THROUGH = """
SELECT x.relname, x.seq_tup_read FROM pg_stat_xact_user_tables x JOIN pg_class c ON c.oid = x.relid
WHERE c.reltuples > %(large)s AND x.seq_tup_read > %(few)s
"""
AS_BUSY = """
INSERT INTO customers_visit (customer_id, day, at, amount, counts, in_rhythm, cancelled, source, number, nth)
SELECT %(customer)s, (moment AT TIME ZONE 'UTC')::date, moment, 100, true, true, false, '', '', 200
FROM (SELECT timestamptz '2026-06-15 10:00Z' - n * interval '9 hours' AS moment
    FROM generate_series(1, %(events)s) n) made
"""


def main() -> None:
    options = finding.parsed()
    with database(finding.NAME, keep=options.keep):
        finding.prepare(options)
        busy, other = two_busy_ones()
        say("seconds", "clock", "processor", "rows")
        for _time in range(TIMES):
            there_and_back(busy, other)
        for number, what in enumerate(("search, everybody is new", "search, nobody has changed")):
            search(what, day=date(2026, 6, 16) + timedelta(days=number))


def two_busy_ones() -> tuple[int, int]:
    """The one of the finding benchmark, and the next one, who gets a history as long."""
    import _finding_data as data

    from customers.models import Customer, Visit

    first, other = Customer.objects.order_by("pk").values_list("pk", flat=True)[7:9]
    if Visit.objects.filter(customer=other).count() < data.BUSY_EVENTS:
        data.run(AS_BUSY, {"customer": other, "events": data.BUSY_EVENTS})
    data.run("VACUUM ANALYZE customers_visit")
    data.run(ALONE)
    return first, other


def there_and_back(busy: int, other: int) -> None:
    from customers.merging import service
    from staff.models import User

    by = User.objects.get(username="manager")
    record, *spent = timed(
        lambda: watched(lambda: service.merge(survivor=busy, gone=other, by=by, choices={}))
    )
    say("merge of two with 10,000 events each", *spent, sum(record.counts.values()))
    undone, *spent = timed(lambda: watched(lambda: service.undo(record=record.pk, by=by)))
    say("its undo", *spent, sum(record.counts.values()))
    if undone.left:
        raise SystemExit(f"the undo left something where it was: {undone.left}")


def watched(step: Callable[[], Any]) -> Any:
    """Do it in one transaction, and see that no large table was read from end to end."""
    import _finding_data as data
    from django.db import transaction

    with transaction.atomic():
        done = step()
        through = data.run(READ_THROUGH, {"large": LARGE, "few": FEW})
    if through:
        raise SystemExit(f"read from end to end: {through}")
    return done


def search(what: str, *, day: date) -> None:
    from customers.duplicates.search import find_duplicates
    from customers.models import DuplicateScan

    if "new" in what:
        DuplicateScan.objects.all().delete()
    run, *spent = timed(lambda: find_duplicates(day=day))
    say(what, *spent, run.counts["pairs"])


if __name__ == "__main__":
    main()
