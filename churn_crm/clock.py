"""The two clocks: the business day, and real time. Nothing else in the project asks what time it is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Real time, aware, in UTC: for sessions, leases, tokens and audit."""
    return timezone.now()


def today(zone: str | None = None) -> date:
    """The business day in the given IANA zone (default: the project's).

    The setting TODAY stands still on one day, so that a historic data set can be worked with.
    """
    if settings.TODAY:
        return settings.TODAY
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


def last_finished_day(zone: str | None = None) -> date:
    """The day a night looks back from: yesterday's facts are complete, today's are not yet."""
    return today(zone) - timedelta(days=1)


def end_of(day: date, zone: str | None = None) -> datetime:
    """The first moment that no longer belongs to that day in the given IANA zone (default: the project's)."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone or settings.TIME_ZONE))
