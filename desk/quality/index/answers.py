"""The lists behind the index: every answer of a window, newest first, of one subject and one factor.

Who looks sees the answers of the customers whom he may see.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.models import Visit
from customers.querysets import within_scope
from desk.models import Complaint, Inspection, Recommendation, SatisfactionScore, WorkOrderRating
from desk.quality.index.formula import FEEDBACK, INSPECTIONS, RATINGS, SURVEYS
from desk.quality.truth.reads import (
    corrections_of_ratings,
    corrections_of_recommendations,
    corrections_of_scores,
)
from staff.models import User

A_PAGE = 50
VISITS = "visits"  # no factor: what complaints are measured against
BY_SURVEY = (SatisfactionScore.Source.LINK, SatisfactionScore.Source.PHONE)
# (day, source and key), of the last row shown
Cursor = tuple[date, str, int]


@dataclass(frozen=True)
class Answer:
    """One row: what was said, of whom, and when. outcome: what a verification made of it, in words."""

    day: date
    source: str
    key: int
    title: str
    said: str
    words: str
    customer: Any
    branch: Any
    technician: Any
    url: str = ""
    outcome: str = ""

    @property
    def place(self) -> Cursor:
        return self.day, self.source, self.key


@dataclass(frozen=True)
class Wanted:
    """Whose answers: of: {"branch": key} or so, empty for the whole. factor: one of them, visits, or all."""

    of: dict[str, int]
    factor: str
    first: date
    last: date


def about_visit(of: dict[str, int]) -> Q:
    """What belongs to a branch or technician through its visit, to the customer's branch without one."""
    found = Q()
    for name, key in of.items():
        if name == "branch":
            found &= Q(visit__branch=key) | Q(visit__branch=None, customer__branch=key)
        else:
            found &= Q(**{"visit__technician" if name == "technician" else name: key})
    return found


def scores(user: User, wanted: Wanted) -> QuerySet[Any]:
    found = SatisfactionScore.objects.visible_to(user).filter(about_visit(wanted.of))
    found = found.select_related("customer__branch", "visit__branch", "visit__technician")
    if wanted.factor == SURVEYS:
        return found.filter(source__in=BY_SURVEY)
    return found.exclude(source__in=BY_SURVEY) if wanted.factor == FEEDBACK else found


def recommendations(user: User, wanted: Wanted) -> QuerySet[Any]:
    found = Recommendation.objects.visible_to(user).filter(about_visit(wanted.of))
    return found.select_related("customer__branch", "visit__branch", "visit__technician")


def complaints(user: User, wanted: Wanted) -> QuerySet[Any]:
    seen = within_scope(user, customer="customer__")
    found = Complaint.objects.filter(seen, about_visit(wanted.of))
    return found.select_related("customer__branch", "visit__branch", "visit__technician")


def ratings(user: User, wanted: Wanted) -> QuerySet[Any]:
    found = WorkOrderRating.objects.visible_to(user).filter(**wanted.of)
    return found.select_related("customer", "branch", "technician")


def inspections(user: User, wanted: Wanted) -> QuerySet[Any]:
    found = Inspection.objects.visible_to(user).counting().filter(**wanted.of)
    return found.select_related("customer", "branch", "technician")


def visits(user: User, wanted: Wanted) -> QuerySet[Any]:
    of = dict(wanted.of)
    branch = of.pop("branch", None)
    found = Visit.objects.visible_to(user).counting().filter(**of)
    if branch is not None:
        found = found.filter(Q(branch=branch) | Q(branch=None, customer__branch=branch))
    return found.select_related("customer__branch", "branch", "technician", "type")


# Source → its rows. A factor → its sources.
ROWS: dict[str, Callable[[User, Wanted], QuerySet[Any]]] = {
    "complaint": complaints,
    "inspection": inspections,
    "rating": ratings,
    "recommendation": recommendations,
    "score": scores,
    "visit": visits,
}
OF_FACTOR = {
    RATINGS: ("rating",),
    FEEDBACK: ("complaint", "score"),
    SURVEYS: ("recommendation", "score"),
    INSPECTIONS: ("inspection",),
    VISITS: ("visit",),
    "": ("complaint", "inspection", "rating", "recommendation", "score"),
}


CORRECTIONS = {
    "score": corrections_of_scores,
    "rating": corrections_of_ratings,
    "recommendation": corrections_of_recommendations,
}


