"""That he is satisfied may not be true: the truth check doubts his ratings.

Managers alone are told, as of the doubt itself; see CONFIDENTIAL in signals.detectors.
"""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "doubtful_quality", "expectation", 0.2
CONFIDENTIAL = True
IF_ANY = ("doubted",)


@dataclass(frozen=True)
class Policy:
    """Share of the ratings of half a year that are doubted; ratings that there must be."""

    min_ratings: int = 1
    begins: float = 0.25
    certain: float = 1


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: own_ratings (scores, recommendations, work-order ratings), doubted (of them behind a standing
    doubt)."""
    enough = features.own_ratings >= policy.min_ratings
    share = (features.doubted / features.own_ratings.clip(lower=1)).where(enough, 0)
    numbers = pd.DataFrame(
        {"doubted": features.doubted.astype(int), "ratings": features.own_ratings.astype(int)}
    )
    return findings(KIND, strength=ramp(share, policy.begins, policy.certain), numbers=numbers)
