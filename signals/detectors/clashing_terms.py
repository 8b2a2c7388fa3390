"""Our terms clash with the customer's own."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "clashing_terms", "agreement", 0.2
IF_ANY = ("clashes",)


@dataclass(frozen=True)
class Policy:
    """Strength in the middle of a term; how many days before the end it rises to one."""

    of_one: float = 0.4
    days: float = 90


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: clashes (contracts in force), clash_ends_in (days until the first of them ends)."""
    nearness = ramp(-features.clash_ends_in.astype(float), -policy.days, 0)
    strength = (policy.of_one + (1 - policy.of_one) * nearness).where(features.clashes > 0, 0)
    numbers = pd.DataFrame(
        {"count": features.clashes.astype(int), "days": features.clash_ends_in.fillna(0).astype(int)}
    )
    return findings(KIND, strength=strength, numbers=numbers)
