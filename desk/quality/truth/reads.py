"""What the truth check tells the quality index: which ratings count as what."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desk.models import Doubt, DoubtedRating, Recommendation, SatisfactionScore, VerificationCall

State = VerificationCall.State
# The other answer of the same survey, which has the same token.
OTHER_ANSWER = {"score": "recommendation", "recommendation": "score"}
ANSWERS: dict[str, Any] = {"score": SatisfactionScore, "recommendation": Recommendation}
# Key of a rating, when and on which day the call was closed, its state, what he said.
Told = tuple[int, datetime, date, str, int | None]


def corrections_of_scores(keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """SatisfactionScore → what it counts as: the customer's own words when called, or None: not at all.

    Those that are not named count as they stand. keys: only these scores.
    """
    return corrections("score", keys)


def corrections_of_ratings(keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """The same for WorkOrderRating."""
    return corrections("rating", keys)


def corrections_of_recommendations(keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """The same for Recommendation, 0 to 10."""
    return corrections("recommendation", keys)


def corrections(field: str, keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """Kind of rating, "score", "rating" or "recommendation" → its corrections.

    Not counted: what a customer was never asked, and what stands behind a confirmed doubt unverified.
    """
    behind = DoubtedRating.objects.filter(doubt__state=Doubt.State.CONFIRMED)
    wanted = None if keys is None else set(keys)
    if wanted == set():
        return {}
    if wanted is not None:
        behind = behind.filter(**{f"{field}__in": wanted})
    found: dict[int, int | None] = dict.fromkeys(
        behind.exclude(**{field: None}).values_list(field, flat=True)
    )
    for key, _at, _day, state, said in told_in_calls(field):
        if wanted is not None and key not in wanted:
            continue
        if state == State.SAME:
            found.pop(key, None)
        else:
            found[key] = said if state == State.OTHER else None
    return found


def told_in_calls(field: str) -> list[Told]:
    """What customers said about ratings of this kind when they were called, in that order.

    Who was never asked gave neither answer of that survey, whichever of them he was called about.
    """
    calls = VerificationCall.objects.filter(state__in=VerificationCall.REACHED).order_by("closed_at", "pk")
    columns = ("closed_at", "closed_on", "state", "said")
    told: list[Told] = list(calls.exclude(**{field: None}).values_list(field, *columns))
    if field not in OTHER_ANSWER:
        return told
    other = OTHER_ANSWER[field]
    never = calls.filter(state=State.NEVER).exclude(**{other: None})
    by_token: dict[UUID, tuple] = {row[0]: row[1:] for row in never.values_list(f"{other}__token", *columns)}
    if not by_token:
        return told
    same = ANSWERS[field].objects.filter(token__in=by_token).order_by().values_list("pk", "token")
    told += [(key, *by_token[token]) for key, token in same]
    return sorted(told, key=lambda row: row[1])
