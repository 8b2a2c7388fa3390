"""The rhythm of each customer: the days between his purchase days, and how late he is against them."""

from collections.abc import Iterator

import numpy as np

from signals.learning.history import Ledger

# So many gaps of a usual customer are added to one's own before they are averaged.
SHRINKAGE = 2
NO_VALUE = np.iinfo(np.int32).max  # sorts behind every one


def gap_features(bought: Ledger, recency: np.ndarray, usual_gap: float) -> dict[str, np.ndarray]:
    """Arrays by customer, in days; missing (NaN) where he has too few purchase days to have one.

    recency: days since the last purchase · usual_gap: days between purchases of a usual customer, to which
    those with few purchases are drawn.
    """
    gaps = np.diff(bought.days, prepend=bought.days[:1])
    gaps[bought.starts[:-1]] = 0
    number = bought.counts - 1
    total = bought.days[bought.starts[1:] - 1].astype(np.int64) - bought.days[bought.starts[:-1]]
    own = np.where(number > 0, number, np.nan)
    mean = total / own
    median, mad = middles(gaps, bought, number)
    spread = deviation(gaps, bought, mean, own)
    longest = np.where(number > 0, np.maximum.reduceat(gaps, bought.starts[:-1]), np.nan)
    shrunk = (total + SHRINKAGE * usual_gap) / (number + SHRINKAGE)
    return {
        "gap_mean": mean,
        "gap_sd": spread,
        "gap_cv": spread / mean,
        "gap_median": median,
        "gap_mad": mad,
        "gap_max": longest,
        "gap_last": np.where(number > 0, gaps[bought.starts[1:] - 1], np.nan),
        "gap_shrunk": shrunk,
        "late_shrunk": recency / shrunk,
        "late_median": recency / median,
        "late_max": recency / longest,
        "late_z": (recency - mean) / np.maximum(spread, 1),
    }


def deviation(gaps: np.ndarray, bought: Ledger, mean: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Standard deviation of each customer's gaps; missing below two. Whole squares: any order is exact."""
    squares = np.concatenate([[0], np.cumsum(gaps.astype(np.int64) ** 2)])
    summed = squares[bought.starts[1:]] - squares[bought.starts[:-1]]
    return np.where(own > 1, np.sqrt(np.maximum(summed / own - mean**2, 0)), np.nan)


def middles(gaps: np.ndarray, bought: Ledger, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median of each customer's gaps, and the median distance from it; missing without gaps."""
    inner = np.ones(len(gaps), bool)
    inner[bought.starts[:-1]] = False
    return middles_of(gaps[inner], number)


def middles_of(own: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median of each customer's values, and the median distance from it; missing where he has none.

    own: the values of one customer after the other, whole and not below zero · number: how many he has.
    """
    median, mad = np.full(len(number), np.nan), np.full(len(number), np.nan)
    for rows, values in _tables(own.astype(np.int32), number):
        twice = _lower_plus_upper(values, number[rows])  # of two middles, so that everything stays whole
        distance = np.abs(2 * values - twice[:, None])
        distance[values == NO_VALUE] = NO_VALUE
        median[rows], mad[rows] = twice / 2, _lower_plus_upper(distance, number[rows]) / 4
    return median, mad


def _tables(own: np.ndarray, number: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(who, the values of each in a row that NO_VALUE fills up), those who have about as many together.

    Many short rows are sorted ten times as fast as all values at once.
    """
    starts, least, width = np.cumsum(number) - number, 0, 4
    while least < number.max(initial=0):
        rows = np.flatnonzero((number > least) & (number <= width))
        places = np.arange(width)
        values = own.take(starts[rows, None] + places, mode="clip")
        values[places >= number[rows, None]] = NO_VALUE
        yield rows, values
        least, width = width, 2 * width


def _lower_plus_upper(values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The two middles of each row, added. values: as of _tables, sorted here."""
    values.sort(axis=1)
    rows = np.arange(len(values))
    return values[rows, (number - 1) // 2] + values[rows, number // 2]
