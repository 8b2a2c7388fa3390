"""Work was recommended and declined, and nobody asked again."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "declined_work", "need", 0.2
IF_ANY = ("declined",)


@dataclass(frozen=True)
class Policy:
    """Days since somebody should have asked again."""

    begins: float = 14
    certain: float = 180


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: declined (how many), declined_days (of the oldest)."""
    numbers = pd.DataFrame(
        {"count": features.declined.astype(int), "days": features.declined_days.astype(int)}
    )
    strength = ramp(features.declined_days, policy.begins, policy.certain)
    return findings(KIND, strength=strength, numbers=numbers)
