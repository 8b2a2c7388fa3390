"""Geometry of the visit-rhythm strip: days to percent, visits to ticks. No Django, no clock.

The strip shows about eight of the customer's own intervals up to today, and ahead to the end of the window in
which the next visit is expected, so that a weekly and a yearly customer look equally regular.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

INTERVALS_SHOWN = 7.7
SHORTEST_DAYS, LONGEST_DAYS = 120, 660
# The large strip looks back further.
LARGE_FACTOR = 1.6
AHEAD_SHARE = 0.1
# What is still to come is named to the right of its day.
SOON_SHARE = 0.16
EDGE_SHARE = 0.04
EDGE_TICK = 0.4
# Labels nearer to an edge than this would be cut.
LABEL_MARGIN = 3.0
MONTH_STEPS = (1, 2, 3, 6, 12, 24)
SMALLEST_TICK = 0.45
# Below this share of the width the windows and figures between the visits would run into each other.
SMALLEST_GAP = 4.0


@dataclass(frozen=True)
class Rhythm:
    """What is known about a customer's visits.

    visits: (day, amount or None) in any order. expected: first and last day of the next window, or None.
    gap_median, gap_mad: days between visits, None without a rhythm. soon: (day, words) still to come.
    """

    visits: Sequence[tuple[date, Decimal | float | None]]
    today: date
    expected: tuple[date, date] | None = None
    gap_median: float | None = None
    gap_mad: float | None = None
    soon: Sequence[tuple[date, str]] = ()

    @property
    def last_visit(self) -> date | None:
        return max((day for day, _ in self.visits), default=None)

    @property
    def silent_days(self) -> int | None:
        """Days since the last visit."""
        return (self.today - self.last_visit).days if self.last_visit else None

    @property
    def is_late(self) -> bool:
        """Past the whole window in which the next visit was expected."""
        return bool(self.expected and self.expected[1] < self.today)


@dataclass(frozen=True)
class Scale:
    """The days from `first` to `last` as 0 to 100 percent."""

    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(min(max(share, 0), 1) * 100, 2)

    def span(self, start: date, end: date) -> "Span":
        left = self.x(start)
        return Span(left, round(self.x(end) - left, 2))

    def holds(self, day: date) -> bool:
        """Whether the day is drawn; at the very edge a tick would be cut in half."""
        return self.first < day <= self.last and self.x(day) > EDGE_TICK


@dataclass(frozen=True)
class Span:
    """A stretch of the strip, in percent."""

    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Drawing:
    """The strip, ready to be drawn: x in percent, heights as shares of the tallest tick."""

    scale: Scale
    today: float
    visits: list[tuple[float, float]]
    past: list[Span]
    gaps: list[tuple[float, int]]
    months: list[tuple[float, date]]
    window: Span | None = None
    late: Span | None = None
    late_zone: Span | None = None
    soon: list[tuple[float, date, str]] = field(default_factory=list)


def draw(rhythm: Rhythm, *, large: bool = False) -> Drawing:
    """The whole strip. With no visit it holds today and the months only."""
    scale = scale_of(rhythm, large=large)
    visits = sorted((day, amount) for day, amount in rhythm.visits if scale.holds(day))
    days = [day for day, _ in visits]
    late = rhythm.is_late and rhythm.last_visit is not None and rhythm.expected is not None
    return Drawing(
        scale=scale,
        today=scale.x(rhythm.today),
        visits=[(scale.x(day), height) for day, height in zip(days, heights(visits), strict=True)],
        past=past_windows(rhythm, days, scale),
        gaps=gap_figures(days, scale) if large else [],
        months=months(scale, at_most=12 if large else 6),
        window=scale.span(*rhythm.expected) if rhythm.expected else None,
        late=scale.span(rhythm.last_visit or rhythm.today, rhythm.today) if late else None,
        late_zone=scale.span(rhythm.expected[1], rhythm.today) if late and rhythm.expected else None,
        soon=[(scale.x(day), day, words) for day, words in rhythm.soon if large and scale.holds(day)],
    )


def scale_of(rhythm: Rhythm, *, large: bool) -> Scale:
    back = INTERVALS_SHOWN * (rhythm.gap_median or LONGEST_DAYS / INTERVALS_SHOWN)
    back = min(max(back, SHORTEST_DAYS), LONGEST_DAYS) * (LARGE_FACTOR if large else 1)
    # Whoever is silent for long still shows the visit after which the silence began.
    back = max(back, 1.3 * (rhythm.silent_days or 0))
    first_visit = min((day for day, _ in rhythm.visits), default=None)
    if first_visit:
        back = min(back, max(SHORTEST_DAYS, (rhythm.today - first_visit).days * (1 + EDGE_SHARE) + 2))
    ends = [rhythm.today + timedelta(days=AHEAD_SHARE * back)]
    ends += [day + timedelta(days=EDGE_SHARE * back) for day in (rhythm.expected or ())[1:]]
    if large:
        ends += [day + timedelta(days=SOON_SHARE * back) for day, _ in rhythm.soon]
    return Scale(rhythm.today - timedelta(days=back), max(ends))


def heights(visits: Sequence[tuple[date, Decimal | float | None]]) -> list[float]:
    """Each amount as a share of the largest, never so small that the tick vanishes."""
    amounts = [max(float(amount or 0), 0) for _, amount in visits]
    largest = max(amounts, default=0)
    if not largest:
        return [0.6] * len(amounts)
    return [round(SMALLEST_TICK + (1 - SMALLEST_TICK) * amount / largest, 3) for amount in amounts]


def past_windows(rhythm: Rhythm, days: Sequence[date], scale: Scale) -> list[Span]:
    """Where each visit but the first was expected after the one before it."""
    if not rhythm.gap_median or not wide_enough(rhythm.gap_median, scale):
        return []
    spread = timedelta(days=max(rhythm.gap_mad or 0, 1))
    middles = (day + timedelta(days=rhythm.gap_median) for day in days[:-1])
    return [scale.span(middle - spread, middle + spread) for middle in middles]


def wide_enough(gap: float, scale: Scale) -> bool:
    return 100 * gap / (scale.last - scale.first).days >= SMALLEST_GAP


def gap_figures(days: Sequence[date], scale: Scale) -> list[tuple[float, int]]:
    """The days between two visits, in their middle, where there is room for the figure."""
    found = []
    for earlier, later in pairwise(days):
        gap = (later - earlier).days
        if wide_enough(gap, scale):
            found.append((scale.x(earlier + (later - earlier) / 2), gap))
    return found


def months(scale: Scale, *, at_most: int) -> list[tuple[float, date]]:
    """First days of months to label, the finest step that keeps within `at_most` labels."""
    firsts = list(month_starts(scale))
    for step in MONTH_STEPS:
        chosen = [day for day in firsts if (day.year * 12 + day.month - 1) % step == 0]
        if len(chosen) <= at_most:
            break
    placed = [(scale.x(day), day) for day in chosen]
    return [(x, day) for x, day in placed if LABEL_MARGIN <= x <= 100 - LABEL_MARGIN]


def month_starts(scale: Scale) -> Iterator[date]:
    day = scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)
