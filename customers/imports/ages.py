"""How old the newest fact of each source is, and what is usual. The wrong-blast guard asks the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Max

from customers.models import Import, ImportSource

FLOOR = 3  # days; a weekend is no outage
LOOK_BACK = 365
USUAL_SHARE = 0.95  # of the gaps in the past year were at most the usual one


@dataclass(frozen=True)
class Age:
    """A source on a day. newest: day of its newest fact; days: how old that is; usual: longest usual gap."""

    source: str
    newest: date
    days: int
    usual: int
    record: int  # its last import

    @property
    def stale(self) -> bool:
        return self.days > self.usual


def usual_gap(days: Iterable[date]) -> int:
    """Days between neighbouring days of a calendar that are usual: 95 of 100 gaps were no longer."""
    ordered = np.array(sorted(set(days)), dtype="datetime64[D]")
    gaps = np.diff(ordered).astype(int)
    return int(np.quantile(gaps, USUAL_SHARE, method="higher")) if len(gaps) else 0


def ages(*, as_of: date) -> dict[str, Age]:
    """Source → its age, of all that brought facts in the past year."""
    found = Import.objects.filter(state=Import.State.DONE, newest_fact__lte=as_of, day__lte=as_of)
    recent = found.filter(day__gt=as_of - timedelta(days=LOOK_BACK)).exclude(source="")
    days: dict[str, set[date]] = {}
    for source, day in recent.values_list("source", "day").distinct():
        days.setdefault(source, set()).add(day)
    newest = recent.order_by().values_list("source").annotate(Max("newest_fact"), Max("pk"))
    return {
        source: Age(source, day, (as_of - day).days, max(FLOOR, usual_gap(days[source])), record)
        for source, day, record in newest
    }


def stale_sources(*, as_of: date) -> list[Age]:
    """Watched sources whose newest fact is older than usual; one that is watched no more blocks nobody."""
    watched = set(ImportSource.objects.filter(active=True).values_list("name", flat=True))
    return [age for age in ages(as_of=as_of).values() if age.source in watched and age.stale]
