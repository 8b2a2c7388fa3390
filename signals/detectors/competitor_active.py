"""A competitor has begun to court customers like this one."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings

KIND, GROUP, WEIGHT = "competitor_active", "competitor", 0.1
IF_KNOWN = ("rival_days",)


@dataclass(frozen=True)
class Policy:
    """Days for which it counts, and its strength."""

    days: float = 180
    of_one: float = 0.4


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: rival (the one that began last), rival_days (since then)."""
    since = features.rival_days.astype(float)
    strength = pd.Series(policy.of_one, index=features.index).where(since < policy.days, 0)
    numbers = pd.DataFrame(
        {"name": features.rival.astype(object).fillna(""), "days": since.fillna(0).astype(int)}
    )
    return findings(KIND, strength=strength, numbers=numbers)
