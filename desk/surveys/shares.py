"""Shares and the net promoter score of a sample, with 95 % intervals. Pure.

Share: Wilson's score interval (Wilson 1927, JASA 22:209–212), which stays inside 0 to 1 and holds its level
with few answers (Brown, Cai and DasGupta 2001, Statistical Science 16:101–133).

Net promoter score: the adjusted Wald interval AW(3, T) of Rocks (2016), "Interval Estimation for the Net
Promoter Score", The American Statistician 70:365–372: three answers are added, 3/4 of them promoters, 3/4
detractors and 3/2 passives.
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
PROMOTER, DETRACTOR = 9, 6  # from, up to
ADDED, ADDED_EACH = 3, 0.75


@dataclass(frozen=True)
class Estimate:
    """value, low, high: shares from 0 to 1, net promoter scores from −100 to 100. n: answers."""

    n: int
    value: float
    low: float
    high: float


def share(hits: int, n: int) -> Estimate | None:
    """The share of `hits` among `n` answers; None without answers."""
    if not n:
        return None
    found, spread = hits / n, Z * Z / n
    middle = (found + spread / 2) / (1 + spread)
    half = Z * sqrt(found * (1 - found) / n + spread / (4 * n)) / (1 + spread)
    return Estimate(n, found, max(min(middle - half, found), 0.0), min(max(middle + half, found), 1.0))


def net_promoters(promoters: int, detractors: int, n: int) -> Estimate | None:
    """Promoters (9, 10) less detractors (0 to 6), in points; None without answers."""
    if not n:
        return None
    many = n + ADDED
    for_us, against = (promoters + ADDED_EACH) / many, (detractors + ADDED_EACH) / many
    middle = for_us - against
    half = Z * sqrt((for_us + against - middle**2) / many)
    score = (promoters - detractors) / n
    low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    return Estimate(n, 100 * score, 100 * min(low, score), 100 * max(high, score))
