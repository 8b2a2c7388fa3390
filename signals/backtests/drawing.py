"""Geometry of the calibration plot: bins as dots with their intervals over the diagonal. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SIZE = 240  # of the square, in units of the drawing
LEFT, TOP = 44, 10
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Dot:
    """One bin: its place, the ends of its interval, and whether the diagonal runs through that."""

    x: float
    y: float
    top: float
    bottom: float
    fits: bool


def across(share: float) -> float:
    return round(LEFT + SIZE * share, 1)


def up(share: float) -> float:
    return round(TOP + SIZE * (1 - share), 1)


def dots(bins: Iterable[Mapping[str, float]]) -> list[Dot]:
    """bins: said, seen, low, high as shares."""
    return [
        Dot(
            across(one["said"]),
            up(one["seen"]),
            up(one["high"]),
            up(one["low"]),
            one["low"] <= one["said"] <= one["high"],
        )
        for one in bins
    ]


class Plotted:
    """Whatever has bins is plotted, and says how many of them came as was said."""

    @property
    def bins(self) -> Sequence[Mapping[str, float]]:
        """said, seen, low, high as shares, in each."""
        raise NotImplementedError

    @property
    def dots(self) -> list[Dot]:
        return dots(self.bins)

    @property
    def fitting(self) -> int:
        """Through how many intervals the diagonal runs."""
        return sum(dot.fits for dot in self.dots)


def ticks() -> list[tuple[int, float, float]]:
    """(per cent, its place across, its place upward)."""
    return [(tick, across(tick / 100), up(tick / 100)) for tick in TICKS]
