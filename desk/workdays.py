"""The working days of a branch: those of its country, public holidays and make-up workdays counted."""

from collections.abc import Callable
from datetime import date
from functools import partial

from customers import phones
from outbox import calendars
from staff.models import Branch


def workdays_of(branch: Branch) -> Callable[[date], bool]:
    """Whether a day is worked there."""
    return partial(calendars.is_workday, country=phones.region_of(branch.currency))


def calling_days_of(branch: Branch) -> Callable[[date], bool]:
    """Whether customers are called on a day: weekends included, public holidays not."""
    country = phones.region_of(branch.currency)
    return lambda day: not calendars.is_holiday(day, country)
