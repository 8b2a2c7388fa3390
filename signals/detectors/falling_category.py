"""Still comes, but no longer for one kind of thing."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "falling_category", "frequency", 0.2
IF_ANY = ("category_before",)


@dataclass(frozen=True)
class Policy:
    """Shares by which one category fell; how often it must have been taken before; share of visits left."""

    min_before: int = 3
    min_missing: int = 2
    begins: float = 0.5
    certain: float = 1.0
    steady: float = 0.6


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Twelve months beside the twelve before, so that seasons cancel.

    features: category (the one that fell most), category_now, category_before in visit days, visits_12,
    visits_12_before, tenure_days.
    """
    now, before = features.category_now, features.category_before
    known = (features.tenure_days >= 730) & (before >= policy.min_before)
    known &= (before - now >= policy.min_missing) & steady(features, policy.steady)
    fell = (1 - now / before.where(before > 0)).where(known, 0)
    numbers = pd.DataFrame(
        {
            "category": features.category.astype(object).fillna(""),
            "now": now.astype(int),
            "before": before.astype(int),
        }
    )
    return findings(KIND, strength=ramp(fell, policy.begins, policy.certain), numbers=numbers)


def steady(features: pd.DataFrame, share: float) -> pd.Series:
    """The share of the visits of the year before is reached; otherwise falling_frequency tells of it."""
    return (features.visits_12 > 0) & (features.visits_12 >= share * features.visits_12_before)
