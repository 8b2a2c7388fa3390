"""What the calls of a doubt said, and what that makes of the ratings behind it."""

from collections import Counter
from dataclasses import dataclass

from desk.models import Doubt, DoubtedRating, VerificationCall
from desk.quality.truth import reads

State = VerificationCall.State


@dataclass(frozen=True)
class Outcome:
    """before, after: the mean of the ratings behind the doubt, 1 to 5, as entered and as corrected.

    left: how many of them still count. said: the mean of what customers say who were called.
    """

    called: int
    reached: int
    same: int
    other: int
    never: int
    given_up: int
    open: int
    ratings: int
    left: int
    before: float | None
    after: float | None
    said: float | None

    @property
    def refuted(self) -> int:
        """Said otherwise, or never asked."""
        return self.other + self.never


def outcome_of(doubt: Doubt) -> Outcome:
    """Three queries, however many calls and ratings there are."""
    calls = list(VerificationCall.objects.filter(doubt=doubt).order_by().values_list("state", "said"))
    states = Counter(state for state, _said in calls)
    entered = scores_of(doubt)
    counted = [score for score in corrected(entered).values() if score is not None]
    return Outcome(
        called=states.total() - states[State.DROPPED],
        reached=sum(states[state] for state in VerificationCall.REACHED),
        same=states[State.SAME],
        other=states[State.OTHER],
        never=states[State.NEVER],
        given_up=states[State.GIVEN_UP],
        open=states[State.OPEN],
        ratings=len(entered),
        left=len(counted),
        before=mean(list(entered.values())),
        after=mean(counted),
        said=mean([said for _state, said in calls if said is not None]),
    )


def scores_of(doubt: Doubt) -> dict[tuple[str, int], int]:
    """The ratings behind a doubt as they were entered."""
    rows = DoubtedRating.objects.filter(doubt=doubt).values_list(
        "score", "score__score", "rating", "rating__score"
    )
    return {
        ("score", score) if score else ("rating", rating): value if score else given
        for score, value, rating, given in rows
    }


def corrected(entered: dict[tuple[str, int], int]) -> dict[tuple[str, int], int | None]:
    """The same as they count now."""
    found: dict[tuple[str, int], int | None] = dict(entered)
    for kind in ("score", "rating"):
        keys = [key for of, key in entered if of == kind]
        found |= {(kind, key): said for key, said in reads.corrections(kind, keys).items()}
    return found


def mean(scores: list[int]) -> float | None:
    return sum(scores) / len(scores) if scores else None
