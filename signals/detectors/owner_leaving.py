"""The account manager will leave us. Managers alone are told; see CONFIDENTIAL in signals.detectors."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "owner_leaving", "people", 0.3
IF_KNOWN = ("owner_leaves_in",)
CONFIDENTIAL = True


@dataclass(frozen=True)
class Policy:
    """Days before the last one at which it begins, and at which it is of full strength; a little weaker for
    customers whom others of us know.
    """

    days: float = 120
    days_certain: float = 14
    share_known: float = 0.5


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: owner_leaves_in (days until the last one), lines (of us beside the owner)."""
    left = features.owner_leaves_in.astype(float)
    share = (features.lines > 0).map({True: policy.share_known, False: 1.0})
    numbers = pd.DataFrame({"days": left.fillna(0).astype(int), "lines": features.lines.astype(int)})
    strength = ramp(-left, -policy.days, -policy.days_certain) * share
    return findings(KIND, strength=strength, numbers=numbers)
