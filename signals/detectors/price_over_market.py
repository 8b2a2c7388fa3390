"""Pays far more than the market asks, and looks at it: he has just signed, or the end is near."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "price_over_market", "agreement", 0.3
IF_KNOWN = ("over_market",)


@dataclass(frozen=True)
class Policy:
    """Share by which the price of a contract lies above the market's highest."""

    begins: float = 0.05
    certain: float = 0.4


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: over_market, of contracts signed in the last 90 days or ending in the next 90."""
    over = features.over_market.astype(float)
    numbers = pd.DataFrame({"over": over.fillna(0).round(3)})
    return findings(KIND, strength=ramp(over, policy.begins, policy.certain), numbers=numbers)
