"""Comes as often, and spends markedly less than in the same length of time before."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.falling_frequency import drop, window
from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "falling_spend", "frequency", 0.25


@dataclass(frozen=True)
class Policy:
    """Shares by which spend fell; visits that must have been there before; share of them that is left."""

    min_before: int = 4
    begins: float = 0.4
    certain: float = 1.0
    steady: float = 0.6
    min_spend: float = 1.0


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Who also comes less often is told of by falling_frequency. features: as there."""
    long = features.tenure_days >= 730
    visits, visits_before = (window(features, "visits", part, long) for part in ("", "_before"))
    spend, spend_before = (window(features, "spend", part, long) for part in ("", "_before"))
    known = (long | (features.tenure_days >= 365)) & (visits_before >= policy.min_before)
    known &= (visits >= policy.steady * visits_before) & (spend_before >= policy.min_spend)
    less = drop(spend, spend_before).where(known, 0)
    numbers = pd.DataFrame({"drop": less.clip(upper=1).round(3), "months": np.where(long, 12, 6)})
    return findings(KIND, strength=ramp(less, policy.begins, policy.certain), numbers=numbers)
