"""All the same: not one rating differs, where those of others do.

p is the chance that all n are the same, whichever score it is: the sum over the scores of the beta-binomial
probability of n in n against the peers' share of that score (see chance). 1 where they differ. Satisfaction
and recommendations are looked at apart: fives and tens of one hand are not mixed ratings.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import exactly, peers_of
from desk.quality.truth.checks.observed import (
    BRANCH,
    PERSON,
    STEPS,
    TECHNICIAN,
    Limits,
    Observed,
    of_each_scale,
)

KIND = "no_variance"
SUBJECTS = (TECHNICIAN, PERSON, BRANCH)


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough ratings of one scale."""
    return of_each_scale(observed, subject, limits, alike)


def alike(groups: list[tuple[int, pd.DataFrame]], scale: int) -> Iterator[dict[str, Any]]:
    """What is said of each subject by its ratings of one scale."""
    if len(groups) < 2:
        return
    trials = np.array([len(rows) for _key, rows in groups])
    hits = {score: np.array([(rows.score == score).sum() for _key, rows in groups]) for score in STEPS[scale]}
    peers = {score: peers_of(hits[score], trials) for score in STEPS[scale]}
    for place, (key, rows) in enumerate(groups):
        score, n = int(rows.score.iloc[0]), len(rows)
        same = bool((rows.score == score).all())
        chances = (exactly(n, n, peers[one].a[place], peers[one].b[place]) for one in STEPS[scale])
        usual = float(peers[score].share[place])
        yield {
            "key": key,
            "p": min(sum(chances), 1.0) if same else 1.0,
            "fires": same,
            "numbers": {"n": n, "score": score, "usual": usual, "scale": scale},
            "source": None,
            "ratings": rows.index.tolist(),
        }
