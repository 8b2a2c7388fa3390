"""Comes markedly less often than in the same length of time before."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "falling_frequency", "frequency", 0.35


@dataclass(frozen=True)
class Policy:
    """Shares by which visits fell; visits that must have been there before, and be missing now."""

    min_before: int = 4
    min_missing: int = 2
    begins: float = 0.4
    certain: float = 1.0


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Compare two equally long windows: twelve months each (season cancels), or six with a short history.

    Of who stays away for more than a year ever less lies in the window before. It ends when too little does;
    the lapse carries on.

    features: tenure_days, visits_12, visits_12_before, visits_6, visits_6_before.
    """
    long = features.tenure_days >= 730
    known = long | (features.tenure_days >= 365)
    now, before = (window(features, "visits", part, long) for part in ("", "_before"))
    enough = known & (before >= policy.min_before) & (before - now >= policy.min_missing)
    fewer = drop(now, before).where(enough, 0)
    numbers = pd.DataFrame(
        {"now": now.astype(int), "before": before.astype(int), "months": np.where(long, 12, 6)}
    )
    return findings(KIND, strength=ramp(fewer, policy.begins, policy.certain), numbers=numbers)


def window(features: pd.DataFrame, what: str, part: str, long: pd.Series) -> pd.Series:
    """Visits or spend of twelve months where the history is long, else of six; part: "" or "_before"."""
    return features[f"{what}_12{part}"].where(long, features[f"{what}_6{part}"])


def drop(now: pd.Series, before: pd.Series) -> pd.Series:
    """The share by which it fell; 0 where there was nothing before."""
    return (1 - now.clip(lower=0) / before.where(before > 0)).fillna(0)
