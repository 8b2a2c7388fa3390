"""Digits: a mix of scores that customers do not make, such as threes and fives without a four.

Who makes figures up has favourite ones and spares others (Nigrini 2012, Benford's Law, ch. 1; Mosimann,
Dahlberg, Davidian and Krueger 2002, Accountability in Research 9:75–92, on terminal digits). On scales of
so few steps the digits are the scores themselves. How often each is given is compared with the peers by
Pearson's chi-square; a better technician is no liar, so the peers' shares are first tilted to the subject's
own mean (exponential tilting: of all distributions with that mean the nearest to theirs, Csiszár 1975,
Annals of Probability 3:146–158), which costs one degree of freedom. Neighbouring steps are put together
until at least LEAST_EXPECTED are expected of each (Cochran 1954, Biometrics 10:417–451); peers that are
more unlike each other than chance would have it widen the yardstick by their mean chi-square per degree of
freedom (McCullagh and Nelder 1989, 4.5).

Silent where all are the same (no_variance looks at that), where the mean fixes the mix, and where fewer than
LEAST_SHARE of the ratings would have to be others for the usual mix.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

from desk.quality.truth.checks.observed import (
    PERSON,
    STEPS,
    TECHNICIAN,
    Limits,
    Observed,
    of_each_scale,
)

KIND = "digits"
SUBJECTS = (TECHNICIAN, PERSON)
LEAST_EXPECTED = 5.0
LEAST_SHARE = 0.15
LEAST_GROUPS = 3  # among two nobody knows whose mix is usual
STEEPEST = 30.0  # of a tilt: beyond it all weight lies on one step
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Mix:
    """One subject against the usual mix at its mean, by step. free: degrees of freedom, 0: silent."""

    counts: Counts
    expected: Counts
    chi_square: float = 0.0
    free: int = 0
    otherwise: float = 0.0  # the share of ratings that would have to be others


def check(observed: Observed, subject: str, limits: Limits) -> pd.DataFrame:
    """Subjects with enough ratings of one scale that are not all the same."""
    return of_each_scale(observed, subject, limits, mixed)


def mixed(groups: list[tuple[int, pd.DataFrame]], scale: int) -> Iterator[dict[str, Any]]:
    """What is said of each subject by its ratings of one scale.

    Who gives one score alone has no mix: counted as a peer he would make honest people look odd.
    """
    groups = [(key, rows) for key, rows in groups if rows.score.nunique() > 1]
    if len(groups) < LEAST_GROUPS:
        return
    steps = np.array(STEPS[scale], dtype=float)
    counts = np.array(
        [[(rows.score == step).sum() for step in STEPS[scale]] for _key, rows in groups], dtype=float
    )
    mixes = [mix_of(own, counts.sum(axis=0) - own, steps) for own in counts]
    for place, (key, rows) in enumerate(groups):
        mix = mixes[place]
        if not mix.free:
            continue
        peers = [one for nth, one in enumerate(mixes) if nth != place and one.free]
        yield {
            "key": key,
            "p": float(chdtrc(mix.free, mix.chi_square / unlike(peers))),
            "fires": mix.otherwise >= LEAST_SHARE,
            "numbers": numbers_of(mix, steps) | {"scale": scale},
            "source": None,
            "ratings": rows.index.tolist(),
        }


def mix_of(own: Counts, others: Counts, steps: Counts) -> Mix:
    """The subject's counts against the others' tilted to its mean; half a rating is added to each step."""
    n, mean = own.sum(), float(own @ steps / own.sum())
    expected = n * tilted((others + 0.5) / (others + 0.5).sum(), steps, mean)
    cells = together(expected)
    seen = np.add.reduceat(own, cells)
    usual = np.add.reduceat(expected, cells)
    return Mix(
        counts=own,
        expected=expected,
        # The peers' shares are a sample, too: of two counts the difference varies more than of one.
        chi_square=float(((seen - usual) ** 2 / usual).sum() / (1 + n / others.sum())),
        free=max(len(cells) - 2, 0),
        otherwise=float(np.abs(seen - usual).sum() / 2 / n),
    )


def tilted(shares: Counts, steps: Counts, mean: float) -> Counts:
    """The distribution with this mean that is nearest to `shares`: each step's share times exp(θ · step)."""
    middle = steps - steps.mean()

    def weighed(theta: float) -> Counts:
        weights = np.log(shares) + theta * middle
        weights = np.exp(weights - weights.max())
        return np.asarray(weights / weights.sum())

    from scipy.optimize import brentq  # takes long to load, and no page needs it

    theta = brentq(lambda theta: float(weighed(theta) @ steps) - mean, -STEEPEST, STEEPEST)
    return weighed(theta)


def together(expected: Counts) -> list[int]:
    """Where each cell of neighbouring steps begins, so that enough is expected of all of them."""
    begins, filled = [0], 0.0
    for step, count in enumerate(expected):
        if filled >= LEAST_EXPECTED:
            begins.append(step)
            filled = 0.0
        filled += count
    if filled < LEAST_EXPECTED and len(begins) > 1:
        begins.pop()
    return begins


def unlike(peers: list[Mix]) -> float:
    """How much more unlike than by chance the others are, at least 1."""
    free = sum(one.free for one in peers)
    return max(sum(one.chi_square for one in peers) / free, 1.0) if free else 1.0


def numbers_of(mix: Mix, steps: Counts) -> dict[str, Any]:
    """The score that is furthest from what is usual."""
    oddest = int(np.argmax(np.abs(mix.counts - mix.expected)))
    n = int(mix.counts.sum())
    return {
        "n": n,
        "score": int(steps[oddest]),
        "hits": int(mix.counts[oddest]),
        "usual": float(mix.expected[oddest] / n),
    }
