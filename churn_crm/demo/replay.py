"""The nights that led here, and what people did between them."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from churn_crm.demo.work import work
from retention.night import run_night

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


def replay(nights: list[date], *, seed: int, today: date, say: Callable[[str], None]) -> None:
    """Run these nights in order; after each, people work until the next one, after the last until now."""
    for place, night in enumerate(nights):
        run_night(day=night)
        until = nights[place + 1] if place + 1 < len(nights) else today
        work(night, until=until, rng=np.random.default_rng([seed, night.toordinal()]))
        if place % 10 == 9 or place + 1 == len(nights):
            say(f"{place + 1} of {len(nights)} nights, up to {night:%d %B %Y}")
