"""Asked for one thing and was offered another, or nothing; and did not order."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "offer_mismatch", "sale", 0.25
IF_ANY = ("mismatches",)


@dataclass(frozen=True)
class Policy:
    """Such inquiries of half a year."""

    begins: float = 0
    certain: float = 3


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: mismatches (how many), unoffered (those without offer), mismatch_days (of the newest)."""
    numbers = pd.DataFrame(
        {
            "count": features.mismatches.astype(int),
            "nothing": features.unoffered.astype(int),
            "days": features.mismatch_days.fillna(0).astype(int),
        }
    )
    return findings(KIND, strength=ramp(features.mismatches, policy.begins, policy.certain), numbers=numbers)
