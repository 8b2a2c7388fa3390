"""Came once, and not again when others did."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "no_second_visit", "frequency", 0.35


@dataclass(frozen=True)
class Policy:
    """How many times as long as it took comparable customers."""

    begins: float = 1.0
    certain: float = 2.0


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: visit_days, silent_days, second_visit_within (days in which 80 of 100 customers of the branch
    who came a second time had done so; missing where too few did).
    """
    lateness = (features.silent_days / features.second_visit_within).where(features.visit_days == 1)
    numbers = pd.DataFrame(
        {
            "days": features.silent_days.fillna(0).astype(int),
            "usual": features.second_visit_within.fillna(0).round().astype(int),
        }
    )
    strength = ramp(lateness, policy.begins, policy.certain)
    return findings(KIND, strength=strength, numbers=numbers)
