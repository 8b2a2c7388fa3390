"""The customer has named a competitor."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "competitor_named", "competitor", 0.4
IF_ANY = ("competitor_times",)


@dataclass(frozen=True)
class Policy:
    """Contacts of half a year in which the same competitor was named."""

    begins: float = 0
    certain: float = 3


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: competitor (the one named most), competitor_times, competitor_days (since the last time)."""
    numbers = pd.DataFrame(
        {
            "name": features.competitor.astype(object).fillna(""),
            "count": features.competitor_times.astype(int),
            "days": features.competitor_days.fillna(0).astype(int),
        }
    )
    strength = ramp(features.competitor_times, policy.begins, policy.certain)
    return findings(KIND, strength=strength, numbers=numbers)
