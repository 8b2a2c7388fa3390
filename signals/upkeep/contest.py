"""Two sets of chances for the same customers, once it is known what came: whose were nearer. Pure.

See docs/design/upkeep.md for why this is fair to both.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from signals.learning.measures import log_losses

DRAWS, SEED = 1000, 0
FEWEST = 50  # customers; an interval from fewer says less than it seems to
MARGIN = 0.005  # share of the other's log-loss that counts as no worse
STALE = 90  # days after which a model that is no better, but no worse either, is replaced by a fresh one

Why = Literal["better", "fresher", "worse", "no_better", "cannot_tell", "older"]
PROMOTED: tuple[Why, ...] = ("better", "fresher")


@dataclass(frozen=True)
class Compared:
    """gain: mean log-loss of theirs less that of ours, above zero where ours is better · low, high: its 95 %
    interval · theirs: their mean log-loss · rows: customers and cut-offs."""

    gain: float
    low: float
    high: float
    theirs: float
    rows: int
    customers: int


def compare(customers: np.ndarray, left: np.ndarray, ours: np.ndarray, theirs: np.ndarray) -> Compared:
    """Paired: row by row, so that what is hard for both does not count; by customer, because his rows on
    several cut-offs say much the same. left: 1 for no purchase · ours, theirs: the chances that were told.
    """
    worse, better = log_losses(left, theirs), log_losses(left, ours)
    _ids, places = np.unique(customers, return_inverse=True)
    sums, rows = np.bincount(places, worse - better), np.bincount(places)
    random, drawn = np.random.default_rng(SEED), []
    for _draw in range(DRAWS):
        times = np.bincount(random.integers(0, len(rows), len(rows)), minlength=len(rows))
        drawn.append((times @ sums) / (times @ rows))
    low, high = np.quantile(drawn, (0.025, 0.975))
    gain = sums.sum() / rows.sum()
    return Compared(float(gain), float(low), float(high), float(worse.mean()), len(left), len(rows))


def decide(found: Compared | None, *, age: int | None) -> Why:
    """What a challenger has earned. age: days since the other one learned; None for the prior, which never
    did: whoever is to replace what people set themselves must be better."""
    if found is None or found.customers < FEWEST:
        return "cannot_tell"
    if found.low > 0:
        return "better"
    if found.high < 0:
        return "worse"
    no_worse = found.low > -MARGIN * found.theirs
    return "fresher" if no_worse and age is not None and age >= STALE else "no_better"
