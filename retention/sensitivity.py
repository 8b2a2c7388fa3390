"""What a customer seems to care about, from what he complained of. Pure: complaints in, a suggestion out.

Only a person confirms it. Discounts would say more about price; no record of ours holds them yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# Which complaint speaks of what. Dishonesty and neglect hurt the relation itself.
CARES = {
    "price": "price",
    "overcharging": "price",
    "quality": "quality",
    "function": "quality",
    "wrong_part": "quality",
    "comeback": "quality",
    "delivery": "service",
    "after_sales": "service",
    "attitude": "service",
    "waiting": "service",
    "dishonesty": "relationship",
    "neglect": "relationship",
}
# Older complaints say little about today.
MEMORY = timedelta(days=730)
# Twice a medium complaint, or once a grave one; and more than half of all that was said.
ENOUGH = 2
MAJORITY = 0.5
GRAVE = 3
UNHAPPY = 2
NEAR = timedelta(days=14)


@dataclass(frozen=True)
class Said:
    """A complaint. severity: 1 low to 4 safety."""

    cause: str
    severity: int
    day: date


@dataclass(frozen=True)
class Rated:
    """A satisfaction score, 1 to 5."""

    score: int
    day: date


@dataclass(frozen=True)
class Suggestion:
    """cares: price, quality, service or relationship; evidence: the complaints behind it, newest first;
    scores: low ratings given within 14 days of them; share: of all weight, 0 to 1.
    """

    cares: str
    evidence: tuple[Said, ...]
    scores: tuple[Rated, ...]
    share: float


def suggest(complaints: Iterable[Said], scores: Iterable[Rated], *, on: date) -> Suggestion | None:
    """What most of the last two years' complaints are about; None when too little was said.

    A complaint weighs 1, a grave one 2, and one more when a rating of 1 or 2 stands near it.
    """
    low = [one for one in scores if one.score <= UNHAPPY]
    said = [one for one in complaints if one.cause in CARES and timedelta(0) <= on - one.day <= MEMORY]
    weights: dict[str, float] = {}
    for one in said:
        weights[CARES[one.cause]] = weights.get(CARES[one.cause], 0) + weight(one, low)
    if not weights:
        return None
    cares = max(sorted(weights), key=weights.__getitem__)
    share = weights[cares] / sum(weights.values())
    if weights[cares] < ENOUGH or share <= MAJORITY:
        return None
    behind = sorted((one for one in said if CARES[one.cause] == cares), key=lambda one: one.day, reverse=True)
    rated = [one for one in low if any(near(one, complaint) for complaint in behind)]
    return Suggestion(cares, tuple(behind), tuple(rated), share)


def weight(one: Said, low: list[Rated]) -> int:
    return 1 + (one.severity >= GRAVE) + any(near(rated, one) for rated in low)


def near(rated: Rated, said: Said) -> bool:
    return abs(rated.day - said.day) <= NEAR
