"""Who was asked and what they said: the list behind every number of the results, in pages by keyset."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from desk.cursors import read_cursor
from desk.models import Answer, Invitation, Survey
from desk.surveys.results import PLACES, since
from staff.models import User

PAGE = 50
STATES = {
    "answered": Q(answered_at__isnull=False),
    "open": Q(answered_at=None),
    "reminded": Q(reminded_at__isnull=False),
    "after": Q(reminded_at__isnull=False),
}


@dataclass(frozen=True)
class Page:
    """Rows, how many there are in all, and the cursor of the next page."""

    rows: list[Invitation]
    count: int
    cursor: str


def number(text: str) -> int:
    """A key or a line; one that nothing has where it cannot be read."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def month_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def found(survey: Survey, asked: Any, *, user: User, today: date) -> "QuerySet[Invitation]":
    """The invitations that a query string means, of the twelve months of the results."""
    rows: QuerySet[Invitation] = Invitation.objects.visible_to(user).that_went_out().filter(survey=survey)
    state = asked.get("state", "")
    if state in STATES:
        rows = rows.filter(STATES[state])
    if state == "after":
        rows = rows.filter(answered_at__gt=F("reminded_at"))
    for name in PLACES:
        if asked.get(name):
            rows = rows.filter(**{name: number(asked[name])})
    if asked.get("channel"):
        rows = rows.filter(channel=asked["channel"])
    if asked.get("question"):
        return answered(rows, asked, first=since(today))
    return rows.filter(day__gte=since(today))


def answered(rows: "QuerySet[Invitation]", asked: Any, *, first: date) -> "QuerySet[Invitation]":
    """Those who answered a question, by its key; with a line those who chose it.

    month: in it; until: in it and the eleven before it.
    """
    try:
        key = UUID(asked["question"])
    except ValueError:
        return rows.none()
    answers = Answer.objects.filter(response__invitation=OuterRef("pk"), question__key=key)
    if asked.get("value"):
        answers = answers.filter(choices__contains=number(asked["value"]))
    month, until = month_of(asked.get("month", "")), month_of(asked.get("until", ""))
    if until:
        return rows.filter(
            Exists(answers), response__day__gte=since(until), response__day__lt=next_month(until)
        )
    rows = rows.filter(Exists(answers), response__day__gte=first)
    if month:
        rows = rows.filter(response__day__year=month.year, response__day__month=month.month)
    return rows


def page_of(rows: "QuerySet[Invitation]", cursor: str) -> Page:
    """One page, newest first. Four queries, however long."""
    before = read_cursor(cursor)
    shown = rows.order_by("-day", "-pk")
    if before:
        day, key = before
        shown = shown.filter(Q(day__lt=day) | Q(day=day, pk__lt=key))
    answers = Answer.objects.select_related("question").order_by("question__place")
    shown = shown.select_related("customer", "response", "survey", "technician", "branch")
    shown = shown.prefetch_related(Prefetch("response__answers", queryset=answers))
    got = list(shown[: PAGE + 1])
    last = got[PAGE - 1] if len(got) > PAGE else None
    return Page(got[:PAGE], rows.count(), f"{last.day.isoformat()}.{last.pk}" if last else "")
