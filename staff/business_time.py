"""Business time: how long an hour of work lasts on the calendar. Pure: no Django, no clock, no database.

A day's spans are minutes of the local day, (540, 720) from 9:00 until noon; 1440 is midnight at its end.
Lunch breaks and split shifts are gaps between spans.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Spans = tuple[tuple[int, int], ...]
MINUTES = 1440  # of a day
ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)
FARTHEST = 1500  # days; no term is longer, and whoever never opens must not be waited for forever


class NeverOpen(Exception):
    """No hour of business within the next four years."""


def as_the_week_says(day: date) -> bool | None:
    """The calendar of a place without holidays."""
    return None


@dataclass(frozen=True)
class Hours:
    """When a place is open.

    week: the spans of Monday to Sunday · special: those of single days, () where it is closed · works: False
    on a public holiday, True on a weekend day that is worked to make up for one, None on any other day
    """

    week: tuple[Spans, ...]
    zone: ZoneInfo
    special: Mapping[date, Spans] = field(default_factory=dict)
    works: Callable[[date], bool | None] = as_the_week_says

    def spans(self, day: date) -> Spans:
        """A make-up workday on which the place is usually closed has the hours of a Monday."""
        if day in self.special:
            return tidy(self.special[day])
        worked = self.works(day)
        if worked is False:
            return ()
        usual = tidy(self.week[day.weekday()])
        return tidy(self.week[0]) if worked and not usual else usual

    def intervals(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of a day as moments in UTC. One that the clocks jump over is shorter, or not there."""
        for opens, closes in self.spans(day):
            start, end = moment(day, opens, self.zone), moment(day, closes, self.zone)
            if start < end:
                yield start, end


ALWAYS = Hours(week=(((0, MINUTES),),) * 7, zone=ZoneInfo("UTC"))


def tidy(spans: Iterable[tuple[int, int]]) -> Spans:
    """In order, and what overlaps or touches made one: no minute counts twice."""
    kept: list[tuple[int, int]] = []
    for opens, closes in sorted(spans):
        if kept and opens <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], closes))
        else:
            kept.append((opens, closes))
    return tuple(kept)


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of a local minute in UTC; minute 1440 is the next day's first."""
    if minute == MINUTES:
        day, minute = day + ONE_DAY, 0
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def open_from(at: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The intervals in which the place is open, from `at` (aware) on, for FARTHEST days."""
    first = at.astimezone(hours.zone).date()
    for days in range(FARTHEST):
        for opens, closes in hours.intervals(first + days * ONE_DAY):
            if closes > at:
                yield max(opens, at), closes


def add(at: datetime, duration: timedelta, hours: Hours) -> datetime:
    """The first moment by which `duration` of business time has passed since `at`. Raises NeverOpen."""
    if duration <= NOTHING:
        return at
    left = duration
    for opens, closes in open_from(at, hours):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise NeverOpen


def between(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much business time lies between two moments; none if the second is not the later one."""
    passed = NOTHING
    for opens, closes in open_from(start, hours):
        if opens >= end:
            break
        passed += min(closes, end) - opens
    return passed


def working_days_later(at: datetime, days: int, hours: Hours) -> datetime:
    """The same time of day `days` working days later: a day counts when the place opens on it at all."""
    local = at.astimezone(hours.zone)
    day, left = local.date(), days
    for _ in range(FARTHEST):
        if not left:
            return datetime.combine(day, local.time(), hours.zone).astimezone(UTC)
        day += ONE_DAY
        left -= bool(hours.spans(day))
    raise NeverOpen
