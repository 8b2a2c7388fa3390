"""What came of the chances that nights told a horizon ago: of those told 30 %, did 30 % stay away?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from signals.copying import read_frame
from signals.models import Snapshot
from signals.upkeep.trial import interval

NEAR = 7  # days before the wanted one that a snapshot may be from
YEAR = timedelta(days=365)
OFF = 0.05  # mean distance beyond chance from which on somebody is told

# Tenths of the chance; stayed away as for the model: no paid visit in the days after.
TENTHS = """
SELECT tenth, count(*) AS customers, avg(probability) AS said, sum(away) AS away
FROM (
    SELECT least(floor(snapshot.probability * 10), 9)::int AS tenth, snapshot.probability,
        (NOT EXISTS (
            SELECT FROM customers_visit AS visit
            WHERE visit.customer_id = snapshot.customer_id AND visit.counts AND visit.amount > 0
                AND visit.day > %(day)s AND visit.day <= %(day)s::date + %(horizon)s
        ))::int AS away
    FROM signals_snapshot AS snapshot
    WHERE snapshot.day = %(day)s AND snapshot.probability IS NOT NULL
        AND snapshot.last_visit_on >= %(day)s::date - 365
) AS told
GROUP BY tenth ORDER BY tenth
"""


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
    """day: of the snapshots · horizon: days after it · tenths: those with customers."""

    day: date
    horizon: int
    tenths: list[Tenth]

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
        return cls(date.fromisoformat(stored["day"]), stored["horizon"], tenths)


def realised(*, as_of: date, horizon: int) -> Realised | None:
    """Of the newest snapshots whose horizon is over at the end of `as_of`; None without any in that week."""
    newest = as_of - timedelta(days=horizon)
    day = (
        Snapshot.objects.filter(day__lte=newest, day__gt=newest - timedelta(days=NEAR))
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
    return of_day(day, horizon) if day else None


def last_year(*, as_of: date, horizon: int) -> Realised | None:
    """The same season a year before: what was told then for the days that are ahead now."""
    return realised(as_of=as_of - YEAR + timedelta(days=horizon), horizon=horizon)


def of_day(day: date, horizon: int) -> Realised | None:
    """What came of the snapshots of that day; None where nobody had a chance told."""
    rows = read_frame(TENTHS, {"day": day, "horizon": horizon})
    tenths = [
        tenth_of(int(row.tenth), int(row.customers), float(row.said), int(row.away))
        for row in rows.itertuples()
    ]
    return Realised(day, horizon, tenths) if tenths else None


def tenth_of(tenth: int, customers: int, said: float, away: int) -> Tenth:
    """One tenth, with the interval of the share."""
    low, high = interval(away, customers)
    return Tenth(tenth, customers, round(said, 6), away / customers, low, high)
