"""Still comes, for ever fewer kinds of things."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.falling_category import steady
from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "narrowing_range", "frequency", 0.2
IF_ANY = ("range_before",)


@dataclass(frozen=True)
class Policy:
    """Shares by which the number of categories fell; how many there must have been; share of visits left."""

    min_before: int = 4
    min_missing: int = 2
    begins: float = 0.4
    certain: float = 0.9
    steady: float = 0.6


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: range_now, range_before (categories in twelve months and the twelve before), visits_12,
    visits_12_before, tenure_days.
    """
    now, before = features.range_now, features.range_before
    known = (features.tenure_days >= 730) & (before >= policy.min_before)
    known &= (before - now >= policy.min_missing) & steady(features, policy.steady)
    fell = (1 - now / before.where(before > 0)).where(known, 0)
    numbers = pd.DataFrame({"now": now.astype(int), "before": before.astype(int)})
    return findings(KIND, strength=ramp(fell, policy.begins, policy.certain), numbers=numbers)
