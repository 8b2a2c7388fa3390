"""Means of ratings from 1 to 5 with 95 % intervals, for people with few ratings too. Pure.

The spread is that of all people together: the pooled variance within groups, Σ(nᵢ − 1)sᵢ² / (N − k) (Snedecor
and Cochran, Statistical Methods, 8th ed., 1989, ch. 12). So somebody with three fives has an interval as wide
as three ratings allow, where his own spread of nought would say that he is known for sure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
WORST, BEST = 1.0, 5.0
ENOUGH = 30  # ratings; with fewer the interval is shown beside the mean


@dataclass(frozen=True)
class Group:
    """Ratings of one person: how many, their sum, the sum of their squares."""

    n: int
    total: float
    squares: float

    @property
    def scatter(self) -> float:
        """The squared distances from the group's own mean."""
        return max(self.squares - self.total**2 / self.n, 0.0) if self.n else 0.0


@dataclass(frozen=True)
class Mean:
    """value, low, high: from 1 to 5. n: ratings."""

    n: int
    value: float
    low: float
    high: float

    @property
    def few(self) -> bool:
        return self.n < ENOUGH


def pooled_variance(groups: Iterable[Group]) -> float | None:
    """The variance within the groups; None when no group has two ratings."""
    known = [group for group in groups if group.n > 1]
    free = sum(group.n - 1 for group in known)
    return sum(group.scatter for group in known) / free if free else None


def mean(group: Group, variance: float | None) -> Mean | None:
    """The mean of a group; without a known spread it may be anything from 1 to 5. None without ratings."""
    if not group.n:
        return None
    found = group.total / group.n
    if variance is None:
        return Mean(group.n, found, WORST, BEST)
    half = Z * sqrt(variance / group.n)
    return Mean(group.n, found, max(found - half, WORST), min(found + half, BEST))
