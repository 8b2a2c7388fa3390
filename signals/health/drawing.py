"""Geometry of the score history: days to percent, health to pixels. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from churn_crm.ui.rhythm import Scale, months
from signals.health.days import Day

HEIGHT, TOP, AXIS = 200, 22, 172  # pixels
LEFT, RIGHT = 8.0, 93.0  # percent: labels of the axis before, today's score after
LAYOUT = {
    "height": HEIGHT,
    "top": TOP,
    "axis": AXIS,
    "left": LEFT,
    "right": RIGHT,
    "width": RIGHT - LEFT,
}
# The words over a chosen night lean away from an edge that is nearer than this.
NEAR_EDGE = 10
# The name of a tier needs so much room to its left, beside another one and beside the words of the band.
NAMED_FROM, NAME = 38, 12
GRID = (0, 25, 50, 75, 100)
# Nights further apart than this leave a gap in the line.
APART = timedelta(days=45)


@dataclass(frozen=True)
class Point:
    """One night. x: percent · y: pixels."""

    at: Day
    x: float
    y: float

    @property
    def anchor(self) -> str:
        """How the words over it stand."""
        if self.x < LEFT + NEAR_EDGE:
            return "start"
        return "end" if self.x > RIGHT - NEAR_EDGE else "middle"


@dataclass(frozen=True)
class Crossing:
    """A night whose tier is not that of the night before. named: whether there is room for words."""

    x: float
    day: date
    tier: int
    named: bool


@dataclass(frozen=True)
class Drawing:
    """What signals/_health_chart.html draws. line: a path in percent × pixels."""

    points: list[Point]
    line: str
    grid: list[tuple[int, float]]
    months: list[tuple[float, date]]
    crossed: list[Crossing]
    at_risk: float  # y of the border
    well: float

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def risk_height(self) -> float:
        return round(AXIS - self.at_risk, 1)


def draw(days: Sequence[Day], *, since: date, at_risk_below: int, well_from: int) -> Drawing:
    """days: rising, one at least · since: where the chart begins, though nights may begin later."""
    last = days[-1].day
    scale = Scale(min(since, days[0].day, last - timedelta(days=1)), last)
    points = [Point(one, across(scale.x(one.day)), down(one.health)) for one in days]
    return Drawing(
        points=points,
        line=path(points),
        grid=[(value, down(value)) for value in GRID],
        crossed=crossings(points),
        months=[(across(x), first) for x, first in months(scale, at_most=7)],
        at_risk=down(at_risk_below),
        well=down(well_from),
    )


def crossings(points: Sequence[Point]) -> list[Crossing]:
    """Where the tier changed, named where the words do not run into others."""
    found: list[Crossing] = []
    for before, after in pairwise(points):
        if before.at.tier != after.at.tier:
            taken = max((one.x + NAME for one in found if one.named), default=NAMED_FROM)
            found.append(Crossing(after.x, after.at.day, after.at.tier, named=after.x >= taken))
    return found


def across(percent: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * percent / 100, 2)


def down(health: int) -> float:
    return round(AXIS - (AXIS - TOP) * health / 100, 1)


def path(points: Sequence[Point]) -> str:
    """M begins a stretch, L goes on; too long without a night, a new stretch begins."""
    steps = []
    for nth, point in enumerate(points):
        apart = nth == 0 or point.at.day - points[nth - 1].at.day > APART
        steps.append(f"{'M' if apart else 'L'}{point.x} {point.y}")
    return "".join(steps)
