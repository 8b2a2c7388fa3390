"""Inspections as they stand in lists, and one with its points."""

from datetime import date
from typing import Any

from desk.models import InspectedItem, Inspection
from desk.models.inspections import InspectionQuerySet
from staff.models import User

A_PAGE = 50
RELATED = ("branch", "technician", "inspector", "customer", "version__checklist")
NOT_OK = InspectedItem.Verdict.NOT_OK
GOOD, FAIR = 80, 60  # of 100


def seen(user: User) -> InspectionQuerySet:
    return Inspection.objects.visible_to(user).select_related(*RELATED)


def listed(user: User, *, kind: str, technician: int, before: tuple[date, int] | None) -> dict[str, Any]:
    """One page of what `user` may see, newest first, with how many findings each has."""
    found = seen(user)
    whose = User.objects.filter(pk=technician).first() if technician else None
    if whose:
        found = found.filter(technician=whose)
    if kind in Inspection.Kind.values:
        found = found.filter(kind=kind)
    rows: list[Any] = list(found.newest_first(before=before).prefetch_related("items")[: A_PAGE + 1])
    shown, more = rows[:A_PAGE], len(rows) > A_PAGE
    for one in shown:
        one.findings = sum(item.verdict == NOT_OK for item in one.items.all())
        one.tone = tone_of(one.score)
    return {
        "rows": shown,
        "kind": kind if kind in Inspection.Kind.values else "",
        "whose": whose,
        "cursor": f"{shown[-1].day.isoformat()}.{shown[-1].pk}" if more else "",
    }


def points(inspection: Inspection, language: str) -> dict[str, list[InspectedItem]]:
    """findings, in order, and what does not apply; each with its words in that language."""
    rows: list[Any] = list(inspection.items.select_related("item"))
    for row in rows:
        row.point = row.item.words(language)
    verdicts = InspectedItem.Verdict
    return {
        "findings": [row for row in rows if row.verdict == verdicts.NOT_OK],
        "in_order": [row for row in rows if row.verdict == verdicts.OK],
        "left_out": [row for row in rows if row.verdict == verdicts.NOT_APPLICABLE],
    }


def tone_of(score: int) -> str:
    """From 80 on good, from 60 on a warning, below bad."""
    return "good" if score >= GOOD else "warn" if score >= FAIR else "bad"
