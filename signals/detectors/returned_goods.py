"""Brought things back more than once, or waits for a refund that is overdue."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "returned_goods", "expectation", 0.25
IF_ANY = ("returns", "refunds_late")


@dataclass(frozen=True)
class Policy:
    """Returns of a year; days by which a refund is overdue."""

    begins: float = 1
    certain: float = 4
    late_begins: float = 0
    late_certain: float = 21


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The stronger of both. features: returns, refunds_late (how many), refund_late_days (the oldest)."""
    often = ramp(features.returns, policy.begins, policy.certain)
    late = ramp(
        features.refund_late_days.where(features.refunds_late > 0, 0), policy.late_begins, policy.late_certain
    )
    numbers = pd.DataFrame(
        {
            "count": features.returns.astype(int),
            # 0: how often is the stronger half, and the sentence speaks of it.
            "late": features.refund_late_days.where(late >= often, 0).astype(int),
        }
    )
    return findings(KIND, strength=np.maximum(often, late), numbers=numbers)
