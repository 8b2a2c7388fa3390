"""From parts of the logit to percentage points that add up from the usual rate to the probability."""

from collections.abc import Sequence
from math import floor

import numpy as np

NEAR = 1e-6


def probability(logit: np.ndarray) -> np.ndarray:
    """1 / (1 + e^−logit), without overflow."""
    return 0.5 * (1 + np.tanh(logit / 2))


def logit(probability: np.ndarray) -> np.ndarray:
    """Its inverse; certainty is kept a millionth away."""
    held = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))


def points(contributions: np.ndarray, base: float) -> np.ndarray:
    """Percentage points of each contribution. contributions: rows × parts, to the logit · base: logit of
    the usual rate.

    Each part grows evenly from nothing to its whole, all together; what the probability gains meanwhile is
    given to the part whose growth it is. On this straight way every part has the share of the whole gain
    that it
    has in the logit, so no order of the parts has to be chosen: the Aumann–Shapley value (1974), also
    known as integrated gradients (Sundararajan et al. 2017). They add up to the gain exactly.
    """
    gained = contributions.sum(axis=1)
    return contributions * (100 * rise(base, gained))[:, None]


def rise(base: float, gained: np.ndarray) -> np.ndarray:
    """Mean slope of the probability between two logits; where they meet, the slope there."""
    usual = probability(np.array(base))
    near = np.abs(gained) < NEAR
    apart = np.where(near, 1, gained)
    return np.where(near, usual * (1 - usual), (probability(base + apart) - usual) / apart)


def whole_points(points: Sequence[float], *, rise: int) -> list[int]:
    """The points of one customer as whole numbers that add up to `rise`: the shown probability less the
    shown usual
    rate.

    Each is rounded down, and those that lost the most get one back (largest remainder), of equals the
    largest; so none is further than one point from its exact value, and what is nothing stays nothing.
    Where both ends were rounded towards each other there is one too many, which the largest gives up.
    rise: within one of the points' sum.
    """
    down = [floor(one + NEAR) for one in points]
    lost = [round(whole - one, 5) for whole, one in zip(down, points, strict=True)]
    lost_most = sorted(range(len(down)), key=lambda place: (lost[place], -abs(points[place]), place))
    missing = rise - sum(down)
    for place in lost_most[: max(missing, 0)]:
        down[place] += 1
    if missing < 0:
        down[max(range(len(down)), key=lambda place: abs(points[place]))] += missing
    return down
