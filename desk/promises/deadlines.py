"""When promises fall due by default, and until when it is recorded what became of them. Pure."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
EVENING = time(18)

Workdays = Callable[[date], bool]


def next_workday(day: date, is_workday: Workdays) -> date:
    """The first working day after `day`."""
    day += ONE_DAY
    while not is_workday(day):
        day += ONE_DAY
    return day


def record_until(due: datetime, *, zone: str, is_workday: Workdays) -> datetime:
    """The end of the first working day after the due day: kept or broken is recorded until then.

    due: aware; days are those of the IANA zone. Due on Friday at 15:00 → Monday, midnight at its end.
    """
    place = ZoneInfo(zone)
    last = next_workday(due.astimezone(place).date(), is_workday)
    return datetime.combine(last + ONE_DAY, time(), tzinfo=place)


def usual_due(now: datetime, *, zone: str, is_workday: Workdays) -> datetime:
    """What the form offers: the next working day at six in the evening."""
    place = ZoneInfo(zone)
    return datetime.combine(next_workday(now.astimezone(place).date(), is_workday), EVENING, tzinfo=place)
