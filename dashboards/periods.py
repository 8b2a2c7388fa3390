"""Calendar months. Pure."""

from datetime import date, timedelta


def first_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The first day of the month after; `month` is a first day."""
    return first_of(month + timedelta(days=31))


def previous(month: date) -> date:
    """The first day of the month before."""
    return first_of(month - timedelta(days=1))


def months_up_to(month: date, count: int) -> list[date]:
    """`count` months that end with `month`, oldest first."""
    found = [month]
    while len(found) < count:
        found.append(previous(found[-1]))
    return found[::-1]


def same_span(month: date, *, until: date) -> date:
    """The day of the month before that stands where `until` stands in its month, for a fair comparison."""
    before = previous(month)
    return min(before + (until - month), month - timedelta(days=1))
