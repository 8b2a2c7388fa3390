"""Public holidays and workdays by country, China's make-up workdays among them.

The dates are those of the library `holidays`, which knows a year's make-up workdays as soon as they are
announced; a later year has its holidays by rule, without them.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

import holidays

from outbox.models import SendingPolicy

ONE_DAY = timedelta(days=1)


@cache
def of_country(country: str) -> holidays.HolidayBase | None:
    """The calendar of a country by its two letters; None where the library knows none."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def is_holiday(day: date, country: str) -> bool:
    """A public holiday, or a weekend day of the same days off: National Day week goes through its Sunday."""
    calendar = of_country(country)
    if calendar is None or calendar.is_working_day(day):
        return False
    return day in calendar or any(day_off in calendar for day_off in days_off_around(day, calendar))


def days_off_around(day: date, calendar: holidays.HolidayBase) -> Iterator[date]:
    """The days off before and after `day` without a working day between."""
    for step in (-ONE_DAY, ONE_DAY):
        beside = day + step
        while not calendar.is_working_day(beside):
            yield beside
            beside += step


def is_workday(day: date, country: str) -> bool:
    """Monday to Friday without holidays, and the days on which a weekend is worked to make up for one."""
    calendar = of_country(country)
    return calendar.is_working_day(day) if calendar is not None else day.weekday() < 5


def days_of(choice: str, country: str) -> Callable[[date], bool]:
    """Whether messages go out on a day, by the policy's choice."""
    if choice == SendingPolicy.Days.WORKDAYS:
        return lambda day: is_workday(day, country)
    if choice == SendingPolicy.Days.NO_HOLIDAYS:
        return lambda day: not is_holiday(day, country)
    return lambda day: True
