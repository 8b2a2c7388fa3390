"""Inspections and rectifications for tests."""

import uuid
from datetime import timedelta
from typing import Any

from churn_crm import clock
from desk.models import Checklist, InspectedItem, Inspection, Rectification, WorkOrderRating
from desk.quality.inspections import checklists, services
from desk.quality.inspections.checklists import Point
from desk.quality.inspections.services import Found
from desk.quality.ratings.services import rate
from desk.quality.rectifications.services import ask

POINTS = (
    Point("工位整洁", "Bay is tidy", 1),
    Point("按力矩拧紧车轮", "Wheels tightened by torque", 3),
    Point("客户在场确认", "Customer confirmed on the spot", 2),
)


def a_checklist(**said: Any) -> Checklist:
    return checklists.make(by=None, name_zh="车间", name_en="Workshop", **({"points": POINTS} | said))


def inspected(by: Any, *, verdicts: tuple[str, ...] = ("ok", "not_ok", "na"), **said: Any) -> Inspection:
    """One by a checklist of its own; 25 of 100 unless the verdicts are others."""
    version = checklists.newest(a_checklist())
    items = {
        item.pk: Found(verdict, "Wheel nuts by feeling" if verdict == "not_ok" else "")
        for item, verdict in zip(version.items.all(), verdicts, strict=True)
    }
    place = said["customer"].branch if said.get("customer") else by.branch
    usual = {"kind": "on_site", "branch": place, "token": uuid.uuid4()}
    return services.write_down(by=by, version=version, items=items, **(usual | said))


def finding(inspection: Inspection) -> InspectedItem:
    return InspectedItem.objects.select_related("inspection").get(inspection=inspection, verdict="not_ok")


def asked(by: Any, person: Any, **said: Any) -> Rectification:
    """Something to put right in three days."""
    usual = {
        "what": "Torque wrench at every bay",
        "due_at": clock.now() + timedelta(days=3),
        "token": uuid.uuid4(),
    }
    return ask(by=by, person=person, **(usual | said))


def rated(visit: Any, by: Any, score: int = 5, **said: Any) -> WorkOrderRating:
    return rate(visit=visit, by=by, score=score, **({"channel": "paper", "token": uuid.uuid4()} | said))
