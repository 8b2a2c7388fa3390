"""We promised something and did not keep it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "broken_promise", "promise", 0.4
IF_ANY = ("promises_broken", "promises_overdue")


@dataclass(frozen=True)
class Policy:
    """Promises broken within half a year; strength of an overdue one, days until that is full."""

    begins: float = 0
    certain: float = 2
    of_overdue: float = 0.4
    late_certain: float = 7


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The stronger of both. Kept late is kept.

    features: promises_broken, broken_days (since the newest), promises_overdue (open, and late),
    overdue_promise_days (the oldest).
    """
    broken = ramp(features.promises_broken, policy.begins, policy.certain)
    age = ramp(features.overdue_promise_days.astype(float), 0, policy.late_certain)
    overdue = (policy.of_overdue + (1 - policy.of_overdue) * age).where(features.promises_overdue > 0, 0)
    late = overdue >= broken
    numbers = pd.DataFrame(
        {
            "of": late.map({True: "overdue", False: "broken"}),
            "count": features.promises_overdue.where(late, features.promises_broken).astype(int),
            "days": features.overdue_promise_days.where(late, features.broken_days).fillna(0).astype(int),
        }
    )
    return findings(KIND, strength=np.maximum(broken, overdue), numbers=numbers)
