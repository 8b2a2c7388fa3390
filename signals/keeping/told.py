"""What was let go of after a night, as its page says it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from signals.keeping.months import first_of
from signals.models import NightlyRun


@dataclass(frozen=True)
class Gone:
    """month: its first day · nights: how many went · kept: the night that stays, None where none does."""

    month: date
    nights: int
    kept: date | None


def gone_after(night: date) -> list[Gone]:
    """By month, rising."""
    went = Counter(map(first_of, days(let_go_on=night)))
    if not went:
        return []
    stay = {first_of(day): day for day in days(let_go_on=None, day__lt=night) if first_of(day) in went}
    return [Gone(month, nights, stay.get(month)) for month, nights in sorted(went.items())]


def days(**which: object) -> list[date]:
    """Of nights, rising."""
    return list(NightlyRun.objects.filter(**which).order_by("day").values_list("day", flat=True))
