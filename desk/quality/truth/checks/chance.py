"""How likely a count is by chance, when the peers say what is usual.

A subject's hits among its trials are compared with those of all others (leave one out): were it like them,
its own rate would be drawn from the distribution of theirs, a beta distribution, and its hits from the
beta-binomial of that. The mean of the beta is the peers' pooled share (Jeffreys' half a hit added), its width
their intra-class correlation ρ, estimated by analysis of variance (Ridout, Demétrio and Firth 1999,
Biometrics 55:137–148; Skellam 1948, JRSS B 10:257–261). So a rate is shrunk towards the peers' the more alike
they are, few observations never speak loudly, and honest differences between people are no doubt.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Counts = NDArray[np.float64]
# Peers are never taken to be more alike than ρ = 1/201, however alike they happen to look.
MOST_ALIKE = 200.0
LEAST_ALIKE = 2.0


@dataclass(frozen=True)
class Peers:
    """a, b of the beta distribution of the peers' rates, one each; hits and trials as they were counted."""

    a: Counts
    b: Counts
    hits: Counts
    trials: Counts

    @property
    def share(self) -> Counts:
        return self.a / (self.a + self.b)


def peers_of(hits: Counts, trials: Counts) -> Peers:
    """What is usual for everybody else, for each of the subjects. trials: above zero.

    With fewer than two peers they are as unlike as they may be.
    """
    hits, trials = np.asarray(hits, dtype=float), np.asarray(trials, dtype=float)
    others, n = hits.sum() - hits, trials.sum() - trials
    weight = concentration(hits, trials)
    share = (others + 0.5) / (n + 1)
    return Peers(share * weight, (1 - share) * weight, others, n)


def concentration(hits: Counts, trials: Counts) -> Counts:
    """1/ρ − 1 of everybody else, within LEAST_ALIKE and MOST_ALIKE and not above the number of trials."""
    others, n, m = hits.sum() - hits, trials.sum() - trials, len(hits) - 1
    squares = (hits**2 / trials).sum() - hits**2 / trials
    if m < 2:
        return np.full(len(hits), LEAST_ALIKE)
    between = np.maximum(squares - others**2 / n, 0) / (m - 1)
    within = (others - squares) / np.maximum(n - m, 1)
    usual = (n - ((trials**2).sum() - trials**2) / n) / (m - 1)
    bottom = between + (usual - 1) * within
    rho = np.divide(between - within, bottom, out=np.zeros(len(hits)), where=bottom > 0)
    alike = np.divide(1, rho, out=np.full(len(hits), MOST_ALIKE), where=rho > 0) - 1
    return np.clip(alike, LEAST_ALIKE, np.maximum(np.minimum(n, MOST_ALIKE), LEAST_ALIKE))


def at_least(hits: float, trials: float, a: float, b: float) -> float:
    """P(as many hits or more)."""
    if hits <= 0:
        return 1.0
    counts = np.arange(int(hits), int(trials) + 1)
    return float(min(np.exp(log_chance(counts, int(trials), a, b)).sum(), 1.0))


def exactly(hits: float, trials: float, a: float, b: float) -> float:
    """P(just so many hits)."""
    return float(np.exp(log_chance(np.array([int(hits)]), int(trials), a, b))[0])


def false_shares(p: Counts) -> Counts:
    """q of each: the share of false ones among all that are no likelier (Benjamini and Hochberg 1995)."""
    down = np.argsort(p)[::-1]
    least = np.minimum.accumulate(p[down] * len(p) / np.arange(len(p), 0, -1))
    q = np.empty(len(p))
    q[down] = np.minimum(least, 1)
    return q


def log_chance(hits: NDArray[np.int64], trials: int, a: float, b: float) -> Counts:
    """log of the beta-binomial probability; written out, as it is asked thousands of times a night."""
    ways = -np.log(trials + 1) - betaln(trials - hits + 1, hits + 1)
    return np.asarray(ways + betaln(hits + a, trials - hits + b) - betaln(a, b))
