"""The quality index: of branches and technicians, of one of them, of a customer; the answers behind it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from churn_crm.ui import figures
from churn_crm.ui.charts import Chart, Series
from customers.models import Customer
from desk.quality.index import answers, revisions
from desk.quality.index.formula import SURVEYS
from desk.quality.index.reads import Line, Quality, branches_seen, people_seen
from desk.quality.index.words import FACTORS
from desk.views.promises import number
from staff.access import StaffRequest, everybody, role_required
from staff.roles import LEADERS

SUBJECTS = ("branch", "technician", "customer")


@require_GET
@role_required(*LEADERS)
def index(request: StaffRequest) -> HttpResponse:
    """Branches and technicians with their factors and months, and the whole."""
    quality = Quality(request.user)
    context = {"quality": quality, "factors": FACTORS.values()}
    if quality.day:
        context |= {
            "whole": quality.business(),
            "branches": quality.branches(),
            "technicians": quality.technicians(),
        }
    return render(request, "desk/quality.html", context)


@require_GET
@role_required(*LEADERS)
def branch(request: StaffRequest, pk: int) -> HttpResponse:
    return subject(request, "branch", get_object_or_404(branches_seen(request.user), pk=pk))


@require_GET
@everybody
def technician(request: StaffRequest, pk: int) -> HttpResponse:
    """For himself, and for those who lead him."""
    return subject(request, "technician", get_object_or_404(people_seen(request.user), pk=pk))


def subject(request: StaffRequest, kind: str, of: Any) -> HttpResponse:
    quality = Quality(request.user)
    line = quality.of(kind, of) if quality.day else None
    context = {"quality": quality, "line": line, "of": of, "kind": kind}
    context["revised"] = revisions.of(kind, of)
    if line and line.enough:
        context["chart"] = chart(line)
    return render(request, "desk/quality_of.html", context)


def chart(line: Line) -> Chart:
    """The index of the last months between the limits of its interval."""
    rows = [row for _day, row in line.months]

    def of(name: str) -> list[float | None]:
        return [rounded(getattr(row, name, None)) for row in rows]

    labels = [figures.day(day, "short") for day, _row in line.months]
    series = (
        Series(_("Index"), of("value")),
        Series(_("at least"), of("lower"), colour="mute", dashed=True),
        Series(_("at most"), of("upper"), colour="mute", dashed=True),
    )
    return Chart("lines", labels, series)


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


@require_GET
@everybody
def customer(request: StaffRequest, pk: int) -> HttpResponse:
    """The part of the customer page."""
    found = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    quality = Quality(request.user)
    line = quality.of("customer", found) if quality.day else None
    return render(request, "desk/_quality_panel.html", {"quality": quality, "line": line})


@require_GET
@everybody
def answered(request: StaffRequest) -> HttpResponse:
    """The list behind a number; after a cursor only further rows."""
    quality = Quality(request.user)
    of = asked_about(request)
    factor = request.GET.get("factor", "")
    context: dict[str, Any] = {"quality": quality, "of": of, "factor": FACTORS.get(factor, "")}
    cursor = request.GET.get("cursor", "")
    if quality.day:
        first, last = answers.window_of(quality.day, quality.policy.window_days)
        wanted = answers.Wanted({name: one.pk for name, one in of.items()}, factor, first, last)
        rows, more = answers.page(request.user, wanted, answers.read_cursor(cursor))
        context |= {"rows": rows, "first": first, "last": last}
        context["count"] = None if cursor else answers.count(request.user, wanted)
        asked = {**{name: one.pk for name, one in of.items()}, "factor": factor}
        context["more"] = urlencode({**asked, "cursor": more}) if more else ""
    template = "desk/_quality_answer_rows.html" if cursor else "desk/quality_answers.html"
    context |= {"visits": factor == answers.VISITS, "twice": factor in ("", SURVEYS)}
    return render(request, template, context)


def asked_about(request: StaffRequest) -> dict[str, Any]:
    """Whose answers are asked for, of those whom this person may see; the whole is for leads."""
    seen: dict[str, Any] = {
        "branch": branches_seen(request.user),
        "technician": people_seen(request.user),
        "customer": Customer.objects.visible_to(request.user),
    }
    found = {
        name: get_object_or_404(seen[name], pk=number(request.GET[name]))
        for name in SUBJECTS
        if request.GET.get(name)
    }
    if not found and request.user.role not in LEADERS:
        raise Http404
    return found
