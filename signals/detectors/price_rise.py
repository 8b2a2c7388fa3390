"""The new contract asks sharply more than the one before."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "price_rise", "agreement", 0.3
IF_KNOWN = ("price_rise",)


@dataclass(frozen=True)
class Policy:
    """Share by which the price rose within the last year."""

    begins: float = 0.08
    certain: float = 0.35


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: price_rise, of contracts that follow another and were signed within a year."""
    rise = features.price_rise.astype(float)
    numbers = pd.DataFrame({"rise": rise.fillna(0).round(3)})
    return findings(KIND, strength=ramp(rise, policy.begins, policy.certain), numbers=numbers)
