"""A customer's health on one day, and what changed between two of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from signals.health.groups import GROUPS

# Columns of a snapshot, as Day.of takes them.
KEPT = ("day", "health", "tier", "taken", "probability", "told_by")


@dataclass(frozen=True)
class Day:
    """health: 0 to 100 · taken: points a group, empty where nobody kept them · tier: 1 to 4 · chance: of
    leaving, 0 to 1 · told_by: the model that told the chance, 0 for the prior, None where nobody kept that.
    """

    day: date
    health: int
    tier: int
    taken: dict[str, int]
    chance: float | None = None
    told_by: int | None = None

    @classmethod
    def of(
        cls,
        day: date,
        health: int | None,
        tier: int,
        taken: Sequence[int] | None,
        chance: float | None,
        told_by: int | None,
    ) -> "Day":
        """As the snapshot of somebody who has a health holds it: its columns in the order of KEPT."""
        return cls(day, health or 0, tier, dict(zip(GROUPS, taken or (), strict=False)), chance, told_by)

    @property
    def points(self) -> list[int | None]:
        """What each group took, in their order; None where nobody kept it."""
        return [self.taken.get(group) for group in GROUPS]

    def changes_since(self, before: "Day") -> dict[str, int]:
        """Points that each group gave (+) or took (−) since; empty where one of the days says nothing."""
        if not self.taken or not before.taken:
            return {}
        return {group: before.taken[group] - self.taken[group] for group in GROUPS}

    def furthest_since(self, before: "Day") -> str | None:
        """The group that moved furthest the way that health went; None where nobody kept groups."""
        changes = self.changes_since(before)
        furthest = min if self.health < before.health else max
        return furthest(changes, key=lambda group: changes[group]) if changes else None


def telling(days: Sequence[Day]) -> date:
    """The day of the largest step, the newest of equals: what one looks at first. days: one at least."""
    if len(days) < 2:
        return days[-1].day
    steps = [(abs(after.health - before.health), after.day) for before, after in pairwise(days)]
    return max(steps)[1]
