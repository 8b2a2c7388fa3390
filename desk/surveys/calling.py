"""Until when a customer who asks for it is called back. Pure: the calendar is handed in."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)
LAST_FOR_TODAY = time(16)  # later, nobody could keep it the same day
TODAY_UNTIL, LATER_UNTIL = time(18), time(12)


def promised(local: datetime, works: Callable[[date], bool]) -> datetime:
    """The same workday by 18:00 when asked before 16:00, else the next workday by noon.

    local: now, in the branch's zone; the answer is in the same zone.
    """
    if works(local.date()) and local.time() < LAST_FOR_TODAY:
        return local.replace(hour=TODAY_UNTIL.hour, minute=0, second=0, microsecond=0)
    day = local.date() + ONE_DAY
    while not works(day):
        day += ONE_DAY
    return datetime.combine(day, LATER_UNTIL, tzinfo=local.tzinfo)
