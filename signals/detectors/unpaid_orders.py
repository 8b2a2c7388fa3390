"""Orders stay unpaid."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "unpaid_orders", "money", 0.3
IF_ANY = ("unpaid_orders",)


@dataclass(frozen=True)
class Policy:
    """Days for which the oldest unpaid order has been open."""

    begins: float = 14
    certain: float = 60


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: unpaid_orders (how many), unpaid_days (the oldest)."""
    age = features.unpaid_days.where(features.unpaid_orders > 0, 0)
    numbers = features[["unpaid_orders", "unpaid_days"]].astype(int)
    numbers = numbers.rename(columns={"unpaid_orders": "count", "unpaid_days": "days"})
    return findings(KIND, strength=ramp(age, policy.begins, policy.certain), numbers=numbers)
