"""The service-quality index of what was heard. Pure.

An answer is brought to 0–100: a score of 1 to 5 as (score − 1) / 4 · 100, a recommendation of 0 to 10
times ten, an inspection by its own score. A factor is the mean of its answers.

In *customer feedback* a complaint is an answer of 0 that weighs as much as its severity says, and a visit
after which nobody complained is an answer of 100 that weighs little: so the factor falls with complaints per
visit, and the graver they are. Quiet visits are no answers: they are not counted in n, and where nobody said
anything they make no factor.

The index is the mean of the factors by their weights. A factor that is missing takes its weight out of the
sum; it is never counted as zero.

Surveys ask both how satisfied somebody is and whether he would recommend us. Both answers are in the mean,
but they come from one head: the more frequent kind is the number of answers, for the interval too.

Intervals, 95 %: of a factor Wilson's score interval (1927, JASA 22:209–212) of its mean as a share of 100, by
the effective number of answers (Σw)² / Σw² (Kish 1965, Survey Sampling). A mean of values between 0 and 100
varies at most as a share of that size does, so the interval is rather too wide than too narrow. Of the index:
MOVER (Zou and Donner 2008, Statistics in Medicine 27:1693–1702), which adds up the factors' distances to
their limits as independent ones.

Nothing is shrunk towards a mean: with few answers the interval is wide, with too few there is no figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import sqrt

RATINGS, FEEDBACK, SURVEYS, INSPECTIONS = FACTORS = ("ratings", "feedback", "surveys", "inspections")
SEVERITIES = ("low", "medium", "high", "safety")
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
FULL = 100.0


@dataclass(frozen=True)
class Tally:
    """What was heard: visits that count, complaints by severity, numbers of answers and sums of 0 to 100.

    rated: work orders · answered: asked by agents, third-day calls among them · surveyed, recommended: both
    questions of surveys · inspected
    """

    visits: int = 0
    low: int = 0
    medium: int = 0
    high: int = 0
    safety: int = 0
    rated: int = 0
    rated_sum: float = 0
    answered: int = 0
    answered_sum: float = 0
    surveyed: int = 0
    surveyed_sum: float = 0
    recommended: int = 0
    recommended_sum: float = 0
    inspected: int = 0
    inspected_sum: float = 0

    @property
    def complaints(self) -> int:
        return self.low + self.medium + self.high + self.safety


COLUMNS = tuple(field.name for field in fields(Tally))


@dataclass(frozen=True)
class Rules:
    """weights: factor → 0 to 100 · burdens: severity → weight of a complaint · quiet: of a quiet visit."""

    weights: Mapping[str, float]
    burdens: Mapping[str, float]
    quiet: float


@dataclass(frozen=True)
class Factor:
    """value, low and high: 0 to 100. share: its part of the index, 0 to 1, after missing ones went out."""

    name: str
    n: int
    value: float
    low: float
    high: float
    share: float = 0


@dataclass(frozen=True)
class Index:
    """factors: those there are · n: answers behind them · value: None where no factor with a weight is."""

    factors: Mapping[str, Factor]
    n: int
    value: float | None
    low: float | None
    high: float | None


def index_of(tally: Tally, rules: Rules) -> Index:
    """The index of a tally under these rules, with the factors it is made of."""
    found = [one for one in (measured(name, tally, rules) for name in FACTORS) if one]
    whole = sum(rules.weights[one.name] for one in found)
    factors = {one.name: shared(one, rules.weights[one.name] / whole if whole else 0) for one in found}
    n = sum(one.n for one in found)
    if not whole:
        return Index(factors, n, None, None, None)
    return Index(factors, n, *combined(factors))


def shared(factor: Factor, share: float) -> Factor:
    return Factor(factor.name, factor.n, factor.value, factor.low, factor.high, share)


def combined(factors: Mapping[str, Factor]) -> tuple[float, float, float]:
    """Value, low and high of the weighted mean."""
    parts = factors.values()
    value = sum(one.share * one.value for one in parts)
    below = sqrt(sum((one.share * (one.value - one.low)) ** 2 for one in parts))
    above = sqrt(sum((one.share * (one.high - one.value)) ** 2 for one in parts))
    return value, max(value - below, 0.0), min(value + above, FULL)


def measured(name: str, tally: Tally, rules: Rules) -> Factor | None:
    """One factor; None where nobody said anything."""
    if name == FEEDBACK:
        return feedback(tally, rules)
    if name == SURVEYS:
        return surveys(tally)
    n, total = {
        RATINGS: (tally.rated, tally.rated_sum),
        INSPECTIONS: (tally.inspected, tally.inspected_sum),
    }[name]
    return factor(name, n, total=total, weight=n, squares=n) if n else None


def surveys(tally: Tally) -> Factor | None:
    """Satisfaction and recommendation, which hang together."""
    both, n = tally.surveyed + tally.recommended, max(tally.surveyed, tally.recommended)
    if not n:
        return None
    total = tally.surveyed_sum + tally.recommended_sum
    return factor(SURVEYS, n, total=total, weight=both, squares=both**2 / n)


def feedback(tally: Tally, rules: Rules) -> Factor | None:
    """Scores that agents wrote down, complaints against the visits, by severity."""
    n = tally.answered + tally.complaints
    if not n:
        return None
    quiet = max(tally.visits - tally.complaints, 0)
    burdens = [(getattr(tally, severity), rules.burdens[severity]) for severity in SEVERITIES]
    return factor(
        FEEDBACK,
        n,
        total=tally.answered_sum + FULL * rules.quiet * quiet,
        weight=tally.answered + rules.quiet * quiet + sum(count * burden for count, burden in burdens),
        squares=tally.answered + rules.quiet**2 * quiet + sum(count * burden**2 for count, burden in burdens),
    )


def factor(name: str, n: int, *, total: float, weight: float, squares: float) -> Factor:
    """total: Σ weight · value · weight: Σ weight · squares: Σ weight²"""
    value = min(max(total / weight, 0.0), FULL)
    low, high = wilson(value / FULL, weight**2 / squares)
    return Factor(name, n, value, FULL * low, FULL * high)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a mean between 0 and 1 of n answers; it holds the mean."""
    spread = Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(min(middle - half, share), 0.0), min(max(middle + half, share), 1.0)
