"""Geometry of the server-made drawings: bands between tiers, bars by echelon. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HEIGHT = 240  # of the flow, in pixels; across it is 0 to 100
GAP = 14
LEFT, RIGHT = 1.4, 98.6  # inner edges of the nodes
SMALLEST = 2.0  # a node of one customer must still be seen


@dataclass(frozen=True)
class Node:
    """One tier at one side: upper edge and height in pixels."""

    tier: int
    count: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Band:
    """Customers from one tier to another. kind: stayed, back, away or new."""

    before: int
    after: int
    count: int
    kind: str
    path: str


@dataclass(frozen=True)
class Flow:
    left: list[Node]
    right: list[Node]
    bands: list[Band]


def draw_flow(counts: Mapping[tuple[int, int], int], tiers: Sequence[int], *, newcomers: int = 0) -> Flow:
    """Nodes at both sides and the bands between them; heights are proportional to customers.

    counts: (before, after) → customers. tiers: from top to bottom. newcomers: the tier of who was not there.
    """
    before = [tier for tier in (*tiers, newcomers) if any(counts.get((tier, other)) for other in tiers)]
    total = max(sum(counts.values()), 1)
    room = HEIGHT - GAP * max(len(before) - 1, len(tiers) - 1)
    left = _stack(
        before, [sum(counts.get((tier, other), 0) for other in tiers) for tier in before], room / total
    )
    right = _stack(
        tiers, [sum(counts.get((other, tier), 0) for other in before) for tier in tiers], room / total
    )
    return Flow(left, right, _bands(counts, left, right, room / total, newcomers))


def _stack(tiers: Sequence[int], sizes: Sequence[int], scale: float) -> list[Node]:
    nodes, y = [], 0.0
    for tier, size in zip(tiers, sizes, strict=True):
        height = max(size * scale, SMALLEST if size else 0.5)
        nodes.append(Node(tier, size, round(y, 1), round(height, 1)))
        y += height + GAP
    return nodes


def _bands(
    counts: Mapping[tuple[int, int], int], left: list[Node], right: list[Node], scale: float, newcomers: int
) -> list[Band]:
    leaves = {node.tier: node.y for node in left}
    arrives = {node.tier: node.y for node in right}
    bands = []
    for source in left:
        for target in right:
            count = counts.get((source.tier, target.tier), 0)
            if not count:
                continue
            thick = count * scale
            kind = _kind(source.tier, target.tier, newcomers)
            path = _ribbon(leaves[source.tier], arrives[target.tier], thick)
            bands.append(Band(source.tier, target.tier, count, kind, path))
            leaves[source.tier] += thick
            arrives[target.tier] += thick
    # Who stayed lies at the back; the movements are what one looks for.
    return sorted(bands, key=lambda band: band.kind != "stayed")


def _kind(before: int, after: int, newcomers: int) -> str:
    if before == newcomers:
        return "new"
    return "stayed" if before == after else "back" if after < before else "away"


def _ribbon(y1: float, y2: float, thick: float) -> str:
    """A band with level ends, as an SVG path."""
    thick = max(thick, 0.7)
    middle = (LEFT + RIGHT) / 2
    a, b, c, d = (round(y, 2) for y in (y1, y2, y2 + thick, y1 + thick))
    return f"M{LEFT} {a}C{middle} {a} {middle} {b} {RIGHT} {b}V{c}C{middle} {c} {middle} {d} {LEFT} {d}Z"


def echelon_bar(parts: Sequence[Decimal], largest: Decimal) -> list[tuple[float, float]]:
    """(x, width) in percent of each part, on a scale on which `largest` fills the bar."""
    x, drawn = Decimal(0), []
    for part in parts:
        width = part / largest * 100 if largest else Decimal(0)
        drawn.append((round(float(x), 2), round(float(width), 2)))
        x += width
    return drawn
