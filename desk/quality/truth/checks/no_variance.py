"""All the same: not one rating differs, where those of others do.

p is the chance that all n are the same, whichever score it is: the sum over the scores of the beta-binomial
probability of n in n against the peers' share of that score (see chance). 1 where they differ.
"""

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import exactly, peers_of
from desk.quality.truth.checks.observed import (
    BRANCH,
    PERSON,
    TECHNICIAN,
    Limits,
    Observed,
    answer,
    grouped,
)

KIND = "no_variance"
SUBJECTS = (TECHNICIAN, PERSON, BRANCH)
SCORES = (1, 2, 3, 4, 5)


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough ratings."""
    groups = grouped(observed.ratings, subject, least=limits.least)
    if len(groups) < 2:
        return answer([])
    trials = np.array([len(rows) for _key, rows in groups])
    hits = {score: np.array([(rows.score == score).sum() for _key, rows in groups]) for score in SCORES}
    peers = {score: peers_of(hits[score], trials) for score in SCORES}
    said = []
    for place, (key, rows) in enumerate(groups):
        score, n = int(rows.score.iloc[0]), len(rows)
        same = bool((rows.score == score).all())
        chances = (exactly(n, n, peers[one].a[place], peers[one].b[place]) for one in SCORES)
        said.append(
            {
                "key": key,
                "p": min(sum(chances), 1.0) if same else 1.0,
                "fires": same,
                "numbers": {"n": n, "score": score, "usual": float(peers[score].share[place])},
                "source": None,
                "ratings": rows.index.tolist(),
            }
        )
    return answer(said)
