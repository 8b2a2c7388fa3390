"""From tier and findings to echelon, value at risk, urgency and the first reason. Pure."""

from collections.abc import Sequence
from math import inf

import numpy as np
import pandas as pd

YEAR = 365
CONTRACT_DAYS = 60  # before its end a contract without talk begins to press


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


def urgency(days_to_border: pd.Series, border_days: int, features: pd.DataFrame) -> pd.Series:
    """1 to 2: 1 + the largest of what presses: the next tier, a contract's end without talk, what is overdue.

    days_to_border: missing without a border ahead · features: ending_contracts (without talk), ends_in,
    promises_overdue (open), open_breached (complaints not solved whose deadline we missed).
    """
    border = nearness(days_to_border, border_days)
    contract = nearness(features.ends_in.where(features.ending_contracts > 0), CONTRACT_DAYS)
    overdue = (features.promises_overdue > 0) | (features.open_breached > 0)
    return 1 + np.maximum(np.maximum(border, contract), overdue.astype(float))


def nearness(days: pd.Series, within: int) -> pd.Series:
    """0 until `within` days before, rising evenly to 1 on the day. Missing days, or none within: 0."""
    if not within:
        return pd.Series(0.0, index=days.index)
    return (1 - days.astype(float) / within).clip(0, 1).fillna(0.0)


def first_reasons(findings: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """The strongest finding of each customer by weight × strength, indexed by customer; ties by `order`."""
    ranked = findings.assign(
        pull=findings.weight * findings.strength,
        place=findings.kind.map({kind: n for n, kind in enumerate(order)}),
    ).sort_values(["customer_id", "pull", "place"], ascending=[True, False, True])
    return ranked.drop_duplicates("customer_id").set_index("customer_id")
