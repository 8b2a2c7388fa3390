"""Said so himself: a complaint that is open or recent, or a low score."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "unmet_expectation", "expectation", 0.5
IF_ANY = ("open_complaints", "recent_complaints")
IF_KNOWN = ("score",)


@dataclass(frozen=True)
class Policy:
    """Strength of an open complaint by severity 1-4, more with its age; of solved ones; of scores 1 and 2.

    of_outside: more where a body outside sent a complaint on to us; whoever goes there has given up on us.
    """

    of_low: float = 0.3
    of_medium: float = 0.45
    of_high: float = 0.65
    of_safety: float = 0.85
    of_age: float = 0.15
    late_certain: float = 14
    of_one: float = 0.2
    of_more: float = 0.4
    of_worst_score: float = 0.5
    of_low_score: float = 0.4
    of_outside: float = 0.2


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The strongest of the three.

    features: open_complaints, open_severity (highest), open_days (of the oldest), open_cause,
    recent_complaints (180 days, open or solved), open_sender (who sent us the oldest open one from outside),
    open_sender_days (its age), recent_outside (180 days), recent_sender (of the newest), score (the latest
    of 90 days), score_days (its age).
    """
    of_severity = (policy.of_low, policy.of_medium, policy.of_high, policy.of_safety)
    severity = features.open_severity.map(dict(enumerate(of_severity, start=1))).fillna(0)
    aged = policy.of_age * ramp(features.open_days, 0, policy.late_certain)
    sent = policy.of_outside * features.open_sender.notna()
    unsolved = (severity + aged + sent).where(features.open_complaints > 0, 0)
    solved = features.recent_complaints.clip(upper=2).map({1: policy.of_one, 2: policy.of_more}).fillna(0)
    solved = solved + policy.of_outside * (features.recent_outside > 0)
    low = features.score.map({1: policy.of_worst_score, 2: policy.of_low_score}).fillna(0)
    complained = np.maximum(unsolved, solved)
    numbers = said(features, unsolved=unsolved >= solved, complained=complained >= low)
    return findings(KIND, strength=np.maximum(complained, low), numbers=numbers)


def said(features: pd.DataFrame, *, unsolved: pd.Series, complained: pd.Series) -> pd.DataFrame:
    """What is told. unsolved: the open complaint speaks, not the recent ones · complained: not the score."""
    sender = features.open_sender.where(unsolved, features.recent_sender).astype(object)
    open_days = features.open_sender_days.where(unsolved & sender.notna(), features.open_days)
    return pd.DataFrame(
        {
            "of": complained.map({True: "complaint", False: "score"}),
            "open": features.open_complaints.where(unsolved, 0).astype(int),
            "recent": features.recent_complaints.astype(int),
            "cause": features.open_cause.astype(object).fillna(""),
            "sender": sender.fillna(""),
            "score": features.score.fillna(0).astype(int),
            "days": open_days.where(complained, features.score_days).fillna(0).astype(int),
        }
    )
