"""Rates us lower than before."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "falling_scores", "expectation", 0.3
IF_ANY = ("scores_recent",)


@dataclass(frozen=True)
class Policy:
    """Points of five by which the mean fell; ratings that there must be on either side."""

    min_recent: int = 2
    min_before: int = 2
    begins: float = 0.6
    certain: float = 2.5


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The mean of the last 180 days beside that of the year before.

    features: score_recent, score_before, scores_recent, scores_before (how many).
    """
    enough = (features.scores_recent >= policy.min_recent) & (features.scores_before >= policy.min_before)
    fell = (features.score_before - features.score_recent).where(enough, 0)
    numbers = pd.DataFrame(
        {"now": features.score_recent.fillna(0).round(1), "before": features.score_before.fillna(0).round(1)}
    )
    return findings(KIND, strength=ramp(fell, policy.begins, policy.certain), numbers=numbers)
