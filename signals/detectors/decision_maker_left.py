"""Whoever decided there has left."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings
from signals.detectors.limits import limited

KIND, GROUP, WEIGHT = "decision_maker_left", "people", 0.4
IF_KNOWN = ("decider_left_days",)


@dataclass(frozen=True)
class Policy:
    """Days for which it counts, a year at most; strength with another one who decides, and without."""

    days: float = limited(180, most=365)
    of_replaced: float = 0.4
    of_nobody: float = 0.9


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: decider_left_days (since the last one left, within a year), deciders (still there)."""
    left = features.decider_left_days.astype(float)
    nobody = features.deciders == 0
    of_each = nobody.map({True: policy.of_nobody, False: policy.of_replaced})
    numbers = pd.DataFrame({"days": left.fillna(0).astype(int), "left": features.deciders.astype(int)})
    return findings(KIND, strength=of_each.where(left < policy.days, 0), numbers=numbers)
