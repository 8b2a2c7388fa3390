"""Whose index the ratings behind doubts enter."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce

from desk.models import DoubtedRating
from desk.quality.index.corrected import FIELDS


def by_subject(behind: QuerySet[DoubtedRating], kind: str) -> dict[str, Any]:
    """These ratings by their field, each with whom the index groups it by. kind: technician or branch"""
    nothing = Value(None, output_field=IntegerField())
    ratings = behind.exclude(rating=None).annotate(
        about=F(f"rating__{kind}"), timeliness=F("rating__timeliness"), source=Value("rating")
    )
    found = {FIELDS["ratings"]: ratings}
    for field, source in (("score", F("score__source")), ("recommendation", Value("recommendation"))):
        at_branch = Coalesce(f"{field}__visit__branch", f"{field}__customer__branch")
        about = at_branch if kind == "branch" else F(f"{field}__visit__technician")
        rows = behind.exclude(**{field: None})
        found[field] = rows.annotate(about=about, timeliness=nothing, source=source)
    return found


def counts_behind(doubts: Any, kind: str, *, first: date, last: date) -> dict[tuple[int, int], int]:
    """(Doubt, technician or branch) → how many of his ratings of these days stand behind it. One query."""
    behind = DoubtedRating.objects.filter(doubt__in=doubts.order_by().values("pk"))
    parts = [
        rows.filter(**{f"{field}__day__range": (first, last)})
        .order_by()
        .values_list("doubt", "about")
        .annotate(n=Count("pk"))
        for field, rows in by_subject(behind, kind).items()
    ]
    found: dict[tuple[int, int], int] = defaultdict(int)
    for doubt, about, n in parts[0].union(*parts[1:], all=True):
        if about is not None:
            found[doubt, about] += n
    return found
