"""Branches and teams."""

from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from staff.access import StaffRequest, role_required
from staff.forms import BranchForm, TeamForm
from staff.models import Branch, Team
from staff.roles import Role
from staff.views.people import READERS, may_change

FORM_METHODS = ["GET", "HEAD", "POST"]


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
    return edit(request, BranchForm(request.POST or None, instance=found), back="staff:branches")


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def add_team(request: StaffRequest) -> HttpResponse:
    return edit(request, TeamForm(request.POST or None), back="staff:people")


@require_http_methods(FORM_METHODS)
@role_required(Role.ADMINISTRATOR)
def team(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    return edit(request, TeamForm(request.POST or None, instance=found), back="staff:people")


def edit(request: StaffRequest, form: ModelForm, *, back: str) -> HttpResponse:
    """Show the form, or save it and go back to the list."""
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(back)
    kind = form._meta.model._meta.model_name
    context = {"form": form, "kind": kind, "back": back, "is_new": form.instance.pk is None}
    return render(request, "staff/place.html", context, status=422 if form.errors else 200)
