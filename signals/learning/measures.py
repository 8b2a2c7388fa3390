"""How good predictions were, once it is known what came: for the back-test and for upkeep. Pure."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

BINS = 10


@dataclass(frozen=True)
class Measures:
    """customers, base: share who left · auc · bss: Brier skill against the base · ece: mean distance of
    said and
    seen over ten bins of equal size · lift: share who left among the tenth most at risk, over the base."""

    customers: int
    base: float
    auc: float
    bss: float
    ece: float
    lift: float

    def rounded(self) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


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


def calibration_error(left: np.ndarray, said: np.ndarray) -> float:
    """ECE: |mean said − share who left|, over bins of equal size."""
    bins = np.array_split(np.argsort(said, kind="stable"), BINS)
    return float(sum(abs(said[bin_].sum() - left[bin_].sum()) for bin_ in bins) / len(left))
