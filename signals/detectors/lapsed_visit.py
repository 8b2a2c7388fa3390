"""Silent for longer than the customer's own rhythm explains."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "lapsed_visit", "frequency", 0.6


@dataclass(frozen=True)
class Policy:
    """own_from: visit days from which the rhythm is his alone · min_visits: below, nobody is accused
    begins, certain: silent days as a multiple of the end of the usual window
    """

    own_from: int = 4
    min_visits: int = 2
    begins: float = 1.2
    certain: float = 1.8
    min_silent_days: int = 14


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Compare silence with the end of the usual window.

    features: as for `rhythm`, and silent_days, visit_days.
    """
    usual, spread, own = rhythm(features, own_from=policy.own_from)
    lateness = features.silent_days / (usual + 2 * spread)
    known = (features.visit_days >= policy.min_visits) & (features.silent_days >= policy.min_silent_days)
    strength = ramp(lateness, policy.begins, policy.certain).where(known, 0)
    numbers = pd.DataFrame(
        {
            "usual": usual.round(1),
            "spread": spread.round(1),
            "now": features.silent_days,
            "own": own,
            "visits": features.visit_days,
        }
    )
    return findings(KIND, strength=strength, numbers=numbers)


def rhythm(
    features: pd.DataFrame, *, own_from: int = Policy.own_from
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Usual gap and its spread in days, and whether they are the customer's own.

    The window in which he is expected ends at usual + 2 spreads. features: one row a customer; gaps (how
    many), gap_median, gap_mad and usual_gap (the branch's) in days. With fewer than `own_from` visit days the
    rhythm leans on the branch's, the more the fewer there are; one gap is the least.
    """
    weight = (features.gaps / max(own_from - 1, 1)).clip(0, 1)
    median = features.gap_median.fillna(features.usual_gap)
    usual = (weight * median + (1 - weight) * features.usual_gap).clip(lower=1)
    own = weight >= 1
    spread = features.gap_mad.fillna(0).where(own, 0.5 * usual).clip(lower=0.1 * usual)
    return usual, spread, own
