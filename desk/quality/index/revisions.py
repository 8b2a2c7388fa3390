"""Points of a line that were published, and came out otherwise when their day was measured again.

A line is always counted from today's facts: whoever's jobs were booked on somebody else has them in every
month once that is put right. So a past point may change, but never silently: what it was, when it changed and
why is kept, and stands below the line. A line's points are the ends of months; the newest day still moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from customers.models import Import, Merge
from desk.models import QualityFigure, QualityPolicy, QualityRevision, QualityRun

SEEN = 0.05  # half of the last figure that is shown
SHOWN = 20
Cause = QualityRevision.Cause
# Day, branch, technician; neither for the whole business.
Key = tuple[date, int | None, int | None]
# Answers and index.
Point = tuple[int, float | None]
NAMES = ("day", "branch", "technician", "n", "value")


@dataclass(frozen=True)
class Reason:
    """Why a day is measured again, by whom it was caused, and by which file."""

    cause: str
    by: int | None = None
    what: str = ""


def points(days: Sequence[date]) -> dict[Key, Point]:
    """What is published of these days. Customers have no line."""
    rows = QualityFigure.objects.filter(day__in=days, customer=None).order_by()
    return {(day, *of): (n, value) for day, *of, n, value in rows.values_list(*NAMES)}


def reasons(runs: Sequence[QualityRun], policy: QualityPolicy) -> dict[date, Reason]:
    """Why each of these month ends, which were measured before, is measured again."""
    known = [run for run in runs if run.measured_at and (run.day + timedelta(days=1)).day == 1]
    return {run.day: reason_of(run, policy) for run in known}


def reason_of(run: QualityRun, policy: QualityPolicy) -> Reason:
    """The last thing that happened since; where nothing did, somebody has corrected records."""
    if run.version == 0:
        return Reason(Cause.PROGRAM)
    if run.version != policy.version:
        return Reason(Cause.POLICY, policy.changed_by_id)
    assert run.measured_at is not None  # noqa: S101 (reasons sees to it)
    return last_import(run.measured_at) or last_merge(run.measured_at) or Reason(Cause.RECORDS)


def last_import(since: datetime) -> Reason | None:
    found = Import.objects.filter(finished_at__gt=since) | Import.objects.filter(undone_at__gt=since)
    one = found.order_by("-finished_at", "-pk").first()
    return Reason(Cause.IMPORT, one.by_id, one.file_name) if one else None


def last_merge(since: datetime) -> Reason | None:
    undone = Merge.objects.filter(undone_at__gt=since).order_by("-undone_at").first()
    if undone:
        return Reason(Cause.MERGE, undone.undone_by_id)
    one = Merge.objects.filter(at__gt=since).order_by("-at").first()
    return Reason(Cause.MERGE, one.by_id) if one else None


def keep(before: Mapping[Key, Point], why: Mapping[date, Reason], *, at: datetime) -> int:
    """Write down which of the points changed. Returns how many."""
    after = points(list(why))
    changed = [
        revision(key, old, new, why[key[0]], at=at)
        for key in sorted({*before, *after}, key=str)
        if differ(old := before.get(key, (0, None)), new := after.get(key, (0, None))) and key[0] in why
    ]
    QualityRevision.objects.bulk_create(changed)
    return len(changed)


def differ(old: Point, new: Point) -> bool:
    """Whether anybody would see it."""
    was, now = old[1], new[1]
    if was is None or now is None:
        return was is not now
    return abs(was - now) >= SEEN


def revision(key: Key, old: Point, new: Point, why: Reason, *, at: datetime) -> QualityRevision:
    day, branch, technician = key
    return QualityRevision(
        day=day,
        branch_id=branch,
        technician_id=technician,
        at=at,
        cause=why.cause,
        by_id=why.by,
        what=why.what,
        n_before=old[0],
        before=old[1],
        n_after=new[0],
        after=new[1],
    )


def of(kind: str, subject: Any) -> QuerySet[QualityRevision]:
    """The newest ones of a branch or technician whom somebody may see; none of anybody else."""
    return all_of(kind, subject).order_by("-at", "-day")[:SHOWN]


def all_of(kind: str, subject: Any) -> QuerySet[QualityRevision]:
    if kind not in ("branch", "technician"):
        return QualityRevision.objects.none()
    return QualityRevision.objects.filter(**{kind: subject}).select_related("by")
