"""Limits of a parameter, beside its default: what is read of customers knows no less, or no more."""

from dataclasses import field, fields
from types import ModuleType
from typing import Any, NamedTuple


class Limits(NamedTuple):
    """A value beyond them would be taken and change nothing. None: there is none above."""

    least: float = 0
    most: float | None = None

    def within(self, value: float) -> float:
        """The nearest value that they allow, which is what nights do with one that was set before."""
        return max(value, self.least) if self.most is None else min(max(value, self.least), self.most)


def limited(usual: float, *, least: float = 0, most: float | None = None) -> Any:
    """A parameter of a Policy with its default and its limits."""
    return field(default=usual, metadata={"limits": Limits(least, most)})


def limits(detector: ModuleType) -> dict[str, Limits]:
    """Of all parameters of a detector, by name."""
    return {one.name: one.metadata.get("limits", Limits()) for one in fields(detector.Policy)}
