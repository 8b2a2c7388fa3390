"""A wish was voiced, and nobody has answered it."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "unanswered_need", "need", 0.2
IF_ANY = ("needs",)


@dataclass(frozen=True)
class Policy:
    """Days since the oldest was voiced."""

    begins: float = 14
    certain: float = 90


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: needs (how many), need_days (of the oldest)."""
    numbers = pd.DataFrame({"count": features.needs.astype(int), "days": features.need_days.astype(int)})
    strength = ramp(features.need_days, policy.begins, policy.certain)
    return findings(KIND, strength=strength, numbers=numbers)
