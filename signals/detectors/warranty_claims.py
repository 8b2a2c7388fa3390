"""Claims under warranty: refused, undecided for long, or several."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "warranty_claims", "expectation", 0.25
IF_ANY = ("claims", "claim_open_days")


@dataclass(frozen=True)
class Policy:
    """Claims of a year; strength of a refusal; days for which one is undecided."""

    begins: float = 1
    certain: float = 4
    of_refused: float = 0.5
    late_begins: float = 10
    late_certain: float = 45


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The strongest of the three.

    features: claims, claims_refused (how many), claim_open_days (the oldest).
    """
    strengths = pd.DataFrame(
        {
            "refused": (features.claims_refused > 0) * policy.of_refused,
            "open": ramp(features.claim_open_days, policy.late_begins, policy.late_certain),
            "often": ramp(features.claims, policy.begins, policy.certain),
        }
    )
    numbers = pd.DataFrame(
        {
            "of": strengths.idxmax(axis=1) if len(strengths) else "",
            "count": features.claims.astype(int),
            "refused": features.claims_refused.astype(int),
            "days": features.claim_open_days.astype(int),
        }
    )
    return findings(KIND, strength=strengths.max(axis=1), numbers=numbers)
