"""What the truth check tells the quality index: which ratings count as what, and whose index is doubtful."""

from collections import defaultdict
from collections.abc import Iterable

from desk.models import Doubt, DoubtedRating, VerificationCall

State = VerificationCall.State
VERIFIED = (State.SAME, State.OTHER)


def corrections_of_scores(keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """SatisfactionScore → what it counts as: the customer's own words when called, or None: not at all.

    Those that are not named count as they stand. keys: only these scores.
    """
    return corrections("score", keys)


def corrections_of_ratings(keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """The same for WorkOrderRating."""
    return corrections("rating", keys)


def corrections(field: str, keys: Iterable[int] | None = None) -> dict[int, int | None]:
    """Kind of rating, "score" or "rating" → its corrections.

    Not counted: what a customer was never asked, and what stands behind a confirmed doubt unverified.
    """
    behind = DoubtedRating.objects.filter(doubt__state=Doubt.State.CONFIRMED)
    calls = VerificationCall.objects.filter(state__in=VerificationCall.REACHED)
    if keys is not None:
        wanted = {f"{field}__in": list(keys)}
        behind, calls = behind.filter(**wanted), calls.filter(**wanted)
    found: dict[int, int | None] = dict.fromkeys(
        behind.exclude(**{field: None}).values_list(field, flat=True)
    )
    told = calls.exclude(**{field: None}).order_by("closed_at", "pk")
    for key, state, said in told.values_list(field, "state", "said"):
        if state == State.SAME:
            found.pop(key, None)
        else:
            found[key] = said if state == State.OTHER else None
    return found


def doubts_about(subject: str, keys: Iterable[int] | None = None) -> dict[int, list[Doubt]]:
    """Technician, person or branch → the doubts by which its index is doubtful; others are not named.

    subject: a value of Doubt.Subject.
    """
    field = "branch_id" if subject == Doubt.Subject.BRANCH else "person_id"
    doubts = Doubt.objects.standing().filter(subject=subject)
    if keys is not None:
        doubts = doubts.filter(**{f"{field}__in": list(keys)})
    found: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in doubts.order_by("p", "pk"):
        found[getattr(doubt, field)].append(doubt)
    return dict(found)
