"""Who has bought nothing for longer than anybody that a model learns from: measured by months, not
extrapolated.

On past days, one horizon apart so that no outcome counts twice, we ask how many of those who had been
silent for so long stayed away for another horizon. The longer silence never has the smaller chance.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from signals.learning.frame import YEAR
from signals.learning.history import History

# Silence in days at which each band begins; the first is still learned from, and holds the others up.
BANDS = (270, YEAR, 2 * YEAR)
PHASED_IN = 50  # examples at which what was measured has half the say


def measured(history: History, *, through: int, horizon: int) -> list[list[int]]:
    """For each band: [silent for at least so many days, examples, how many of them stayed away]."""
    seen = np.zeros((len(BANDS), 2), int)
    for day in range(through - horizon, first_day(history), -horizon):
        ends = history.bought.ends(day)
        known = ends > history.bought.starts[:-1]
        known &= history.outcome_known(history.customers, day + horizon, through=through)
        silent = day - history.bought.days[ends[known] - 1]
        bought, _cents = history.bought.within(day, day + horizon)
        band = np.searchsorted(BANDS, silent, side="right") - 1
        for place in range(len(BANDS)):
            seen[place] += (band == place).sum(), (bought[known][band == place] == 0).sum()
    return [[first, int(n), int(away)] for first, (n, away) in zip(BANDS, seen, strict=True)]


def first_day(history: History) -> int:
    """Of the history; the end of time without one."""
    return history.first_day if len(history.customers) else date.max.toordinal()


def chances(bands: Sequence[Sequence[int]], silent: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Chance of no purchase for customers silent for more than a year; missing where nothing was measured.

    silent: days since the last purchase · prior: what the policy says of each, to which few examples are
    drawn.
    """
    band = np.searchsorted([first for first, _n, _away in bands], silent, side="right") - 1
    found, floor = np.full(len(silent), np.nan), np.zeros(len(silent))
    for place, (_first, n, away) in enumerate(bands):
        if n:
            shrunk = (away + PHASED_IN * prior) / (n + PHASED_IN)
            floor = np.maximum(floor, np.where(band >= place, shrunk, 0))
        if place and n:
            found[band == place] = floor[band == place]
    return found
