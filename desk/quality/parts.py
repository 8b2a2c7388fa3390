"""How ratings, inspections and rectifications join a customer's timeline."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from churn_crm.ui import figures
from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part, newest_first
from desk.models import Inspection, QualityFigure, Rectification, WorkOrderRating
from desk.quality.rectifications import states

BAD, FAIR = 2, 3
POOR, MODEST = 60, 80  # of 100
ENDS = {
    states.PASSED: ("circle-check", "good", gettext_lazy("Put right: %(what)s")),
    states.WITHDRAWN: ("circle-x", "", gettext_lazy("Rectification withdrawn: %(what)s")),
}


def rating_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    ratings = WorkOrderRating.objects.of([customer_id]).select_related("technician")
    return map(rating_event, earlier(ratings, before, field="given_at", prefix="rating")[:limit])


def rating_event(rating: WorkOrderRating) -> Event:
    said = [str(rating.technician) if rating.technician else "", timeliness(rating), rating.words]
    return Event(
        at=rating.given_at,
        key=f"rating:{rating.pk:012d}",
        kind="rating",
        icon="star",
        title=_("Rated the job %(score)d of 5") % {"score": rating.score},
        detail=" · ".join(filter(None, said)),
        tone="bad" if rating.score <= BAD else "warn" if rating.score <= FAIR else "good",
    )


def timeliness(rating: WorkOrderRating) -> str:
    """How punctual it was, in words; empty where nobody said."""
    if rating.minutes_late:
        return ngettext("%(count)d minute late", "%(count)d minutes late", rating.minutes_late) % {
            "count": rating.minutes_late
        }
    if rating.timeliness:
        return _("timeliness %(score)d of 5") % {"score": rating.timeliness}
    return "" if rating.minutes_late is None else _("on time")


def inspection_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    found = Inspection.objects.filter(customer=customer_id).counting().select_related("inspector")
    return map(inspection_event, earlier(found, before, field="made_at", prefix="inspection")[:limit])


def inspection_event(inspection: Inspection) -> Event:
    return Event(
        at=inspection.made_at,
        key=f"inspection:{inspection.pk:012d}",
        kind="inspection",
        icon="clipboard-check",
        title=_("%(kind)s: %(score)d of 100")
        % {"kind": inspection.get_kind_display(), "score": inspection.score},
        detail=" · ".join(filter(None, (str(inspection.inspector), inspection.words))),
        tone="bad" if inspection.score < POOR else "warn" if inspection.score < MODEST else "good",
    )


def rectification_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    """A rectification stands where it was asked for, and once more where it ended."""
    rows = Rectification.objects.filter(customer=customer_id).select_related("person")
    made = earlier(rows, before, field="made_at", prefix="rectify")[:limit]
    ended = earlier(rows.exclude(closed_at=None), before, field="closed_at", prefix="rectified")[:limit]
    return newest_first(map(made_event, made), map(end_event, ended), limit=limit)


def made_event(found: Rectification) -> Event:
    return Event(
        at=found.made_at,
        key=f"rectify:{found.pk:012d}",
        kind="rectification",
        icon="tool",
        title=_("To be put right until %(due)s: %(what)s")
        % {"due": figures.moment(found.due_at), "what": found.what},
        detail=str(found.person),
        tone="" if found.closed_at else "warn",
    )


def end_event(found: Rectification) -> Event:
    assert found.closed_at is not None  # noqa: S101 (only those that ended are asked for)
    icon, tone, words = ENDS[found.state]
    return Event(
        at=found.closed_at,
        key=f"rectified:{found.pk:012d}",
        kind="rectification",
        icon=icon,
        title=str(words) % {"what": found.what},
        detail=found.done_words if found.state == states.PASSED else "",
        tone=tone,
    )


PARTS = (
    Part(
        "rating",
        gettext_lazy("Ratings"),
        (WorkOrderRating,),
        page=rating_events,
        count=lambda customer_id: WorkOrderRating.objects.of([customer_id]).count(),
    ),
    Part(
        "inspection",
        gettext_lazy("Inspections"),
        (Inspection,),
        page=inspection_events,
        count=lambda customer_id: Inspection.objects.filter(customer=customer_id).counting().count(),
    ),
    Part(
        "rectification",
        gettext_lazy("Rectifications"),
        (Rectification,),
        page=rectification_events,
        count=lambda customer_id: Rectification.objects.filter(customer=customer_id).count(),
    ),
    Part("quality", gettext_lazy("Service quality"), (QualityFigure,), computed=(QualityFigure,)),
)
