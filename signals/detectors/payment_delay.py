"""Pays later than before, or has invoices overdue for longer than is usual for him."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "payment_delay", "money", 0.4
IF_ANY = ("paid_recent", "overdue_days")


@dataclass(frozen=True)
class Policy:
    """Days of worsening, and days overdue beyond the customer's usual delay."""

    min_recent: int = 2
    min_before: int = 3
    begins: float = 7
    certain: float = 35
    late_begins: float = 14
    late_certain: float = 75


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The stronger of a worsening delay and an overdue invoice.

    features: late_recent, late_before (mean days late of what was paid in the last 180 days and in the year
    before), paid_recent, paid_before (how many), overdue_count, overdue_days (the oldest), overdue_amount
    (what is still owed of them).
    """
    enough = (features.paid_recent >= policy.min_recent) & (features.paid_before >= policy.min_before)
    worse = (features.late_recent - features.late_before).where(enough, 0)
    trend = ramp(worse, policy.begins, policy.certain)
    usual = features.late_before.where(features.paid_before >= policy.min_before, 0).fillna(0)
    overdue = ramp(features.overdue_days - usual, policy.late_begins, policy.late_certain)
    strength = pd.concat([trend, overdue], axis=1).max(axis=1)
    numbers = pd.DataFrame(
        {
            "late": features.late_recent.fillna(0).round(1),
            "before": features.late_before.fillna(0).round(1),
            # 0: the trend is the stronger half, and the sentence speaks of it.
            "overdue": features.overdue_count.where(overdue >= trend, 0).astype(int),
            "overdue_days": features.overdue_days.astype(int),
            "overdue_amount": features.overdue_amount.round(2),
        }
    )
    return findings(KIND, strength=strength, numbers=numbers)
