"""What an inspection comes to. Pure: no Django, no clock, no database."""

from collections.abc import Iterable

OK, NOT_OK, NOT_APPLICABLE = "ok", "not_ok", "na"


def score(points: Iterable[tuple[str, int]]) -> int | None:
    """The weight in order of the weight that applies, 0 to 100, rounded half up; None when nothing applies.

    points: (verdict, weight) of each point of the checklist. What does not apply counts for nothing.
    """
    rated = [(verdict, weight) for verdict, weight in points if verdict != NOT_APPLICABLE]
    whole = sum(weight for _verdict, weight in rated)
    if not whole:
        return None
    good = sum(weight for verdict, weight in rated if verdict == OK)
    return (200 * good + whole) // (2 * whole)
