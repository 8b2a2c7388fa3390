"""The rhythm of each customer: the days between his purchase days, and how late he is against them."""

import numpy as np

from signals.learning.history import Ledger

# So many gaps of a usual customer are added to one's own before they are averaged.
SHRINKAGE = 2


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
    return middles_of(bought.places[inner], gaps[inner], number)


def middles_of(places: np.ndarray, own: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median of each customer's values, and the median distance from it; missing where he has none.

    places: whose each value is, rising · own: the values, whole and not below zero · number: how many he has.
    """
    twice = _lower_plus_upper(places, own, number)  # of two middles, so that everything stays whole
    distance = np.abs(2 * own - np.repeat(twice, number))
    return twice / 2, _lower_plus_upper(places, distance, number) / 4


def _lower_plus_upper(places: np.ndarray, values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The two middles of each customer's values, added; missing where he has none.

    One sort for all: of the customer's place and the value in one number, as small a one as will do.
    """
    if not len(values):
        return np.full(len(number), np.nan)
    bits = int(values.max()).bit_length()
    narrow = bits + len(number).bit_length() <= np.iinfo(np.uint32).bits
    whole = np.dtype(np.uint32 if narrow else np.uint64)
    keys = (places.astype(whole) << bits) | values.astype(whole)
    keys.sort()
    # Who has none looks at another's, and does not keep what he sees.
    starts = np.minimum(np.cumsum(number) - number, len(keys) - 1)
    lower, upper = starts + np.maximum(number - 1, 0) // 2, starts + number // 2
    inner = (keys & ((1 << bits) - 1)).astype(float)
    return np.where(number > 0, inner[lower] + inner[np.minimum(upper, len(keys) - 1)], np.nan)
