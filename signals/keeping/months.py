"""Which nights' snapshots go: every night stays for a while, then the last of each month, then none. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby


@dataclass(frozen=True)
class LetGo:
    """month: its first day · nights: those that go, rising · kept: the night that stays, None where none
    does."""

    month: date
    nights: list[date]
    kept: date | None


@dataclass(frozen=True)
class Borders:
    """First days of months: from `every` on every night is kept, from `ends` on the last one of a month."""

    every: date
    ends: date


def borders(day: date, *, nights: int, ends: int, at_least: int) -> Borders:
    """As of the night of `day`.

    nights, ends: whole months before its own for which every night, and the last one of a month, is kept ·
    at_least: days back that something still asks for any night.
    """
    every = min(months_before(day, nights), first_of(day - timedelta(days=at_least)))
    return Borders(every, min(months_before(day, ends), every))


def to_let_go(nights: Iterable[tuple[date, bool]], keeps: Borders) -> list[LetGo]:
    """Months of which something goes, rising.

    nights: (day, whether it was finished) of those whose snapshots are there. A month with a night that is
    not finished is left alone: nobody knows yet which one will be its last.
    """
    found = []
    for month, pairs in groupby(sorted(nights), key=lambda one: first_of(one[0])):
        of_month = list(pairs)
        if month < keeps.every and all(done for _day, done in of_month):
            days = [day for day, _done in of_month]
            kept = days.pop() if month >= keeps.ends else None
            found += [LetGo(month, days, kept)] if days else []
    return found


def first_of(day: date) -> date:
    return day.replace(day=1)


def months_before(day: date, number: int) -> date:
    """The first day of the month so many months before the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, month + 1, 1)
