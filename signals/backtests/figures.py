"""The figures of one past day: how well each method ranked, and how true its chances were. Pure."""

from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy.special import ndtri

from signals.backtests.outcomes import Outcomes
from signals.learning.measures import BINS, SpendMeasures, measure

FEWEST = 50  # customers of a segment of whom anything is said
FEWEST_OF_EACH = 10  # who left, and who stayed
FEWEST_IN_BIN = 10
Z = float(ndtri(0.975))


def figures_of(
    outcomes: Outcomes, spend: Mapping[str, SpendMeasures | None] = MappingProxyType({})
) -> dict[str, Any]:
    """methods: name → measures, interval of the AUC and bins · segments: kind → value → figures of each
    method, or that they are too few. spend: how near each method's expected spend came, where it tells any.
    """
    return {
        "customers": len(outcomes.left),
        "left": int(outcomes.left.sum()),
        "methods": {
            name: of_method(outcomes.left, said, spend.get(name)) for name, said in outcomes.said.items()
        },
        "segments": {
            kind: {str(value): of_segment(outcomes, values == value) for value in np.unique(values)}
            for kind, values in outcomes.segments.items()
        },
    }


def of_method(left: np.ndarray, said: np.ndarray, spend: SpendMeasures | None = None) -> dict[str, Any]:
    """measures: None where all left or nobody did · auc_within · bins, empty where they are too few."""
    found = measure(left.astype(int), said)
    if found is None:
        return {"measures": None, "auc_within": None, "bins": []}
    return {
        "measures": found.rounded() | (spend.rounded() if spend else {}),
        "auc_within": auc_within(found.auc, int(left.sum()), int((~left).sum())),
        "bins": bins_of(left, said),
    }


def of_segment(outcomes: Outcomes, meant: np.ndarray) -> dict[str, Any]:
    """customers, left, and for each method auc, ece and lift; too_few where nothing can be said."""
    left = outcomes.left[meant]
    gone = int(left.sum())
    counts: dict[str, Any] = {"customers": len(left), "left": gone}
    if len(left) < FEWEST or min(gone, len(left) - gone) < FEWEST_OF_EACH:
        return {**counts, "too_few": True}
    methods = {name: measure(left.astype(int), said[meant]) for name, said in outcomes.said.items()}
    return {**counts, "methods": {name: one.rounded() for name, one in methods.items() if one}}


def bins_of(left: np.ndarray, said: np.ndarray) -> list[dict[str, float]]:
    """Ten bins of equal size: customers, said and seen share who left, and its interval.

    Empty where a bin would hold fewer than FEWEST_IN_BIN.
    """
    if len(left) < BINS * FEWEST_IN_BIN:
        return []
    parts = np.array_split(np.argsort(said, kind="stable"), BINS)
    return [one_bin(left[part], said[part]) for part in parts]


def one_bin(left: np.ndarray, said: np.ndarray) -> dict[str, float]:
    low, high = wilson(int(left.sum()), len(left))
    return {
        "customers": len(left),
        "said": round(float(said.mean()), 4),
        "seen": round(float(left.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + Z**2 / (2 * of)
    reach = Z * sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    return (middle - reach) / (1 + Z**2 / of), (middle + reach) / (1 + Z**2 / of)


def auc_within(auc: float, left: int, stayed: int) -> list[float]:
    """95 % interval of an AUC (Hanley and McNeil 1982), cut at 0 and 1."""
    first, second = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (left - 1) * (first - auc**2) + (stayed - 1) * (second - auc**2)
    reach = Z * sqrt(max(spread, 0) / (left * stayed))
    return [round(max(auc - reach, 0), 4), round(min(auc + reach, 1), 4)]
