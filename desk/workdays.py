"""When a branch works: its opening hours, public holidays and make-up workdays of its country counted."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from customers import phones
from desk.surveys import calling
from outbox import calendars
from staff.business_time import Hours
from staff.models import Branch
from staff.opening import Opening, openings

WEEKEND = 5


def workdays_of(branch: Branch) -> Callable[[date], bool]:
    """Whether the branch works on a day: whether it opens on it at all."""
    hours = hours_of(branch, openings([branch.pk])[branch.pk])
    return lambda day: bool(hours.spans(day))


def call_back_until(branch: Branch, *, at: datetime) -> datetime:
    """Until when a customer of the branch who asks for a call at that moment is called back."""
    return calling.promised(at.astimezone(ZoneInfo(branch.time_zone)), workdays_of(branch))


def calling_days_of(branch: Branch) -> Callable[[date], bool]:
    """Whether customers are called on a day: weekends included, public holidays not."""
    country = phones.region_of(branch.currency)
    return lambda day: not calendars.is_holiday(day, country)


def hours_of(branch: Branch, opening: Opening) -> Hours:
    """A branch's hours with the holidays of its country, which its currency tells."""
    return Hours(
        week=opening.week,
        zone=ZoneInfo(branch.time_zone),
        special=opening.special,
        works=calendar_of(phones.region_of(branch.currency)),
    )


@cache
def calendar_of(country: str) -> Callable[[date], bool | None]:
    return cache(partial(works, country))


def works(country: str, day: date) -> bool | None:
    """False on a public holiday, True on a weekend day worked to make up for one, None on any other day."""
    if calendars.is_holiday(day, country):
        return False
    return True if day.weekday() >= WEEKEND and calendars.is_workday(day, country) else None
