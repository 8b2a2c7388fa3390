"""Comes or spends markedly less than in the same length of time before."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND = "falling_frequency"
WEIGHT = 0.35


@dataclass(frozen=True)
class Policy:
    """Shares by which visits or spend fell; visits that must have been there before."""

    min_before: int = 4
    min_missing: int = 2
    fallen_after: float = 0.4
    fallen_certain: float = 1.0
    spend_counts: float = 0.7  # falling spend with steady visits says less
    min_spend_before: float = 1.0


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Compare two equally long windows: twelve months each (season cancels), or six with a short history.

    features: tenure_days, visits_12, visits_12_before, visits_6, visits_6_before, and spend_… alike.
    """
    long = features.tenure_days >= 730
    known = long | (features.tenure_days >= 365)
    now, before = (_window(features, "visits", part, long) for part in ("", "_before"))
    spend, spend_before = (_window(features, "spend", part, long) for part in ("", "_before"))
    enough = known & (before >= policy.min_before)
    fewer = _drop(now, before).where(enough & (before - now >= policy.min_missing), 0)
    less = _drop(spend, spend_before).where(enough & (spend_before >= policy.min_spend_before), 0)
    by_visits = ramp(fewer, policy.fallen_after, policy.fallen_certain)
    by_spend = ramp(less, policy.fallen_after, policy.fallen_certain) * policy.spend_counts
    numbers = pd.DataFrame(
        {
            "of": (by_visits >= by_spend).map({True: "visits", False: "spend"}),
            "now": now.astype(int),
            "before": before.astype(int),
            "drop": less.round(3),
            "months": long.map({True: 12, False: 6}),
        }
    )
    return findings(KIND, strength=by_visits.combine(by_spend, max), numbers=numbers)


def _window(features: pd.DataFrame, what: str, part: str, long: pd.Series) -> pd.Series:
    return features[f"{what}_12{part}"].where(long, features[f"{what}_6{part}"])


def _drop(now: pd.Series, before: pd.Series) -> pd.Series:
    return (1 - now.clip(lower=0) / before.where(before > 0)).fillna(0)
