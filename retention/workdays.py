"""Working days, Monday to Friday."""

from datetime import date, timedelta

SATURDAY = 5


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    following = day + timedelta(days=1)
    while following.weekday() >= SATURDAY:
        following += timedelta(days=1)
    return following
