"""What came of the chances that nights told a horizon ago: of those told 30 %, did 30 % stay away?

Judged are chances of one night that looked as many days ahead, and of one teller: a model answers for nothing
that another one, or the prior, has said.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from django.db.models import Exists, OuterRef, QuerySet

from signals.copying import read_frame
from signals.models import NightlyRun, Snapshot
from signals.upkeep.trial import interval

NEAR = 7  # days before the wanted one that a snapshot may be from
YEAR = timedelta(days=365)
OFF = 0.05  # mean distance beyond chance from which on somebody is told

# Tenths of the chance, by who told it; counted are those whom a model speaks of, who bought within a year;
# stayed away as for the model: no paid visit in the days after. Not of branches whose visits of these days
# have not come yet.
TENTHS = """
SELECT told_by, tenth, count(*) AS customers, avg(probability) AS said, sum(away) AS away
FROM (
    SELECT snapshot.told_by, least(floor(snapshot.probability * 10), 9)::int AS tenth, snapshot.probability,
        (NOT EXISTS (
            SELECT FROM customers_visit AS visit
            WHERE visit.customer_id = snapshot.customer_id AND visit.counts AND visit.amount > 0
                AND visit.day > %(day)s AND visit.day <= %(day)s::date + %(horizon)s
        ))::int AS away
    FROM signals_snapshot AS snapshot
    WHERE snapshot.day = %(day)s AND snapshot.probability IS NOT NULL
        AND NOT snapshot.branch_id = ANY(%(late)s::bigint[])
        AND EXISTS (
            SELECT FROM customers_visit AS visit
            WHERE visit.customer_id = snapshot.customer_id AND visit.counts AND visit.amount > 0
                AND visit.day > %(day)s::date - 366 AND visit.day <= %(day)s
        )
) AS told
GROUP BY told_by, tenth ORDER BY told_by, tenth
"""


Late = Callable[[date], list[int]]


def none_late(last: date) -> list[int]:
    """Whatever has happened by that day has come to be known."""
    return []


@dataclass(frozen=True)
class Tenth:
    """Customers whose chance lay between tenth/10 and the next. said: their mean chance · seen: the share who
    stayed away, with its 95 % interval."""

    tenth: int
    customers: int
    said: float
    seen: float
    low: float
    high: float

    @property
    def off(self) -> float:
        """How far what was said lies outside of what chance explains."""
        return max(self.low - self.said, self.said - self.high, 0.0)


@dataclass(frozen=True)
class Realised:
    """day: of the snapshots · horizon: days after it · tenths: those with customers · told_by: the model
    whose chances these were, 0 for the prior, None where nobody kept that."""

    day: date
    horizon: int
    tenths: list[Tenth]
    told_by: int | None = None

    @property
    def customers(self) -> int:
        return sum(one.customers for one in self.tenths)

    @property
    def said(self) -> float:
        return sum(one.said * one.customers for one in self.tenths) / self.customers

    @property
    def seen(self) -> float:
        return sum(one.seen * one.customers for one in self.tenths) / self.customers

    @property
    def off(self) -> float:
        """Mean over the customers of how far their tenth is off, beyond chance."""
        return sum(one.off * one.customers for one in self.tenths) / self.customers

    @property
    def grave(self) -> bool:
        return self.off > OFF

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "day": self.day.isoformat()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Realised":
        tenths = [Tenth(**one) for one in stored["tenths"]]
        return cls(date.fromisoformat(stored["day"]), stored["horizon"], tenths, stored.get("told_by"))


def realised(*, as_of: date, horizon: int, number: int, late: Late = none_late) -> Realised | None:
    """Of the newest night that looked as far ahead and whose days are over at the end of `as_of`: what model
    `number` told, or where it told nothing whoever told most. None without such a night in that week.

    late: of which branches it is not known yet who had bought by the end of a day."""
    newest = as_of - timedelta(days=horizon)
    nights = nights_that_told(horizon).filter(day__lte=newest, day__gt=newest - timedelta(days=NEAR))
    day = nights.order_by("-day").values_list("day", flat=True).first()
    return of_day(day, horizon, number, late(day + timedelta(days=horizon))) if day else None


def last_year(*, as_of: date, horizon: int, number: int, late: Late = none_late) -> Realised | None:
    """The same season a year before: what was told then for the days that are ahead now."""
    over = as_of - YEAR + timedelta(days=horizon)
    return realised(as_of=over, horizon=horizon, number=number, late=late)


def nights_that_told(horizon: int) -> QuerySet[NightlyRun]:
    """Nights that told chances so many days ahead, and of which snapshots are there."""
    told = Snapshot.objects.filter(day=OuterRef("day"), probability__isnull=False)
    return NightlyRun.objects.filter(Exists(told), policy__horizon_days=horizon)


def of_day(day: date, horizon: int, number: int, late: list[int]) -> Realised | None:
    """What came of the snapshots of that day, of one teller; None where nobody had a chance told. late:
    branches of which it is not known."""
    rows = read_frame(TENTHS, {"day": day, "horizon": horizon, "late": late})
    told = {teller_of(told_by): some for told_by, some in rows.groupby("told_by", dropna=False)}
    if not told:
        return None
    teller = number if number in told else max(told, key=lambda one: told[one].customers.sum())
    tenths = [
        tenth_of(int(row.tenth), int(row.customers), float(row.said), int(row.away))
        for row in told[teller].itertuples()
    ]
    return Realised(day, horizon, tenths, teller)


def teller_of(told_by: Any) -> int | None:
    return None if pd.isna(told_by) else int(told_by)


def tenth_of(tenth: int, customers: int, said: float, away: int) -> Tenth:
    """One tenth, with the interval of the share."""
    low, high = interval(away, customers)
    return Tenth(tenth, customers, round(said, 6), away / customers, low, high)
