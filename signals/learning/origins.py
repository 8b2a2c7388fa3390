"""Rolling origins: past days on which we ask what was known then, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.learning.frame import YEAR, frame
from signals.learning.history import History

HALF_LIFE = 365
FIRST_LOOK = 30  # days of history before the first origin
SHORTEST_STEP, LONGEST_STEP = 7, 30
ABOUT = 24  # origins wished for
MOST_ROWS = 300_000


@dataclass(frozen=True)
class Examples:
    """features: one row per customer and origin · left: 1 for no purchase within the horizon · spend: in it ·
    weights: halved by each year that the origin is old, 1 on average."""

    features: pd.DataFrame
    left: np.ndarray
    spend: np.ndarray
    weights: np.ndarray

    def of(self, rows: np.ndarray) -> "Examples":
        """Some of them; rows: true or false for each."""
        return Examples(self.features[rows], self.left[rows], self.spend[rows], self.weights[rows])


def origins(first_day: int, last_day: int, horizon: int) -> list[int]:
    """Days whose outcome is known at the end of `last_day`, newest first; none while history is too short."""
    newest, oldest = last_day - horizon, first_day + FIRST_LOOK
    if newest < oldest:
        return []
    step = int(np.clip((newest - oldest) // ABOUT, SHORTEST_STEP, LONGEST_STEP))
    return list(range(newest, oldest - 1, -step))


def outcome(
    history: History, customers: np.ndarray, as_of: int, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """(1 for no purchase in (as_of, as_of + horizon], what was spent in it) for those customers."""
    count, cents = history.bought.within(as_of, as_of + horizon)
    places = np.searchsorted(history.customers, customers)
    return (count[places] == 0).astype(int), cents[places] / 100


def examples(history: History, days: list[int], *, horizon: int, usual_gap: float, through: int) -> Examples:
    """Everything there is to learn from at the end of `through`, stacked. The population is the one that is
    scored, as far as it is known what came."""
    parts = list(looked_back(history, days, horizon=horizon, usual_gap=usual_gap, through=through))
    left, spend = (np.concatenate(column) for column in zip(*(known for _frame, known in parts), strict=True))
    age = np.concatenate(
        [np.full(len(part), max(days) - day) for day, (part, _known) in zip(days, parts, strict=True)]
    )
    weights = np.exp2(-age / HALF_LIFE)
    return Examples(pd.concat([part for part, _known in parts]), left, spend, weights / weights.mean())


def looked_back(
    history: History, days: list[int], *, horizon: int, usual_gap: float, through: int
) -> Iterator[tuple[pd.DataFrame, tuple[np.ndarray, np.ndarray]]]:
    """For each day: the features that were known then, and what came of them, if it is known."""
    history = history.asked_for(days)
    for day in days:
        seen = frame(history, as_of=day, horizon=horizon, usual_gap=usual_gap, active_days=YEAR)
        seen = seen[history.outcome_known(seen.index.to_numpy(), day + horizon, through=through)]
        yield seen, outcome(history, seen.index.to_numpy(), day, horizon)
