"""How good predictions were, once it is known what came: for the back-test and for upkeep. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from signals.learning.points import logit

BINS = 10
NEVER = 1e-6  # no chance counts as nearer to 0 or 1: one surprise must not decide alone


@dataclass(frozen=True)
class Measures:
    """customers, base: share who left · auc · bss: Brier skill against the base · ece: mean distance of
    said and seen over ten bins of equal size · lift: share who left among the tenth most at risk, over the
    base · pr_auc: mean precision over those who left, from the most at risk on · log_loss: mean of −log of
    the chance that was given to what came · slope: what the logits have to be multiplied by to come true;
    below 1 the chances were too sure of themselves, above 1 too timid."""

    customers: int
    base: float
    auc: float
    bss: float
    ece: float
    lift: float
    pr_auc: float
    log_loss: float
    slope: float

    def rounded(self) -> dict[str, float]:
        return rounded(self)


@dataclass(frozen=True)
class SpendMeasures:
    """What was expected that customers spend, against what they spent. spend_nmae: mean distance of the two
    over the mean spend · spend_bias: how far the sum is off, over the sum · spend_gini: how well the expected
    spend puts them in order, 1 as well as it can be, 0 not at all."""

    spend_nmae: float
    spend_bias: float
    spend_gini: float

    def rounded(self) -> dict[str, float]:
        return rounded(self)


NAMES = ("auc", "bss", "ece", "lift", "pr_auc", "log_loss", "slope", *SpendMeasures.__dataclass_fields__)


def completed(measures: Mapping[str, Any]) -> dict[str, Any]:
    """With None for each that was not measured: by what was kept before there was that measure, or where
    nobody said any spend."""
    return {**dict.fromkeys(NAMES), **measures}


def rounded(measures: Measures | SpendMeasures) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(measures).items()}


def measure(left: np.ndarray, said: np.ndarray) -> Measures | None:
    """left: 1 for no purchase · said: the probability of it. None where all left or nobody did."""
    base = float(left.mean()) if len(left) else 0.0
    if base in (0.0, 1.0):
        return None
    return Measures(
        len(left),
        base,
        auc(left, said),
        float(1 - ((said - left) ** 2).mean() / (base * (1 - base))),
        calibration_error(left, said),
        left_of_most(left, said, max(1, round(len(said) / 10))) / base,
        precision(left, said),
        float(log_losses(left, said).mean()),
        calibration_slope(left, said),
    )


def measure_spend(spent: np.ndarray, expected: np.ndarray) -> SpendMeasures | None:
    """spent, expected: of the same customers over the same days. None where nobody spent anything."""
    whole = float(spent.sum()) if len(spent) else 0.0
    if whole <= 0:
        return None
    return SpendMeasures(
        float(np.abs(expected - spent).sum() / whole),
        float(expected.sum() / whole - 1),
        ordered_by(spent, expected) / ordered_by(spent, spent),
    )


def left_of_most(left: np.ndarray, said: np.ndarray, number: int) -> float:
    """Share who left among the `number` most at risk. Where a chance is that of many, of whom some belong to
    them, it is as if these were drawn: whoever was entered first is no more at risk."""
    edge = np.partition(said, -number)[-number]
    above, with_edge = said > edge, said == edge
    drawn = number - above.sum()
    return float((left[above].sum() + drawn * left[with_edge].mean()) / number)


def auc(left: np.ndarray, said: np.ndarray) -> float:
    """Chance that somebody who left was said to be more at risk than somebody who stayed; ties are halves."""
    leavers = left.sum()
    ranks = pd.Series(said).rank().to_numpy()[left == 1].sum() - leavers * (leavers + 1) / 2
    return float(ranks / (leavers * (len(left) - leavers)))


def precision(left: np.ndarray, said: np.ndarray) -> float:
    """PR-AUC, as average precision: the share who left among all who were said to be as much at risk or more,
    for each who left. Those with the same chance are met together."""
    order = np.argsort(-said, kind="stable")
    ends = np.flatnonzero(np.diff(said[order], append=np.nan) != 0)
    met = np.cumsum(left[order])[ends]
    return float((np.diff(met, prepend=0) * met / (ends + 1)).sum() / left.sum())


def log_losses(left: np.ndarray, said: np.ndarray) -> np.ndarray:
    """−log of the chance that was given to what came, for each row; in nats."""
    held = np.clip(said, NEVER, 1 - NEVER)
    return -np.log(np.where(left == 1, held, 1 - held))


def calibration_slope(left: np.ndarray, said: np.ndarray) -> float:
    """Of a logistic regression of what came on the logit of what was said (Cox 1958). 0 where the same was
    said of everybody: it tells nobody apart."""
    told = logit(said)
    if np.ptp(told) == 0:
        return 0.0
    from sklearn.linear_model import LogisticRegression  # takes seconds to load, and no page needs it

    line = LogisticRegression(C=np.inf, max_iter=500).fit(told[:, None], left)
    return float(line.coef_[0, 0])


def ordered_by(spent: np.ndarray, by: np.ndarray) -> float:
    """How much of the spend comes from those who are ahead: Gini's index. Of those with the same `by` some
    are drawn: each has the mean of them."""
    _values, places = np.unique(-by, return_inverse=True)
    mean = np.bincount(places, spent) / np.bincount(places)
    shares = np.cumsum(mean[np.sort(places)]) / spent.sum()
    return float(shares.mean() - (len(spent) + 1) / (2 * len(spent)))


def calibration_error(left: np.ndarray, said: np.ndarray) -> float:
    """ECE: |mean said − share who left|, over bins of equal size."""
    bins = np.array_split(np.argsort(said, kind="stable"), BINS)
    return float(sum(abs(said[bin_].sum() - left[bin_].sum()) for bin_ in bins) / len(left))
