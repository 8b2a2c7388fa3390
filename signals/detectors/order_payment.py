"""A shop's orders are paid later and later."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "order_payment", "money", 0.25
IF_ANY = ("waits_recent",)


@dataclass(frozen=True)
class Policy:
    """Days by which the wait from order to payment grew; orders that must have been paid."""

    min_recent: int = 2
    min_before: int = 3
    begins: float = 5
    certain: float = 25


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Compare the mean wait of the last 180 days with that of the year before.

    features: wait_recent, wait_before in days, waits_recent, waits_before (how many).
    """
    enough = (features.waits_recent >= policy.min_recent) & (features.waits_before >= policy.min_before)
    longer = (features.wait_recent - features.wait_before).where(enough, 0)
    numbers = pd.DataFrame(
        {"now": features.wait_recent.fillna(0).round(1), "before": features.wait_before.fillna(0).round(1)}
    )
    return findings(KIND, strength=ramp(longer, policy.begins, policy.certain), numbers=numbers)
