"""Which day a customer is called on after a visit. Pure."""

from datetime import date, timedelta

from desk.promises.deadlines import ONE_DAY, Workdays, next_workday


def call_day(visited: date, *, days: int, is_calling_day: Workdays) -> date:
    """The `days`-th calendar day after the visit, or the next day on which people are called."""
    day = visited + timedelta(days=days)
    return day if is_calling_day(day) else next_workday(day, is_calling_day)


def late_before(today: date, *, days: int, is_calling_day: Workdays) -> date:
    """Calls planned before this day have been late for `days` days of calling on `today`."""
    day = today
    for _ in range(days):
        day -= ONE_DAY
        while not is_calling_day(day):
            day -= ONE_DAY
    return day
