"""What the calls of a doubt said, and what that makes of the ratings behind it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from desk.models import Doubt, DoubtedRating, VerificationCall
from desk.models.doubts import SCALE
from desk.quality.truth import reads

State = VerificationCall.State
Key = tuple[str, int]  # kind of rating and its key


@dataclass(frozen=True)
class Means:
    """Of the ratings of one scale: as entered, as corrected, and of what customers say who were called.

    scale: its highest step, 5 or 10.
    """

    scale: int
    before: float | None
    after: float | None
    said: float | None


@dataclass(frozen=True)
class Outcome:
    """means: of each scale that is behind the doubt. left: how many of its ratings still count."""

    called: int
    reached: int
    same: int
    other: int
    never: int
    given_up: int
    open: int
    ratings: int
    left: int
    means: tuple["Means", ...]

    @property
    def refuted(self) -> int:
        """Said otherwise, or never asked."""
        return self.other + self.never


def outcome_of(doubt: Doubt) -> Outcome:
    """A handful of queries, however many calls and ratings there are."""
    calls = list(VerificationCall.objects.filter(doubt=doubt).order_by().only(*SCALE, "state", "said"))
    states = Counter(call.state for call in calls)
    entered = scores_of(doubt)
    now = corrected(entered)
    return Outcome(
        called=states.total() - states[State.DROPPED],
        reached=sum(states[state] for state in VerificationCall.REACHED),
        same=states[State.SAME],
        other=states[State.OTHER],
        never=states[State.NEVER],
        given_up=states[State.GIVEN_UP],
        open=states[State.OPEN],
        ratings=len(entered),
        left=sum(score is not None for score in now.values()),
        means=tuple(
            Means(
                scale,
                mean(score for (kind, _key), score in entered.items() if SCALE[kind] == scale),
                mean(score for (kind, _key), score in now.items() if SCALE[kind] == scale),
                mean(call.said for call in calls if call.scale == scale),
            )
            for scale in sorted({SCALE[kind] for kind, _key in entered})
        ),
    )


def scores_of(doubt: Doubt) -> dict[Key, int]:
    """The ratings behind a doubt as they were entered."""
    columns = [name for kind in SCALE for name in (kind, f"{kind}__score")]
    rows = DoubtedRating.objects.filter(doubt=doubt).values(*columns)
    return {
        (kind, row[kind]): row[f"{kind}__score"] for row in rows for kind in SCALE if row[kind] is not None
    }


def corrected(entered: dict[Key, int]) -> dict[Key, int | None]:
    """The same as they count now."""
    found: dict[Key, int | None] = dict(entered)
    for kind in sorted({kind for kind, _key in entered}):
        keys = [key for of, key in entered if of == kind]
        found |= {(kind, key): said for key, said in reads.corrections(kind, keys).items()}
    return found


def mean(scores: Iterable[int | None]) -> float | None:
    """Of those there are."""
    counted = [score for score in scores if score is not None]
    return sum(counted) / len(counted) if counted else None
