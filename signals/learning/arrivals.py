"""Until when it is known who bought nothing: silent customers told from facts that have not come. Pure.

Where nobody at all has bought for longer than ever before, purchases have not come yet: a file that is due,
an import that broke. Who has "left" since would be everybody. So for the whole business, and for each branch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

# Days with purchases from which on a branch can be told late: of n gaps the present one is the longest by
# chance once in n, and whoever shuts a customer's branch off for that never sees him leave.
FEWEST_DAYS = 20


@dataclass(frozen=True)
class Arrivals:
    """of_branch: id → the days (ordinals, rising) on which anybody of it bought. Of whole branches, so that
    it does not matter who is drawn or asked about. Days after the one that is asked about are not looked at.
    """

    of_branch: Mapping[int, np.ndarray]

    @classmethod
    def of(cls, branches: np.ndarray, customers: np.ndarray, days: np.ndarray) -> "Arrivals":
        """branches: of each customer · customers, days: of each purchase, its customer's place and day."""
        if not len(days):
            return cls({})
        ids, places = np.unique(branches, return_inverse=True)
        first = int(days.min())
        there = np.zeros((len(ids), int(days.max()) - first + 1), bool)
        there[places[customers], days - first] = True
        return cls({int(one): first + np.flatnonzero(row) for one, row in zip(ids, there, strict=True)})

    @cached_property
    def days(self) -> np.ndarray:
        """Of the whole business."""
        return np.unique(np.concatenate([np.array([], int), *self.of_branch.values()]))

    def late(self, last: int, *, through: int) -> list[int]:
        """Branches of which it is not known yet, at the end of `through`, who had bought by the end of
        `last`."""
        return [one for one, days in self.of_branch.items() if known_of_branch(days, through) < last]


def known_until(days: np.ndarray, through: int) -> int:
    """The last day of which it is known at the end of `through` who bought nothing. days: with purchases."""
    days = days[: np.searchsorted(days, through, side="right")]
    if not len(days):
        return through
    longest = int(np.diff(days).max(initial=1))
    return through if through - days[-1] <= longest else int(days[-1])


def known_of_branch(days: np.ndarray, through: int) -> int:
    """The same of one branch, if it has come to be known by then."""
    there = np.searchsorted(days, through, side="right")
    return known_until(days, through) if there >= FEWEST_DAYS else through
