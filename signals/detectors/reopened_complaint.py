"""A complaint that was solved came back."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "reopened_complaint", "expectation", 0.35
IF_ANY = ("reopened",)


@dataclass(frozen=True)
class Policy:
    """Complaints that were reopened within half a year."""

    begins: float = 0
    certain: float = 2


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: reopened (how many complaints), reopened_days (since the newest)."""
    numbers = pd.DataFrame(
        {"count": features.reopened.astype(int), "days": features.reopened_days.fillna(0).astype(int)}
    )
    return findings(KIND, strength=ramp(features.reopened, policy.begins, policy.certain), numbers=numbers)
