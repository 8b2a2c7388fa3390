"""Never a complaint: none after so many visits, where peers have some.

Visits are trials, visits with a complaint are hits; a technician is compared with the others of his branch
when they have as many visits as make a rate, else with all others. p is the beta-binomial probability of no
hit (see chance), 1 where there was one. For rare complaints that is the Poisson tail exp(−visits × rate),
made wider by how unlike peers are.
"""

import numpy as np
import pandas as pd

from desk.quality.truth.checks.chance import Peers, concentration, exactly, peers_of
from desk.quality.truth.checks.observed import BRANCH, TECHNICIAN, Limits, Observed, answer

KIND = "no_complaint"
SUBJECTS = (TECHNICIAN, BRANCH)
A_RATE = 100  # visits


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough visits."""
    visits = observed.visits.dropna(subset=[subject])
    if visits.empty:
        return answer([])
    counted = visits.groupby(subject).agg(
        visits=("visits", "sum"), complaints=("complaints", "sum"), branch=("branch", "first")
    )
    counted = counted[counted.visits >= limits.least]
    if len(counted) < 2:
        return answer([])
    peers = usual(counted, subject)
    ratings = observed.ratings.groupby(subject).groups if len(observed.ratings) else {}
    said = []
    for place, (key, row) in enumerate(counted.iterrows()):
        none = row.complaints == 0
        said.append(
            {
                "key": int(key),
                "p": exactly(0, row.visits, peers.a[place], peers.b[place]) if none else 1.0,
                "fires": bool(none),
                "numbers": {
                    "visits": int(row.visits),
                    "usual": float(peers.share[place]),
                    "expected": round(float(peers.share[place] * row.visits), 1),
                },
                "source": None,
                "ratings": list(ratings.get(key, ())),
            }
        )
    return answer(said)


def usual(counted: pd.DataFrame, subject: str) -> Peers:
    """The branch's rate without the subject, where that is one; else everybody else's."""
    hits, trials = counted.complaints.to_numpy(float), counted.visits.to_numpy(float)
    everybody = peers_of(hits, trials)
    if subject == BRANCH:
        return everybody
    totals = counted.groupby("branch")[["complaints", "visits"]].transform("sum")
    near_hits, near = totals.complaints.to_numpy() - hits, totals.visits.to_numpy() - trials
    known = (near >= A_RATE) & counted.branch.notna().to_numpy()
    share = np.where(known, (near_hits + 0.5) / (near + 1), everybody.share)
    weight = np.minimum(concentration(hits, trials), np.where(known, near, np.inf))
    return Peers(share * weight, (1 - share) * weight, near_hits, near)
