"""What was said about each customer on a past day, what came of it, and what work would have met. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np

from signals.learning.history import scattered

CAUGHT, MISSED, FALSE_ALARM = "caught", "missed", "false"
GROUPS = (CAUGHT, MISSED, FALSE_ALARM)


@dataclass(frozen=True)
class Outcomes:
    """Arrays of one length. customers: ids · left: who bought nothing within the horizon · said: for each
    method the chance of that, 0 to 1 · segments: branch (id), kind (0 private, 1 company), tier, echelon as
    they were; −1 where there is none.
    """

    customers: np.ndarray
    left: np.ndarray
    said: Mapping[str, np.ndarray]
    segments: Mapping[str, np.ndarray]

    def to_bytes(self) -> bytes:
        """Numbers only, compressed; nothing that could run when it is read."""
        buffer = BytesIO()
        arrays: dict[str, Any] = {
            "customers": self.customers.astype(np.int64),
            "left": self.left.astype(bool),
            **{f"said_{name}": values.astype(np.float32) for name, values in self.said.items()},
            **{f"of_{name}": values.astype(np.int32) for name, values in self.segments.items()},
        }
        np.savez_compressed(buffer, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes | memoryview) -> "Outcomes":
        with np.load(BytesIO(bytes(stored)), allow_pickle=False) as found:
            return cls(found["customers"], found["left"], named(found, "said_"), named(found, "of_"))

    def worked(self, method: str, by: "Choice") -> np.ndarray:
        """Whom one would have worked on: those most at risk, or all from a chance on. Of those with the same
        chance some are drawn, by their ids as ever: who was entered first is no more at risk."""
        said = self.said[method]
        if by.chance is not None:
            return said >= np.float32(by.chance)
        chosen = np.zeros(len(said), bool)
        chosen[np.lexsort((scattered(self.customers), -said))[: by.capacity]] = True
        return chosen

    def group(self, method: str, by: "Choice", group: str) -> np.ndarray:
        """Places of the customers of a group, those most at risk first."""
        worked = self.worked(method, by)
        meant = {
            CAUGHT: worked & self.left,
            MISSED: ~worked & self.left,
            FALSE_ALARM: worked & ~self.left,
        }[group]
        places = np.flatnonzero(meant)
        return places[np.argsort(-self.said[method][places], kind="stable")]

    def counts(self, method: str, by: "Choice") -> "Counts":
        """How many of each group."""
        worked = self.worked(method, by)
        return counted(worked, self.left)

    def counts_of(self, method: str, by: "Choice", segment: str, value: int) -> "Counts":
        """The same among the customers of one segment; whom one works on is chosen over all of them."""
        meant = self.segments[segment] == value
        return counted(self.worked(method, by)[meant], self.left[meant])


@dataclass(frozen=True)
class Choice:
    """Whom one works on: the `capacity` most at risk, or whoever is said to leave with `chance` and more."""

    capacity: int
    chance: float | None = None


@dataclass(frozen=True)
class Counts:
    """caught: worked on and would have left · missed: left, not worked on · false: worked on for nothing."""

    caught: int
    missed: int
    false: int

    @property
    def worked(self) -> int:
        return self.caught + self.false

    @property
    def left(self) -> int:
        return self.caught + self.missed


def counted(worked: np.ndarray, left: np.ndarray) -> Counts:
    return Counts(int((worked & left).sum()), int((~worked & left).sum()), int((worked & ~left).sum()))


def named(found: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): found[name] for name in found if name.startswith(prefix)}
