"""The bar from the usual rate to a customer's chance: how wide each part is, and where its label fits.
Pure."""

from dataclasses import dataclass

ROOM = 1.14  # beside the longest bar, for the label of what keeps
GAP = 0.5  # between two parts, in percent of the width
# Percent of the width below which a label does not fit into its part.
LONG, SHORT = 40.0, 11.0


@dataclass(frozen=True)
class Part:
    """x, width, middle: percent of the drawing · label: whole, short or none."""

    x: float
    width: float
    label: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Fall:
    """kept_from, kept_to: the line of what keeps; equal without it · mark: the chance · anchor: of its
    label."""

    usual: Part
    ours: Part
    outside: Part
    kept_from: float
    kept_to: float
    mark: float

    @property
    def anchor(self) -> str:
        return "start" if self.mark < 5 else "end" if self.mark > 95 else "middle"

    @property
    def kept_label(self) -> float:
        return round(self.kept_to + 1.2, 1)


def fall(*, usual: int, ours: int, outside: int, chance: int) -> Fall:
    """All in percentage points; usual + ours + outside less what keeps is the chance."""
    reach = max(usual + ours + outside, chance, 1)

    def at(points: int) -> float:
        return round(points / (reach * ROOM) * 100, 1)

    def part(begin: int, points: int) -> Part:
        width = round(max(at(points) - GAP, 0), 1) if points else 0.0
        return Part(at(begin), width, "whole" if width >= LONG else "short" if width >= SHORT else "")

    return Fall(
        part(0, usual), part(usual, ours), part(usual + ours, outside), at(chance), at(reach), at(chance)
    )
