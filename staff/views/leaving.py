"""Somebody leaves: written down and read by managers and administrators, never by the person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from churn_crm.ui.saving import saved
from staff import leaving as service
from staff.absence_forms import LeavingForm
from staff.access import StaffRequest, role_required
from staff.away import today_of
from staff.models import Leaving, User
from staff.roles import DECIDERS


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DECIDERS)
def leaving(request: StaffRequest, pk: int) -> HttpResponse:
    """The last day and since when managers know; saving it freezes the person's exports."""
    person = other_or_404(request, pk)
    standing = Leaving.objects.visible_to(request.user).standing().filter(person=person).first()
    today = today_of(request.user)
    known = {"last_day": standing.last_day, "told_on": standing.told_on} if standing else {"told_on": today}
    form = LeavingForm(request.POST or None, initial=known)
    if request.method == "POST" and saved(form, service.set_leaving, person=person, by=request.user):
        messages.success(request, _("Written down. %(name)s exports nothing from now on.") % {"name": person})
        return redirect("staff:people")
    context = {"form": form, "person": person, "leaving": standing, "today": today}
    return render(request, "staff/leaving.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*DECIDERS)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """The person stays."""
    person = other_or_404(request, pk)
    undo = (
        reverse("staff:leaving_back", args=[pk]) if service.withdraw(person=person, by=request.user) else ""
    )
    messages.success(request, _("%(name)s stays.") % {"name": person}, extra_tags=undo)
    return redirect("staff:people")


@require_POST
@role_required(*DECIDERS)
def back(request: StaffRequest, pk: int) -> HttpResponse:
    """The person leaves after all."""
    person = other_or_404(request, pk)
    service.put_back(person=person, by=request.user)
    people = reverse("staff:people")
    return HttpResponseClientRedirect(people) if request.htmx else redirect(people)


def other_or_404(request: StaffRequest, pk: int) -> User:
    """Nobody writes down, or reads, that he himself leaves."""
    person: User = get_object_or_404(User.objects.exclude(pk=request.user.pk), pk=pk)
    return person
