"""Pages of pairs and of merges, by the last row of the page before."""

from typing import Any

from django.db.models import Q

from customers.models.duplicates import CandidateQuerySet
from customers.models.merges import MergeQuerySet

PAGE = 20
MOST_COUNTED = 10_000


def count(rows: CandidateQuerySet | MergeQuerySet) -> tuple[int, bool]:
    """(how many, whether there are more than that)."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def surest(pairs: CandidateQuerySet, cursor: str, size: int = PAGE) -> tuple[list[Any], str]:
    """The surest first, and the cursor of the next page (empty at the end)."""
    found = pairs.surest_first()
    try:
        confidence, pk = cursor.split("_")
        place = (float(confidence), int(pk))
    except ValueError:
        pass
    else:
        beyond = Q(confidence__lt=place[0]) | Q(confidence=place[0], pk__lt=place[1])
        found = found.filter(beyond, confidence__lte=place[0])
    rows = list(found[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], f"{last.confidence!r}_{last.pk}" if last else ""


def newest(rows: CandidateQuerySet | MergeQuerySet, cursor: str, size: int = PAGE) -> tuple[list[Any], str]:
    """The newest first, by key."""
    found = rows.order_by("-pk")
    if cursor.isdecimal() and len(cursor) < 19:
        found = found.filter(pk__lt=int(cursor))
    page = list(found[: size + 1])
    return page[:size], str(page[size - 1].pk) if len(page) > size else ""
