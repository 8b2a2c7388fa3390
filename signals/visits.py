"""A shard's visits as sorted arrays: what a night says of them, and the history that a model looks at. Pure.

Money is whole cents, so that sums do not depend on their order, and no sum runs over two customers: a shard
gives the same numbers, to the last bit, as all at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from signals.learning.gaps import middles_of
from signals.learning.history import DAY_BITS, History, Ledger
from signals.tiers import months_later

# Name of the window → days back: from (exclusive) and to (inclusive).
WINDOWS = {"12": (365, 0), "12_before": (730, 365), "6": (182, 0), "6_before": (364, 182)}
YEAR = 12  # months
EPOCH = 719_163  # 1 January 1970 as an ordinal (date.toordinal), which all days here are
AT_A_TIME = 16_384  # customers whose rows fit into the processor's cache together


@dataclass(frozen=True)
class Visits:
    """Rows by customer and day, sorted by both; a day may have several.

    customers: ids, rising, each with a row · starts: where each one's rows begin, and the end of the last ·
    cents: below zero for what came back · counts: resets the clock · rhythm: enters the rhythm.
    """

    customers: np.ndarray
    starts: np.ndarray
    days: np.ndarray
    cents: np.ndarray
    counts: np.ndarray
    rhythm: np.ndarray

    @classmethod
    def of_rows(
        cls, customer: np.ndarray, day: np.ndarray, cents: np.ndarray, counts: np.ndarray, rhythm: np.ndarray
    ) -> "Visits":
        """From rows in any order: each counts, or has an amount below zero."""
        keys = (customer << DAY_BITS) | day
        columns = [customer, day, cents, counts, rhythm]
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            columns = [column[order] for column in columns]
        customer = columns[0]
        first = np.flatnonzero(np.diff(customer, prepend=-1))
        return cls(customer[first], np.append(first, len(customer)), *columns[1:])

    def history(self) -> History:
        """What was bought and brought back; without those who never bought."""
        rows = Ledger(self.starts, self.days, np.abs(self.cents))
        bought, returned = rows.only(self.cents > 0).by_day(), rows.only(self.cents < 0).by_day()
        return History(self.customers, bought, returned).of_customers(bought.counts > 0)

    def by_day(self) -> "Visits":
        """One row a day: it counts where a row does that is no return; its money in all."""
        fresh = np.diff(self.days, prepend=-1) != 0
        fresh[self.starts[:-1]] = True
        counts, rhythm = self.counts & (self.cents >= 0), self.counts & self.rhythm & (self.cents >= 0)
        if fresh.all():
            return Visits(self.customers, self.starts, self.days, self.cents, counts, rhythm)
        first = np.flatnonzero(fresh)
        return Visits(
            self.customers,
            np.append(0, np.cumsum(fresh))[self.starts],
            self.days[first],
            np.add.reduceat(self.cents, first),
            np.logical_or.reduceat(counts, first),
            np.logical_or.reduceat(rhythm, first),
        )

    def parts(self, size: int) -> Iterator["Visits"]:
        """So many customers at a time, without copying; of nobody one part."""
        for first in range(0, max(len(self.customers), 1), size):
            starts = self.starts[first : first + size + 1]
            rows = slice(starts[0], starts[-1])
            columns = (column[rows] for column in (self.days, self.cents, self.counts, self.rhythm))
            yield Visits(self.customers[first : first + size], starts - rows.start, *columns)

    @cached_property
    def each(self) -> np.ndarray:
        """How many rows each customer has."""
        return np.diff(self.starts)

    def summed(self, values: np.ndarray) -> np.ndarray:
        """By customer; values: whole numbers or true and false, one a row."""
        return np.add.reduceat(values, self.starts[:-1], dtype=np.int64)


def visit_features(visits: Visits, *, as_of: int, months: int) -> pd.DataFrame:
    """One row for each customer who ever came, indexed by his id. No row may lie after `as_of`, an ordinal.

    months: how far back from the last visit `window_spend` and `window_visits` look; yearly_spend looks back
    a year from there. Spend is what came in less what came back; gaps are days between visit days that enter
    the rhythm.
    """
    parts = [features_of(part.by_day(), as_of, months) for part in visits.parts(AT_A_TIME)]
    known = [part["visit_days"] > 0 for part in parts]
    columns = {
        name: np.concatenate([part[name][came] for part, came in zip(parts, known, strict=True)])
        for name in parts[0]
    }
    index = pd.Index(columns.pop("customer_id"), name="customer_id")
    return pd.DataFrame(columns, index=index, copy=False)


def features_of(days: Visits, as_of: int, months: int) -> dict[str, np.ndarray]:
    """Name of the feature → one number for each customer. days: one row a day."""
    starts = days.starts[:-1]
    last = np.maximum.reduceat(np.where(days.counts, days.days, 0), starts)
    first = np.minimum.reduceat(np.where(days.counts, days.days, as_of + 1), starts)
    return {
        "customer_id": days.customers,
        "last_visit": dates(last).astype("datetime64[s]"),
        "silent_days": as_of - last,
        "tenure_days": as_of - first,
        "visit_days": days.summed(days.counts),
        **since_features(days, last, months),
        **window_features(days, as_of),
        **gap_features(days),
    }


def since_features(days: Visits, last: np.ndarray, months: int) -> dict[str, np.ndarray]:
    """Spend of the year, spend and visits of the window, that end with the last visit."""
    year, window = (
        days.days > np.repeat(ordinals(months_later(dates(last), -back)), days.each)
        for back in (YEAR, months)
    )
    return {
        "yearly_spend": days.summed(days.cents * year) / 100,
        "window_spend": days.summed(days.cents * window) / 100,
        "window_visits": days.summed(days.counts & window),
    }


def window_features(days: Visits, as_of: int) -> dict[str, np.ndarray]:
    """Visit days and spend of each of the WINDOWS."""
    found = {}
    for name, (start, end) in WINDOWS.items():
        within = (days.days > as_of - start) & (days.days <= as_of - end)
        found[f"visits_{name}"] = days.summed(days.counts & within)
        found[f"spend_{name}"] = days.summed(days.cents * within) / 100
    return found


def gap_features(days: Visits) -> dict[str, np.ndarray]:
    """How many gaps, their median and the median distance from it, the first one; missing without gaps."""
    places = np.repeat(np.arange(len(days.customers), dtype=np.int32), days.each)[days.rhythm]
    steps = np.diff(days.days[days.rhythm])
    inner = places[1:] == places[:-1]
    owners, gaps = places[1:][inner], steps[inner]
    number = np.bincount(owners, minlength=len(days.customers))
    median, mad = middles_of(gaps, number)
    began = np.minimum(np.cumsum(number) - number, max(len(gaps) - 1, 0))
    first = np.where(number > 0, gaps[began] if len(gaps) else 0, np.nan)
    return {"gap_median": median, "gaps": number, "gap_mad": mad, "first_gap": first}


def dates(ordinals: np.ndarray) -> np.ndarray:
    return (ordinals.astype(np.int64) - EPOCH).astype("datetime64[D]")


def ordinals(dates: np.ndarray) -> np.ndarray:
    return (dates.astype(np.int64) + EPOCH).astype(np.int32)
