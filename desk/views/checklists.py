"""Checklists for those who decide; others read them on the form."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS, refuse
from desk.models import Checklist
from desk.quality.inspections import checklists
from desk.quality.inspections.forms import ChecklistForm, PointsForm
from desk.views.answers import UNFIT
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, LEADERS


@require_safe
@role_required(*LEADERS)
def index(request: StaffRequest) -> HttpResponse:
    """All checklists with their newest version; those out of use last."""
    found = Checklist.objects.prefetch_related("versions__items", "versions__made_by")
    context = {
        "checklists": [
            {"checklist": one, "version": list(one.versions.all())[-1]}
            for one in found.order_by("retired_at", "pk")
        ],
        "may_change": request.user.decides,
    }
    return render(request, "desk/checklists.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def add(request: StaffRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form, points = ChecklistForm(data, initial={"token": uuid4()}), PointsForm(data, prefix="point")
    if data is not None and save(form, points, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("desk:checklists")
    return edited(request, form, points)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """A change is a new version: inspections keep the points by which they were made."""
    checklist = get_object_or_404(Checklist, pk=pk)
    version = checklists.newest(checklist)
    rows = [
        {"place": item.place, "key": item.key, "weight": item.weight}
        | {"words_zh": item.words_zh, "words_en": item.words_en}
        for item in version.items.all()
    ]
    names = {"name_zh": checklist.name_zh, "name_en": checklist.name_en, "number": version.number}
    data = request.POST if request.method == "POST" else None
    form, points = ChecklistForm(data, initial=names), PointsForm(data, prefix="point", initial=rows)
    if data is not None and save(form, points, by=request.user, checklist=checklist):
        messages.success(request, _("Saved. New inspections are made by it."))
        return redirect("desk:checklists")
    return edited(request, form, points, checklist=checklist, version=version)


def save(form: Any, points: Any, *, by: Any, checklist: Checklist | None = None) -> bool:
    """A new checklist, or a new version of this one; False when the forms or the service refuse."""
    if not (form.is_valid() and points.is_valid()):
        return False
    said = {**form.cleaned_data, "points": points.points(), "by": by}
    try:
        if checklist is None:
            del said["number"]
            checklists.make(**said)
        else:
            del said["token"]
            checklists.revise(checklist=checklist, **(said | {"number": said["number"] or 0}))
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


@require_POST
@role_required(*DECIDERS)
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Out of use; with back=1 in use again."""
    checklists.retire(checklist=get_object_or_404(Checklist, pk=pk), retired="back" not in request.POST)
    return redirect("desk:checklists")


def edited(request: StaffRequest, form: Any, points: Any, **more: Any) -> HttpResponse:
    wrong = form.errors or any(points.errors) or (points.is_bound and points.non_form_errors())
    context = {"form": form, "points": points, **more}
    return render(request, "desk/checklist_edit.html", context, status=UNFIT if wrong else 200)
