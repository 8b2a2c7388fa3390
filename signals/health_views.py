"""How health went with one customer, and why it changed in a night."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from churn_crm import clock
from churn_crm.ui.figures import day as words_of
from churn_crm.ui.strip import month_label
from customers.models import Customer
from signals import ledger
from signals.chance_then import chance_then
from signals.health import drawing, history
from signals.health.days import Day, telling
from signals.health.words import GROUPS, summary
from signals.policies import scoring_policy
from signals.tiers_of_nights import names_of
from signals.upkeep.card import FACTORS
from signals.views import day_of
from staff.access import StaffRequest, everybody

PERIODS = ((28, gettext_lazy("28 days")), (180, gettext_lazy("180 days")), (730, gettext_lazy("2 years")))
USUAL = 180


@require_safe
@everybody
def of_customer(request: StaffRequest, pk: int) -> HttpResponse:
    """The card of his score history, over one of three periods."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    period = period_of(request.GET.get("days", ""))
    night = ledger.newest()
    since = (night.run.day if night else clock.last_finished_day()) - timedelta(days=period)
    days = history.days_of(pk, since=since)
    context: dict[str, Any] = {"customer": customer, "period": period, "periods": PERIODS, "days": days}
    context |= chart_context(pk, days, since=since) if days else {}
    return render(request, "signals/_health.html", context)


def chart_context(pk: int, days: list[Day], *, since: date) -> dict[str, Any]:
    """The drawing, its night that tells most, and the figures that health.js reads."""
    policy = scoring_policy()
    bands = {"at_risk_below": policy.at_risk_below, "well_from": policy.well_from}
    drawn, change = drawing.draw(days, since=since, **bands), history.change_on(pk, telling(days))
    chosen = next(nth for nth, one in enumerate(days) if change and one.day == change.after.day)
    return {
        "summary": summary(days),
        "bands": bands,
        "drawn": drawn,
        "layout": drawing.LAYOUT,
        "crossed": crossed(pk, drawn.crossed),
        "months": [(x, month_label(first)) for x, first in drawn.months],
        "group_names": GROUPS.values(),
        "chosen": chosen,
        "marked": drawn.points[chosen],
        "change": change,
        "points": [as_json(point) for point in drawn.points],
    }


def crossed(pk: int, borders: list[drawing.Crossing]) -> list[dict[str, Any]]:
    """The borders of his tiers, each in the months that its night followed."""
    names = names_of(pk, (one.day for one in borders))
    return [{"x": one.x, "named": one.named, "words": names[one.day][one.tier]} for one in borders]


def as_json(point: drawing.Point) -> dict[str, Any]:
    """One night for health.js."""
    return {
        "day": point.at.day.isoformat(),
        "words": words_of(point.at.day, "short"),
        "health": point.at.health,
        "x": point.x,
        "y": point.y,
        "anchor": point.anchor,
    }


def period_of(text: str) -> int:
    return next((days for days, _words in PERIODS if str(days) == text), USUAL)


@require_safe
@everybody
def of_day(request: StaffRequest, pk: int, day: str) -> HttpResponse:
    """What changed on one day, as a fragment."""
    return render(request, "signals/_health_day.html", {"change": change_of(request, pk, day)})


@require_safe
@everybody
def chance_of_day(request: StaffRequest, pk: int, day: str) -> HttpResponse:
    """What made up the chance of that day, as a fragment; worked out when it is asked for."""
    change = change_of(request, pk, day)
    then = chance_then(pk, change.after)
    lines = sorted(then.points.items(), key=lambda pair: -pair[1]) if then else []
    named = [(FACTORS[factor], points) for factor, points in lines]
    return render(request, "signals/_chance_day.html", {"then": then, "lines": named})


def change_of(request: StaffRequest, pk: int, day: str) -> history.DayChange:
    """Of a customer whom one sees, on a day of which a night was kept; else 404."""
    get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    change = history.change_on(pk, day_of(day))
    if change is None:
        raise Http404
    return change
