"""From tier and findings to echelon, value at risk, urgency, score and the first reason. Pure."""

from collections.abc import Sequence
from math import inf

import numpy as np
import pandas as pd

YEAR = 365


def worth(margin: pd.Series, visits: pd.Series, usual: pd.DataFrame, frequency_share: float) -> pd.Series:
    """How many times a usual customer somebody is: of the margin he brings and of how often he comes.

    margin, visits: within the policy's window · usual: columns margin, visits (means of his currency) ·
    frequency_share: weight of the visits, 0 to 1. Who returned more than he
    bought counts by his visits alone.
    """
    money = (margin.clip(lower=0) / usual.margin).fillna(0)
    return (1 - frequency_share) * money + frequency_share * (visits / usual.visits).fillna(0)


def cut_off(values: pd.Series, share: float) -> float:
    """The worth from which on one belongs to the first `share`. Ties go together, to the nearer side."""
    if not len(values):
        return inf
    ordered = np.sort(values.to_numpy(dtype=float))[::-1]
    edge = ordered[min(int(share * len(ordered)), len(ordered) - 1)]
    above, with_edge = (ordered > edge).mean(), (ordered >= edge).mean()
    if with_edge - share <= share - above or above == 0:
        return float(edge)
    return float(ordered[ordered > edge].min())


def echelons(worth: pd.Series, cut_offs: pd.DataFrame, *, spent: pd.Series, prospect: pd.Series) -> pd.Series:
    """1, 2 or 3 by worth; missing for prospects. Who spent nothing is in the third.

    cut_offs: columns first, second; one row a customer (they are his currency's).
    """
    echelon = 3 - (worth >= cut_offs.second).astype(int) - (worth >= cut_offs["first"]).astype(int)
    return echelon.where(spent > 0, 3).where(~prospect)


def value_at_risk(probability: pd.Series, spend: pd.Series, margin: pd.Series) -> pd.Series:
    """Probability × the margin that the customer brings within the horizon if he stays, in his currency.

    spend: expected within the horizon, given that he stays.
    """
    return (probability * spend * margin).fillna(0).round(2)


def urgency(days_to_border: pd.Series, border_days: int) -> pd.Series:
    """1 to 2: rises evenly over the last `border_days` before the next tier. Missing: no border ahead."""
    return (
        (1 + (1 - days_to_border / border_days).clip(0, 1)).fillna(1.0)
        if border_days
        else days_to_border * 0 + 1
    )


def score(prior: pd.Series, findings: pd.DataFrame) -> pd.Series:
    """0-100, higher is worse: 100 × (1 − (1 − prior of the tier) × Π(1 − weight × strength)).

    Tier and signals are taken as independent reasons to leave (a noisy or). See docs/design/rule-score.md.
    """
    stays = (1 - findings.weight * findings.strength).groupby(findings.customer_id).prod()
    return (100 * (1 - (1 - prior) * stays.reindex(prior.index).fillna(1))).round().astype(int)


def first_reasons(findings: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """The strongest finding of each customer by weight × strength, indexed by customer; ties by `order`."""
    ranked = findings.assign(
        pull=findings.weight * findings.strength,
        place=findings.kind.map({kind: n for n, kind in enumerate(order)}),
    ).sort_values(["customer_id", "pull", "place"], ascending=[True, False, True])
    return ranked.drop_duplicates("customer_id").set_index("customer_id")
