"""Somebody has marked what he owes as deliberate or as lost."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings

KIND, GROUP, WEIGHT = "arrears", "money", 0.5
IF_ANY = ("overdue_count",)


@dataclass(frozen=True)
class Policy:
    """Strength of either mark."""

    of_deliberate: float = 0.7
    of_bad_debt: float = 1.0


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Only while something is overdue. features: mark (the gravest), mark_days, overdue_count."""
    marks = {"deliberate": policy.of_deliberate, "bad_debt": policy.of_bad_debt}
    strength = features.mark.map(marks).astype(float).where(features.overdue_count > 0, 0).fillna(0)
    numbers = pd.DataFrame(
        {
            "of": features.mark.astype(object).fillna(""),
            "days": features.mark_days.fillna(0).astype(int),
            "count": features.overdue_count.astype(int),
        }
    )
    return findings(KIND, strength=strength, numbers=numbers)
