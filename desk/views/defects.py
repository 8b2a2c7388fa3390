"""Defects: their list, declaring one, whom it concerns, telling them, and noting who was called."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from churn_crm.ui.saving import FORM_METHODS, saved
from desk.defects import looking, reads, services
from desk.defects.forms import DefectForm
from desk.models import Affected, Complaint, Defect
from desk.views.answers import UNFIT, today_of
from staff.access import StaffRequest, everybody, role_required, writers_only
from staff.roles import LEADS

LOOKS = 10
RELATED = ("category", "technician", "declared_by", "notified_by", "withdrawn_by", "complaint", "matter")


@require_safe
@everybody
def index(request: StaffRequest) -> HttpResponse:
    """The defects that concern one's customers; after a cursor only further rows."""
    cursor = request.GET.get("cursor", "")
    rows, following = reads.page(request.user, cursor=cursor)
    context = {
        "rows": rows,
        "next": f"?cursor={following}" if following else "",
        "leads": request.user.role in LEADS,
    }
    partial = request.htmx and cursor
    return render(request, "desk/_defect_rows.html" if partial else "desk/defects.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*LEADS)
def declare(request: StaffRequest) -> HttpResponse:
    """Declare a defect, from a complaint (?complaint=) or by hand; whom it concerns is shown then."""
    form = DefectForm(request.POST or None, by=request.user, initial=suggested(request))
    if request.method == "POST" and saved(form, services.declare, by=request.user):
        defect = Defect.objects.get(token=form.cleaned_data["token"])
        undo = reverse("desk:defect_withdraw", args=[defect.pk])
        messages.success(request, _("%(defect)s is declared") % {"defect": defect}, extra_tags=undo)
        return redirect("desk:defect", defect.pk)
    context = {"form": form}
    return render(request, "desk/defect_edit.html", context, status=UNFIT if form.errors else 200)


def suggested(request: StaffRequest) -> dict[str, Any]:
    """What is known from the complaint: its visit's technician and day."""
    today = today_of(request.user)
    key = request.GET.get("complaint", "")
    number = int(key) if key.isdecimal() and len(key) < 19 else 0
    complaint = Complaint.objects.visible_to(request.user).filter(pk=number).select_related("visit").first()
    visit = complaint.visit if complaint else None
    return {
        "complaint": complaint.pk if complaint else None,
        "technician": visit.technician_id if visit else None,
        "first_day": visit.day if visit else None,
        "last_day": today,
    }


@require_safe
@everybody
def defect(request: StaffRequest, pk: int) -> HttpResponse:
    """One defect and its customers; after a cursor only further rows."""
    return show(request, seen(request, pk))


def seen(request: StaffRequest, pk: int) -> Defect:
    return get_object_or_404(Defect.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


def show(request: StaffRequest, found: Defect) -> HttpResponse:
    """The page of one, or after a cursor further customers whom it concerns."""
    asked = request.GET.get("show", "")
    cursor = request.GET.get("cursor", "")
    rows, following = reads.of_defect(found, request.user, show=asked, cursor=cursor)
    context: dict[str, Any] = {
        "defect": found,
        "rows": rows,
        "next": f"?show={asked}&cursor={following}" if following else "",
        "leads": request.user.role in LEADS,
    }
    if request.htmx and cursor:
        return render(request, "desk/_affected_rows.html", context)
    reads.counted([found])
    counts: dict[str, int] = found.counts  # type: ignore[attr-defined]
    context |= {
        "tabs": [(name, label, counts[name or "all"]) for name, label in reads.SHOW.items()],
        "asked": asked,
        "counts": counts,
        "looks_on": looking.goes_on(found),
        "looks": found.looks.select_related("by")[:LOOKS],
        "seen_count": Affected.objects.visible_to(request.user).filter(defect=found).count(),
        "listed": counts["all"] + counts["out"],
    }
    return render(request, "desk/defect.html", context)


@require_POST
@role_required(*LEADS)
def notify(request: StaffRequest, pk: int) -> HttpResponse:
    """Everybody whom it concerns is told."""
    return done(request, seen(request, pk), services.notify, _("Customers are being told"), by=request.user)


@require_POST
@role_required(*LEADS)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """It was no defect; nobody is told."""
    return done(request, seen(request, pk), services.withdraw, _("The defect is taken back"), by=request.user)


@require_POST
@role_required(*LEADS)
def look_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Later visits and imports are looked through, too."""
    found = seen(request, pk)
    try:
        count = services.look_again(defect=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = ngettext("%(n)d customer more", "%(n)d customers more", count)
        messages.success(request, words % {"n": count})
    return redirect("desk:defect", pk)


def done(
    request: StaffRequest, found: Defect, service: Callable[..., Any], text: str, **said: Any
) -> HttpResponse:
    try:
        service(defect=found, **said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)
    return HttpResponseClientRefresh() if request.htmx else redirect("desk:defect", found.pk)


@require_POST
@role_required(*LEADS)
def leave_out(request: StaffRequest, pk: int) -> HttpResponse:
    """It does not concern this customer; undo takes him in again."""
    reason = request.POST.get("reason", "")[:200]
    undo = reverse("desk:affected_take_in", args=[pk])
    return row_done(
        request, pk, services.leave_out, _("%(name)s is left out"), undo=undo, by=request.user, reason=reason
    )


@require_POST
@role_required(*LEADS)
def take_in(request: StaffRequest, pk: int) -> HttpResponse:
    """It concerns this customer after all."""
    return row_done(request, pk, services.take_in, _("%(name)s is affected again"))


@require_POST
@writers_only
def told(request: StaffRequest, pk: int) -> HttpResponse:
    """This customer was told by telephone."""
    return row_done(request, pk, services.told_by_phone, _("%(name)s has been told"), by=request.user)


def row_done(
    request: StaffRequest, pk: int, service: Callable[..., Any], text: str, *, undo: str = "", **said: Any
) -> HttpResponse:
    rows = Affected.objects.visible_to(request.user).select_related("customer")
    row = get_object_or_404(rows, pk=pk)
    try:
        service(affected=row, **said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text % {"name": row.customer.name}, extra_tags=undo)
    return HttpResponseClientRefresh() if request.htmx else redirect("desk:defect", row.defect_id)
