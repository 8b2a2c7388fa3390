"""The nights that led here, with or without people who worked between them."""

from collections.abc import Callable
from datetime import date, timedelta

from churn_crm.demo import learning
from retention import planned
from retention.night import run_night

# (night, the next one or None after the last)
Work = Callable[[date, date | None], None]
MONTHS = 13
WEEKS = 26
DAYS = 14


def nights_until(day: date, *, months: int = MONTHS, weeks: int = WEEKS, days: int = DAYS) -> list[date]:
    """Month ends, weekly, then daily up to `day`, rising. Every month end is one: figures hang on them."""
    ends = [day]
    while len(ends) <= months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    weekly = [day - timedelta(weeks=weeks - step) for step in range(weeks)]
    daily = [day - timedelta(days=days - step) for step in range(days)]
    return sorted({*ends, *weekly, *daily})


def replay(nights: list[date], *, say: Callable[[str], None], work: Work | None = None) -> None:
    """Run these nights in order, each followed by the look at the model in use, as real ones are, and by
    learning again where it has drifted.

    work: what people do after each, until the next one.
    """
    for place, night in enumerate(nights):
        run_night(day=night)
        learning.look(day=night)
        learning.learn_if_drifted(day=night, say=say)
        if work:
            work(night, nights[place + 1] if place + 1 < len(nights) else None)
        if place % 10 == 9 or place + 1 == len(nights):
            say(f"{place + 1} of {len(nights)} nights, up to {night:%d %B %Y}")


def begin_work_after(nights: list[date], *, say: Callable[[str], None]) -> None:
    """Run these nights for people who begin today: only the last one leaves them something to do."""
    replay(nights[:-1], say=say)
    planned.forget_after(day=nights[0] - timedelta(days=1))
    replay(nights[-1:], say=say)
