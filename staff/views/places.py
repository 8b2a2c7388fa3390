"""Branches and teams."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS, refuse
from staff import opening
from staff.access import StaffRequest, role_required
from staff.forms import BranchForm, TeamForm
from staff.models import Branch, Team
from staff.opening_forms import WeekForm, special_days
from staff.roles import READERS, Role
from staff.views.people import may_change


@require_safe
@role_required(*READERS)
def branches(request: StaffRequest) -> HttpResponse:
    """Zone, currency, margin and pool owner of each branch."""
    found = Branch.objects.select_related("pool_owner")
    return render(request, "staff/branches.html", {"branches": found, "may_change": may_change(request)})


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def add_branch(request: StaffRequest) -> HttpResponse:
    return edit(request, BranchForm(request.POST or None), back="staff:branches")


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def branch(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Branch, pk=pk)
    form = BranchForm(request.POST or None, instance=found)
    return edit(request, form, back="staff:branches", **hour_forms(opening.openings([pk])[pk]))


@require_POST
@role_required(Role.ADMINISTRATOR)
def hours(request: StaffRequest, pk: int) -> HttpResponse:
    """Save when the branch is open; complaints that run are counted anew within a minute."""
    found = get_object_or_404(Branch, pk=pk)
    said = opening.openings([pk])[pk]
    forms = hour_forms(said, request.POST)
    if saved_hours(forms, found, request):
        return redirect("staff:branch", pk=pk)
    return edit(request, BranchForm(instance=found), back="staff:branches", status=422, **forms)


def hour_forms(said: opening.Opening, data: Any = None) -> dict[str, Any]:
    return {"week": WeekForm(data, opening=said), "special": special_days(data, opening=said)}


def saved_hours(forms: dict[str, Any], branch: Branch, request: StaffRequest) -> bool:
    week, special = forms["week"], forms["special"]
    if not all([week.is_valid(), special.is_valid()]):
        return False
    version = week.cleaned_data["version"]
    try:
        opening.save_hours(
            branch=branch, week=week.week, special=special.special(), version=version, by=request.user
        )
    except ValidationError as error:
        refuse(week, error)
        return False
    return True


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def add_team(request: StaffRequest) -> HttpResponse:
    return edit(request, TeamForm(request.POST or None), back="staff:people")


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def team(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    return edit(request, TeamForm(request.POST or None, instance=found), back="staff:people")


def edit(
    request: StaffRequest, form: ModelForm, *, back: str, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the form, or save it and go back to the list. more: other forms of the page."""
    if form.is_bound and form.is_valid():
        form.save()
        return redirect(back)
    kind = form._meta.model._meta.model_name
    context = {"form": form, "kind": kind, "back": back, "is_new": form.instance.pk is None, **more}
    return render(request, "staff/place.html", context, status=422 if form.errors else status)
