"""Satisfied, yet gone: customers said to be satisfied do not come back, far more often than those of peers.

Satisfied customers whose time to come back is over are trials, those who did not come are hits. p is the
beta-binomial tail against the satisfied customers of everybody else: a test of two proportions in which both
are uncertain and the subject's is shrunk towards the peers' (see chance; Morris 1983, JASA 78:47–55).
Where fewer than the policy's share of the ratings are good, nothing is contradicted. Promoters are
compared with promoters, satisfied customers with satisfied ones.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import at_least, peers_of
from desk.quality.truth.checks.observed import (
    BRANCH,
    GOOD,
    OF_TEN,
    PERSON,
    TECHNICIAN,
    Limits,
    Observed,
    by_scale,
    grouped,
    of_several,
)

KIND = "contradiction"
SUBJECTS = (TECHNICIAN, PERSON, BRANCH)


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough satisfied customers, or promoters, whose time to come back is over."""
    said: list[dict[str, Any]] = []
    for scale, behaviour in by_scale(observed.behaviour):
        ratings = observed.ratings[observed.ratings.scale == scale]
        good = (ratings.score >= GOOD[scale]).groupby(ratings[subject]).mean()
        said += gone(grouped(behaviour, subject, least=limits.least), good, scale, limits)
    return of_several(said)


def gone(
    groups: list[tuple[int, pd.DataFrame]], good: "pd.Series[float]", scale: int, limits: Limits
) -> Iterator[dict[str, Any]]:
    """What is said of each subject by one scale. good: the share of its ratings that are."""
    if len(groups) < 2:
        return
    least = limits.promoter_share if scale == OF_TEN else limits.satisfied_share
    hits = np.array([rows.gone.sum() for _key, rows in groups])
    trials = np.array([len(rows) for _key, rows in groups])
    peers = peers_of(hits, trials)
    for place, (key, rows) in enumerate(groups):
        left, n, satisfied = int(hits[place]), int(trials[place]), float(good.get(key, 1.0))
        weight = peers.a[place] + peers.b[place]
        numbers = {
            "gone": left,
            "n": n,
            "usual": float(peers.share[place]),
            "satisfied": satisfied,
            "shrunk": float((left + peers.a[place]) / (n + weight)),
            "scale": scale,
        }
        yield {
            "key": key,
            "p": at_least(left, n, peers.a[place], peers.b[place]),
            "fires": satisfied >= least and left / n > peers.share[place],
            "numbers": numbers,
            "source": None,
            "ratings": rows.rating.tolist(),
        }
