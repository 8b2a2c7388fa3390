"""The report of what was not sent: how many, why, for which occasion, in which week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.http import urlencode

from outbox.log import beginning
from outbox.models import Message, Reason, State, Why
from staff.models import User

WEEKS = 8


@dataclass(frozen=True)
class Week:
    """Monday to Sunday; planned: all messages planned in it, sent or not."""

    first: date
    planned: int
    skipped: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def share(self) -> float | None:
        return self.skipped / self.planned if self.planned else None


@dataclass(frozen=True)
class Row:
    """One reason for one occasion. numbers: (how many, query that lists exactly these) by week."""

    reason: Reason
    why: Why
    numbers: list[tuple[int, str]]

    @property
    def total(self) -> int:
        return sum(number for number, _query in self.numbers)


@dataclass(frozen=True)
class Report:
    """The latest weeks, oldest first; rows with most skips first."""

    weeks: list[Week]
    rows: list[Row]

    @property
    def skipped(self) -> int:
        return sum(week.skipped for week in self.weeks)

    @property
    def planned(self) -> int:
        return sum(week.planned for week in self.weeks)


def report(*, user: User, on: date) -> Report:
    """What was planned in the last weeks for the customers of this person, and not sent."""
    this = on - timedelta(days=on.weekday())
    mondays = [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    planned, skipped = counted(user, mondays[0])
    weeks = [
        Week(
            monday, planned.get(monday, 0), sum(n for (_r, _w, week), n in skipped.items() if week == monday)
        )
        for monday in mondays
    ]
    kinds = {(reason, why) for reason, why, _week in skipped}
    rows = [
        Row(
            Reason(reason),
            Why(why),
            [(skipped.get((reason, why, week.first), 0), listing(reason, why, week)) for week in weeks],
        )
        for reason, why in kinds
    ]
    return Report(weeks, sorted(rows, key=lambda row: (-row.total, row.reason, row.why)))


def counted(user: User, since: date) -> tuple[dict[date, int], dict[tuple[str, str, date], int]]:
    """Messages planned since that day: all by week; what was not sent by reason, occasion and week."""
    zone = timezone.get_current_timezone()
    rows = (
        Message.objects.visible_to(user)
        .filter(planned_at__gte=beginning(since))
        .annotate(week=TruncWeek("planned_at", tzinfo=zone))
        .order_by()
        .values_list("state", "reason", "why", "week")
        .annotate(n=Count("pk"))
    )
    planned: dict[date, int] = {}
    skipped: dict[tuple[str, str, date], int] = {}
    for state, reason, why, week, n in rows:
        planned[week.date()] = planned.get(week.date(), 0) + n
        if state == State.SKIPPED:
            skipped[reason, why, week.date()] = n
    return planned, skipped


def listing(reason: str, why: str, week: Week) -> str:
    """The query by which the log lists the same messages."""
    said: dict[str, Any] = {
        "state": "skipped",
        "reason": reason,
        "why": why,
        "first": week.first,
        "last": week.last,
    }
    return urlencode(said)
