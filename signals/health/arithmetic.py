"""Health from tier, findings and caps. Pure, for a whole shard at once.

Within a group several reasons count as independent ones (a noisy or): a group takes
cap × (1 − (1 − silence) × Π(1 − weight × strength)), silence in the group of visits alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from signals.health.groups import GROUP_OF, GROUPS, VISITS
from signals.learning.points import whole_points
from signals.segments import farthest_first, in_segment

FULL = 100
NEARLY_ALL = 1 - 1e-6  # a reason that takes everything has a logarithm all the same
AT_RISK, WATCH, WELL = 1, 2, 3  # as customers.models.Band
COLUMNS = [f"taken_{group}" for group in GROUPS]


def silence(tier: pd.Series, priors: Sequence[float]) -> pd.Series:
    """0 for a current customer, and in later tiers how much of his chance of staying has gone since.

    priors: chance of leaving by tier, 0 to 4; not falling from tier 1 on.
    """
    current = priors[1]
    gone = [0.0 if current >= 1 else max((prior - current) / (1 - current), 0.0) for prior in priors]
    return tier.map(dict(enumerate(gone)))


def caps_of(features: pd.DataFrame, profiles: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """What each group may take from each customer: a column a group, by the profile nearest to him.

    features: branch_id, echelon, customer_kind · profiles: segments (see signals.segments) with caps (group →
    points); the one for everybody among them.
    """
    caps = pd.DataFrame(0, index=features.index, columns=list(GROUPS))
    for profile in farthest_first(profiles):
        caps.loc[in_segment(features, profile)] = [profile["caps"][group] for group in GROUPS]
    return caps


def taken(findings: pd.DataFrame, silence: pd.Series, caps: pd.DataFrame) -> pd.DataFrame:
    """Whole points that each group takes: a row a customer, a column a group, in sum 100 at most.

    findings: customer_id, kind, weight, strength of what counts · silence: 0 to 1 · caps: see caps_of.
    Who has nothing left loses nothing further: groups take in their order.
    """
    reasons = (1 - findings.weight * findings.strength).astype(float)
    stays = reasons.groupby([findings.customer_id, findings.kind.map(GROUP_OF)]).prod().unstack()
    stays = stays.reindex(index=caps.index, columns=list(GROUPS)).astype(float).fillna(1.0)
    stays[VISITS] *= 1 - silence
    wanted = np.rint((1 - stays.to_numpy()) * caps.to_numpy()).astype(int)
    together = np.minimum(wanted.cumsum(axis=1), FULL)
    return pd.DataFrame(np.diff(together, axis=1, prepend=0), index=caps.index, columns=list(GROUPS))


def parts(pulls: Mapping[str, float], *, took: int) -> dict[str, int]:
    """Reason → whole points of what a group took, adding up to it. pulls: reason → its share of the cap.

    Independent reasons multiply what they leave, so that in logarithms they add up: each has the share of the
    points that it has there (the Aumann–Shapley value, as for the points of a chance).
    """
    grows = [-np.log1p(-min(pull, NEARLY_ALL)) for pull in pulls.values()]
    together = sum(grows)
    if not together:
        return dict.fromkeys(pulls, 0)
    exact = [float(took * one / together) for one in grows]
    return dict(zip(pulls, whole_points(exact, rise=took), strict=True))


def bands(health: pd.Series, *, at_risk_below: int, well_from: int) -> pd.Series:
    """1 at risk, 2 watch, 3 well; missing where health is."""
    band = AT_RISK + (health >= at_risk_below).astype(int) + (health >= well_from).astype(int)
    return band.where(health.notna())


def healthy(
    standing: pd.DataFrame, features: pd.DataFrame, findings: pd.DataFrame, followed: Mapping[str, Any]
) -> pd.DataFrame:
    """health, band and what each group took, by customer; missing for prospects, who have no visits to miss,
    and for who has gone for good: without findings he would seem to be well again.

    standing: tier, attrition · followed: priors, profiles, bands ([at risk below, well from]).
    """
    took = taken(
        findings, silence(standing.tier, followed["priors"]), caps_of(features, followed["profiles"])
    )
    took = took.set_axis(COLUMNS, axis=1)
    health = FULL - took.sum(axis=1)
    at_risk_below, well_from = followed["bands"]
    band = bands(health, at_risk_below=at_risk_below, well_from=well_from)
    return took.assign(health=health, band=band).where((standing.tier > 0) & ~standing.attrition)
