"""The index is measured: the newest finished day and the month ends before it. Safe to run at any time.

A day is measured again when the policy has changed since, or when an import or a merge may have changed its
past; and of the month ends, in turn, some every night, because people correct visits by hand. What comes out
otherwise than it was published is kept (revisions).

Each batch of days is one transaction: who stops leaves whole days behind, and the next one goes on.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Max

from churn_crm import clock
from customers.models import Import, Merge
from desk.models import QualityFigure, QualityPolicy, QualityRun
from desk.quality.index import revisions
from desk.quality.index.corrected import all_versions
from desk.quality.index.formula import COLUMNS, Tally, index_of
from desk.quality.index.policies import least_of, quality_policy, rules_of
from desk.quality.index.sources import GROUPED, OF, tallies_query

MONTHS = 12  # month ends before the newest day
DAYS_AT_ONCE = 4
A_NIGHT = 2  # month ends are measured again: each within a week
ROWS_AT_ONCE = 20_000
SAMPLE = "f.customer_id %% %(each)s = 0"
WRITTEN = ("day", *OF, *COLUMNS, "n", "value", "lower", "upper")

T = TypeVar("T")
# day, branch, technician, customer
Key = tuple[date, int | None, int | None, int | None]


def measure_due() -> int:
    """Measure what is due, the newest day first. Returns how many days were measured."""
    newest = clock.last_finished_day()
    found = due(newest)
    if newest in found:
        found += measured_longest_ago([day for day in month_ends(newest) if day not in found])
    if not found:
        return 0
    for days in in_batches(found, DAYS_AT_ONCE):
        measure(days)
    forget_days_between(newest)
    return len(found)


@transaction.atomic
def measure_anew() -> int:
    """Forget all that was measured, and measure what is due."""
    QualityRun.objects.all().delete()
    QualityFigure.objects.all().delete()
    return measure_due()


def forget_days_between(newest: date) -> None:
    """Of the days before the newest one the ends of months stay."""
    between = [day for day in measured_days() if day < newest and (day + timedelta(days=1)).day != 1]
    with transaction.atomic():
        QualityFigure.objects.filter(day__in=between).delete()
        QualityRun.objects.filter(day__in=between).delete()


def measured_days() -> list[date]:
    return list(QualityRun.objects.filter(measured_at__isnull=False).values_list("day", flat=True))


def in_batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def month_ends(before: date, count: int = MONTHS) -> list[date]:
    """The last days of that many months before `before`, newest first."""
    ends = [before.replace(day=1) - timedelta(days=1)]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends


def due(newest: date) -> list[date]:
    """The newest day and the month ends that are not measured as they would be now."""
    wanted = [newest, *month_ends(newest)]
    version, changed = quality_policy().version, facts_changed_at()
    fresh = QualityRun.objects.filter(day__in=wanted, version=version, measured_at__isnull=False)
    if changed:
        fresh = fresh.filter(measured_at__gt=changed)
    held = set(fresh.values_list("day", flat=True))
    return [day for day in wanted if day not in held]


def measured_longest_ago(days: Sequence[date]) -> list[date]:
    """Some of these days, not again today."""
    rows = QualityRun.objects.filter(day__in=days, measured_at__lt=clock.now() - timedelta(hours=12))
    return list(rows.order_by("measured_at", "-day").values_list("day", flat=True)[:A_NIGHT])


def facts_changed_at() -> datetime | None:
    """When facts of the past may have changed last: by an import, its undoing, or a merge."""
    imports = Import.objects.aggregate(Max("finished_at"), Max("undone_at"))
    merges = Merge.objects.aggregate(Max("at"), Max("undone_at"))
    return max(filter(None, (*imports.values(), *merges.values())), default=None)


@transaction.atomic
def measure(days: Sequence[date]) -> int:
    """Measure these days anew. Returns how many figures there are."""
    policy = quality_policy()
    began = clock.now()
    QualityRun.objects.bulk_create(
        [QualityRun(day=day, version=0, window_days=policy.window_days) for day in days],
        ignore_conflicts=True,
    )
    # Who measures the same days waits here, and then writes the same.
    runs = list(QualityRun.objects.select_for_update().filter(day__in=days).order_by("day"))
    why = revisions.reasons(runs, policy)
    before = revisions.points(list(why))
    QualityFigure.objects.filter(day__in=days).delete()
    count = write(figures(days, policy))
    told = {"version": policy.version, "window_days": policy.window_days, "measured_at": began}
    QualityRun.objects.filter(day__in=days).update(**told)
    revisions.keep(before, why, at=began)
    return count


def figures(days: Sequence[date], policy: QualityPolicy) -> Iterator[tuple[object, ...]]:
    """The rows of QualityFigure, in the order of WRITTEN."""
    rules, least = rules_of(policy), least_of(policy)
    for key, tally in tallies(days, window=policy.window_days):
        index = index_of(tally, rules)
        shown = index.n >= least[kind_of(key)]
        limits = (index.value, index.low, index.high) if shown else (None, None, None)
        yield *key, *(getattr(tally, name) for name in COLUMNS), index.n, *limits


def kind_of(key: Key) -> str:
    """What it is of."""
    named = (name for name, value in zip(OF, key[1:], strict=True) if value is not None)
    return next(named, "business").removesuffix("_id")


def tallies(
    days: Sequence[date], *, window: int, of: Iterable[str] = GROUPED, each: int = 1
) -> Iterator[tuple[Key, Tally]]:
    """What was heard in the windows that end with these days, by whom it is of; inside a transaction.

    each: count only facts of every n-th customer.
    """
    params: dict[str, Any] = {"days": list(days), "first_day": min(days), "last_day": max(days)}
    params |= {"window": window, "each": each} | all_versions()
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(tallies_query(tuple(of), where=SAMPLE if each > 1 else "true"), params)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for row in rows:
                yield row[:4], Tally(*row[4:])


def write(rows: Iterable[tuple[object, ...]]) -> int:
    """Into the table by COPY. Returns how many."""
    statement = f"COPY {QualityFigure._meta.db_table} ({', '.join(WRITTEN)}) FROM STDIN"
    count = 0
    for some in in_batches(rows, ROWS_AT_ONCE):
        text = "".join("\t".join("\\N" if one is None else str(one) for one in row) + "\n" for row in some)
        with connection.cursor() as cursor:
            cursor.copy_expert(statement, io.StringIO(text))
        count += len(some)
    return count
