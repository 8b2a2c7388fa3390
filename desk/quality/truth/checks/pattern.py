"""A pattern: ratings that change too regularly, or hardly ever, in the order in which they were entered.

The runs test (Wald and Wolfowitz 1940, Annals of Mathematical Statistics 11:147–162): the most frequent
score against all others makes a sequence of two signs; given how many there are of each, every order is
equally likely when they come from customers. p is exact, for the number of runs, twice the smaller tail:
5, 4, 5, 4 has too many, twenty fours after twenty fives too few. Each scale is a sequence of its own.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from desk.quality.truth.checks.observed import (
    PERSON,
    TECHNICIAN,
    Limits,
    Observed,
    by_scale,
    grouped,
    of_several,
)

KIND = "pattern"
SUBJECTS = (TECHNICIAN, PERSON)
LEAST_OTHERS = 5  # below it hardly any number of runs is odd


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough ratings of which is known when they were entered, not nearly all the same."""
    timed = observed.ratings.dropna(subset=["entered_at"]).sort_values("entered_at", kind="stable")
    said = [
        runs_of(key, rows, scale)
        for scale, ratings in by_scale(timed)
        for key, rows in grouped(ratings[[subject, "score"]], subject, least=limits.least)
    ]
    return of_several([one for one in said if one])


def runs_of(key: int, rows: pd.DataFrame, scale: int) -> dict[str, Any] | None:
    """What is said of one sequence; nothing where nearly all are the same."""
    most = int(rows.score.value_counts().index[0])
    signs = (rows.score == most).to_numpy()
    first, others = int(signs.sum()), int((~signs).sum())
    if others < LEAST_OTHERS:
        return None
    runs = 1 + int((signs[1:] != signs[:-1]).sum())
    expected = round(1 + 2 * first * others / len(rows), 1)
    return {
        "key": key,
        "p": chance_of(runs, first, others),
        "fires": True,
        "numbers": {"n": len(rows), "score": most, "runs": runs, "usual": expected, "scale": scale},
        "source": None,
        "ratings": rows.index.tolist(),
    }


def chance_of(runs: int, first: int, others: int) -> float:
    """Twice the smaller tail of the exact distribution of the number of runs."""
    chances = distribution(first, others)
    low, high = chances[: runs + 1].sum(), chances[runs:].sum()
    return float(min(2 * min(low, high), 1.0))


def distribution(first: int, others: int) -> NDArray[np.float64]:
    """P(number of runs), by that number, for so many of each sign."""
    runs = np.arange(first + others + 1)
    half = runs // 2
    even = np.log(2) + choose(first - 1, half - 1) + choose(others - 1, half - 1)
    odd = np.logaddexp(
        choose(first - 1, half) + choose(others - 1, half - 1),
        choose(first - 1, half - 1) + choose(others - 1, half),
    )
    chances = np.exp(np.where(runs % 2 == 0, even, odd) - choose(first + others, np.array([first])))
    chances[:2] = 0
    return chances


def choose(n: int, k: NDArray[np.int64]) -> NDArray[np.float64]:
    """log of n over k; −∞ where there is no way to choose."""
    possible = (k >= 0) & (k <= n)
    inside = np.clip(k, 0, n)
    ways = gammaln(n + 1) - gammaln(inside + 1) - gammaln(n - inside + 1)
    return np.where(possible, ways, -np.inf)
