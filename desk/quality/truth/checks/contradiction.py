"""Satisfied, yet gone: customers said to be satisfied do not come back, far more often than those of peers.

Satisfied customers whose time to come back is over are trials, those who did not come are hits. p is the
beta-binomial tail against the satisfied customers of everybody else: a test of two proportions in which both
are uncertain and the subject's is shrunk towards the peers' (see chance; Morris 1983, JASA 78:47–55).
Where fewer than the policy's share of the ratings are good, nothing is contradicted.
"""

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import at_least, peers_of
from desk.quality.truth.checks.observed import (
    BRANCH,
    PERSON,
    TECHNICIAN,
    Limits,
    Observed,
    answer,
    grouped,
)

KIND = "contradiction"
SUBJECTS = (TECHNICIAN, PERSON, BRANCH)
SATISFIED = 4


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough satisfied customers whose time to come back is over."""
    groups = grouped(observed.behaviour, subject, least=limits.least)
    if len(groups) < 2:
        return answer([])
    hits = np.array([rows.gone.sum() for _key, rows in groups])
    trials = np.array([len(rows) for _key, rows in groups])
    peers = peers_of(hits, trials)
    good = (observed.ratings.score >= SATISFIED).groupby(observed.ratings[subject]).mean()
    said = []
    for place, (key, rows) in enumerate(groups):
        gone, n, satisfied = int(hits[place]), int(trials[place]), float(good.get(key, 1.0))
        weight = peers.a[place] + peers.b[place]
        numbers = {
            "gone": gone,
            "n": n,
            "usual": float(peers.share[place]),
            "satisfied": satisfied,
            "shrunk": float((gone + peers.a[place]) / (n + weight)),
        }
        said.append(
            {
                "key": key,
                "p": at_least(gone, n, peers.a[place], peers.b[place]),
                "fires": satisfied >= limits.satisfied_share and gone / n > peers.share[place],
                "numbers": numbers,
                "source": None,
                "ratings": rows.rating.tolist(),
            }
        )
    return answer(said)
