"""A contract nears its end, and nobody has talked about what comes after."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp
from signals.detectors.limits import limited

KIND, GROUP, WEIGHT = "contract_ending", "agreement", 0.45
IF_ANY = ("ending_contracts",)


@dataclass(frozen=True)
class Policy:
    """Days before the end at which it begins, and at which it is of full strength."""

    days: float = limited(90, most=120)
    days_certain: float = 14


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Talk is what somebody noted in the contract, or a quote in the 120 days before its end.

    features: ending_contracts (in force, without talk), ends_in (days until the first of them ends).
    """
    left = features.ends_in.astype(float).where(features.ending_contracts > 0)
    numbers = pd.DataFrame({"days": features.ends_in.fillna(0).astype(int)})
    return findings(KIND, strength=ramp(-left, -policy.days, -policy.days_certain), numbers=numbers)
