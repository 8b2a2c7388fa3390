"""We let a deadline of a complaint pass: of the first response or of the solution."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "breached_complaint", "expectation", 0.3
IF_ANY = ("breached",)


@dataclass(frozen=True)
class Policy:
    """Complaints with a missed deadline within half a year."""

    begins: float = 0
    certain: float = 2


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: breached (how many complaints), breached_days (since the newest breach)."""
    numbers = pd.DataFrame(
        {"count": features.breached.astype(int), "days": features.breached_days.fillna(0).astype(int)}
    )
    return findings(KIND, strength=ramp(features.breached, policy.begins, policy.certain), numbers=numbers)
