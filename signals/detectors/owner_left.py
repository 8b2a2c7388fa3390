"""The account manager who knew the customer has left us."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings
from signals.detectors.limits import limited

KIND, GROUP, WEIGHT = "owner_left", "people", 0.3
IF_KNOWN = ("owner_left_days",)


@dataclass(frozen=True)
class Policy:
    """Days for which it counts, half a year at most; strength with others of us who know him, and without."""

    days: float = limited(120, most=180)
    of_known: float = 0.4
    of_nobody: float = 0.8


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: owner_left_days (since the last day of whoever owned him), lines (of us beside the owner)."""
    left = features.owner_left_days.astype(float)
    of_each = (features.lines == 0).map({True: policy.of_nobody, False: policy.of_known})
    numbers = pd.DataFrame({"days": left.fillna(0).astype(int), "lines": features.lines.astype(int)})
    return findings(KIND, strength=of_each.where(left < policy.days, 0), numbers=numbers)
