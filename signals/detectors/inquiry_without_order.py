"""Asked several times and never ordered."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "inquiry_without_order", "sale", 0.3
IF_ANY = ("unordered",)


@dataclass(frozen=True)
class Policy:
    """Inquiries of a year that no order followed: one says nothing yet."""

    begins: float = 1
    certain: float = 4


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: unordered (how many), unordered_days (since the newest)."""
    numbers = pd.DataFrame(
        {"count": features.unordered.astype(int), "days": features.unordered_days.fillna(0).astype(int)}
    )
    return findings(KIND, strength=ramp(features.unordered, policy.begins, policy.certain), numbers=numbers)
