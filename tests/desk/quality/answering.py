"""Answers of every kind for tests of the quality index."""

import uuid

from churn_crm import clock
from desk.models import (
    Checklist,
    ChecklistVersion,
    Complaint,
    Inspection,
    Recommendation,
    SatisfactionScore,
    WorkOrderRating,
)
from tests.factories import VisitFactory, at


def visit(customer, day, **told):
    return VisitFactory(customer=customer, day=day, branch=customer.branch, **told)


def score(visit, day, said, *, source, **told):
    return SatisfactionScore.objects.create(
        customer=visit.customer,
        visit=visit,
        score=said,
        source=source,
        day=day,
        logged_at=at(day),
        token=uuid.uuid4(),
        **told,
    )


def recommendation(visit, day, said, **told):
    return Recommendation.objects.create(
        customer=visit.customer,
        visit=visit,
        score=said,
        source="link",
        day=day,
        logged_at=at(day),
        **{"token": uuid.uuid4(), **told},
    )


def complaint(visit, day, *, severity):
    return Complaint.objects.create(
        customer=visit.customer,
        visit=visit,
        cause="waiting",
        severity=severity,
        text="Two hours",
        day=day,
        logged_at=at(day),
        token=uuid.uuid4(),
    )


def rating(visit, day, said, **told):
    return WorkOrderRating.objects.create(
        customer=visit.customer,
        visit=visit,
        branch=visit.branch,
        technician=visit.technician,
        score=said,
        day=day,
        given_at=at(day),
        channel="paper",
        **told,
    )


def inspection(branch, technician, inspector, day, said):
    checklist, _new = Checklist.objects.get_or_create(
        name_zh="车间", name_en="Workshop", defaults={"made_at": clock.now()}
    )
    version, _new = ChecklistVersion.objects.get_or_create(
        checklist=checklist, number=1, defaults={"made_at": clock.now()}
    )
    return Inspection.objects.create(
        kind="on_site",
        version=version,
        branch=branch,
        technician=technician,
        inspector=inspector,
        day=day,
        made_at=at(day),
        score=said,
        token=uuid.uuid4(),
    )