def page(user: User, wanted: Wanted, before: Cursor | None = None) -> tuple[list[Answer], str]:
    """(rows, cursor of the next page or nothing); one query a source."""
    sources = OF_FACTOR.get(wanted.factor, OF_FACTOR[""])
    pages = [newest(user, wanted, source, before) for source in sources]
    merged = heapq.merge(*pages, key=lambda answer: answer.place, reverse=True)
    rows = [answer for answer, _place in zip(merged, range(A_PAGE + 1), strict=False)]
    shown = rows[:A_PAGE]
    return shown, write_cursor(shown[-1].place) if len(rows) > A_PAGE else ""


def newest(user: User, wanted: Wanted, source: str, before: Cursor | None) -> Iterator[Answer]:
    found = within(ROWS[source](user, wanted), wanted).order_by("-day", "-pk")
    if before:
        day, name, key = before
        same = Q(day=day, pk__lt=key) if source == name else Q(day=day) if source < name else Q(pk__in=())
        found = found.filter(Q(day__lt=day) | same)
    rows = list(found[: A_PAGE + 1])
    corrections = CORRECTIONS.get(source)
    outcomes = corrections(row.pk for row in rows) if corrections else {}
    return (answer_of(source, row, outcomes) for row in rows)


def within(found: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    return found.filter(day__gte=wanted.first, day__lte=wanted.last)


def count(user: User, wanted: Wanted) -> int:
    """How many of them this person may see."""
    sources = OF_FACTOR.get(wanted.factor, OF_FACTOR[""])
    return sum(within(ROWS[source](user, wanted), wanted).count() for source in sources)


def window_of(day: date, days: int) -> tuple[date, date]:
    """Its first and last day."""
    return day - timedelta(days=days - 1), day


def answer_of(source: str, row: Any, outcomes: dict[int, int | None]) -> Answer:
    title, said, words, url = TELLING[source](row)
    visit = row if source == "visit" else getattr(row, "visit", None) if source != "rating" else None
    through_visit = source in ("score", "recommendation", "complaint")
    branch = (visit and visit.branch) or row.customer.branch if through_visit else row.branch
    technician = (visit and visit.technician) if through_visit else row.technician
    return Answer(
        *(row.day, source, row.pk, title, said, words),
        *(row.customer, branch, technician, url),
        outcome_of(source, row.pk, outcomes),
    )


def outcome_of(source: str, key: int, outcomes: dict[int, int | None]) -> str:
    if key not in outcomes:
        return ""
    counts_as = outcomes[key]
    if counts_as is None:
        return _("Does not count: not confirmed when verified.")
    if source == "recommendation":
        return _("Counts as %(score)s of 10: so the customer said when called.") % {"score": counts_as}
    return _("Counts as %(score)s of 5: so the customer said when called.") % {"score": counts_as}


def of_five(score: int) -> str:
    return _("%(score)s of 5") % {"score": score}


def tell_score(row: Any) -> tuple[str, str, str, str]:
    return row.get_source_display(), of_five(row.score), row.comment, ""


def tell_recommendation(row: Any) -> tuple[str, str, str, str]:
    said = _("%(score)s of 10") % {"score": row.score}
    return _("Recommendation, %(way)s") % {"way": row.get_source_display()}, said, "", ""


def tell_complaint(row: Any) -> tuple[str, str, str, str]:
    url = reverse("desk:complaint", args=[row.pk])
    return row.get_cause_display(), row.get_severity_display(), row.text, url


def tell_rating(row: Any) -> tuple[str, str, str, str]:
    said = of_five(row.score)
    if row.timeliness:
        said += " · " + _("punctuality %(score)s of 5") % {"score": row.timeliness}
    return row.get_channel_display(), said, row.words, ""


def tell_inspection(row: Any) -> tuple[str, str, str, str]:
    return row.get_kind_display(), _("%(score)s of 100") % {"score": row.score}, row.words, ""


def tell_visit(row: Any) -> tuple[str, str, str, str]:
    kind = row.type.name if row.type else ""
    return _("Visit"), figures.money(row.amount, row.customer.branch.currency), kind, ""


TELLING: dict[str, Callable[[Any], tuple[str, str, str, str]]] = {
    "score": tell_score,
    "complaint": tell_complaint,
    "rating": tell_rating,
    "recommendation": tell_recommendation,
    "inspection": tell_inspection,
    "visit": tell_visit,
}


def write_cursor(place: Cursor) -> str:
    day, source, key = place
    return f"{day.isoformat()}~{source}~{key}"


def read_cursor(cursor: str) -> Cursor | None:
    """One that cannot be read starts from the beginning."""
    try:
        day, source, key = cursor.split("~")
        return date.fromisoformat(day), source, int(key)
    except ValueError:
        return None
