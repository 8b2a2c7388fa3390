"""Inactivity tiers: calendar months since the last visit. Pure, and for a whole shard at once.

A tier begins on the day that many calendar months after the last visit; where that month is shorter, on its
last day (31 August + 6 months = 28 February).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from signals.segments import farthest_first, in_segment

PROSPECT, CURRENT, SMS, CALL, RECALL = range(5)


def months_later(days: np.ndarray, months: np.ndarray | int) -> np.ndarray:
    """Calendar-month arithmetic with the end of the month clamped. datetime64[D] in and out; NaT stays."""
    days = np.asarray(days, dtype="datetime64[D]")
    month = days.astype("datetime64[M]")
    into = days - month.astype("datetime64[D]")
    target = month + np.asarray(months).astype("timedelta64[M]")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(target.astype("datetime64[D]") + into, last)


def whole_months(since: np.ndarray, until: np.datetime64) -> np.ndarray:
    """Calendar months that have fully passed; -1 where `since` is NaT."""
    since = np.asarray(since, dtype="datetime64[D]")
    count = (until.astype("datetime64[M]") - since.astype("datetime64[M]")).astype(int)
    known = ~np.isnat(since)
    count = np.where(known, count, 0)
    count = count - (months_later(since, count) > until)
    return np.where(known, count, -1)


@dataclass(frozen=True)
class Standings:
    """tier: 0-4 · since, next_on: datetime64[D], NaT where there is none · lapse_began: entry into tier 2."""

    tier: np.ndarray
    since: np.ndarray
    next_on: np.ndarray
    lapse_began: np.ndarray


def tiers(last_visit: np.ndarray, borders: np.ndarray, as_of: np.datetime64) -> Standings:
    """Tier of each customer at the end of `as_of`.

    last_visit: datetime64[D], NaT for prospects · borders: (n, 3) months at which tiers 2, 3, 4 begin.
    """
    last_visit = np.asarray(last_visit, dtype="datetime64[D]")
    begins = np.column_stack([months_later(last_visit, borders[:, step]) for step in range(3)])
    passed = (begins <= as_of).sum(axis=1)
    tier = np.where(np.isnat(last_visit), PROSPECT, CURRENT + passed)
    starts = np.column_stack(
        [last_visit, begins, np.full(len(last_visit), np.datetime64("NaT"), "datetime64[D]")]
    )
    rows = np.arange(len(tier))
    since = starts[rows, passed]
    return Standings(tier=tier, since=since, next_on=starts[rows, passed + 1], lapse_began=begins[:, 0])


def borders_of(
    who: pd.DataFrame, months: Sequence[int], own_months: Iterable[Mapping[str, Any]]
) -> np.ndarray:
    """(n, 3) months per customer: of the segment nearest to him, else everybody's.

    who: branch_id, echelon, customer_kind · own_months: segments (see signals.segments) with their months.
    """
    borders = np.tile(np.array(months, dtype=int), (len(who), 1))
    for segment in farthest_first(own_months):
        borders[in_segment(who, segment).to_numpy()] = segment["months"]
    return borders
