"""Who is away: the month of a team, entering, changing, taking back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from churn_crm.ui import figures
from churn_crm.ui.saving import FORM_METHODS, saved
from staff import absences as service
from staff import calendar
from staff.absence_forms import AbsenceForm, ChangeAbsenceForm
from staff.access import StaffRequest, everybody, writers_only
from staff.away import today_of
from staff.models import Absence


@require_safe
@everybody
def absences(request: StaffRequest) -> HttpResponse:
    """The month of one's team, or of any for who sees all. Why somebody is away is for him and his leads."""
    user, today = request.user, today_of(request.user)
    groups = calendar.groups_of(user)
    group = request.GET.get("of", "")
    first = calendar.month_of(request.GET.get("month", ""), today=today)
    shown = calendar.month(calendar.people_of(user, group), first=first, today=today, seen_by=user)
    context = {
        "month": shown,
        "groups": groups,
        "group": group if group in dict(groups) else groups[0][0],
        "today": today,
        "changeable": set(service.may_enter_for(user).values_list("pk", flat=True)),
    }
    return render(request, "staff/absences.html", context)


@require_http_methods(FORM_METHODS)
@writers_only
def add(request: StaffRequest) -> HttpResponse:
    form = AbsenceForm(request.POST or None, by=request.user, today=today_of(request.user))
    if request.method == "POST" and saved(form, service.enter_absence, by=request.user):
        entered = Absence.objects.get(token=form.cleaned_data["token"])
        undo = reverse("staff:absence_remove", args=[entered.pk])
        tell(request, entered, _("%(name)s is away until %(day)s."), undo)
        return redirect("staff:absence", pk=entered.pk)
    return render(request, "staff/absence.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@writers_only
def absence(request: StaffRequest, pk: int) -> HttpResponse:
    """One absence: what falls due meanwhile, and the days to be changed."""
    found = own_or_404(request, pk, standing=True)
    initial = {name: getattr(found, name) for name in ("starts_on", "ends_on", "kind", "deputy")}
    form = ChangeAbsenceForm(request.POST or None, person=found.person, initial=initial)
    if request.method == "POST" and saved(form, service.change_absence, absence=found):
        found.refresh_from_db()
        tell(request, found, _("%(name)s is away until %(day)s."))
        return redirect("staff:absence", pk=pk)
    context = {"form": form, "absence": found}
    return render(request, "staff/absence.html", context, status=422 if form.errors else 200)


@require_POST
@writers_only
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """He is not away after all."""
    found = own_or_404(request, pk)
    service.take_back(absence=found, by=request.user)
    undo = reverse("staff:absence_back", args=[pk])
    return answer(request, _("The absence of %(name)s is taken back.") % {"name": found.person}, undo)


@require_POST
@writers_only
def back(request: StaffRequest, pk: int) -> HttpResponse:
    """What was taken back stands again."""
    found = own_or_404(request, pk)
    try:
        service.put_back(absence=found)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return HttpResponseClientRedirect(reverse("staff:absences"))
    return answer(request, _("The absence of %(name)s stands again.") % {"name": found.person})


def own_or_404(request: StaffRequest, pk: int, *, standing: bool = False) -> Absence:
    """One that this person may change."""
    mine = Absence.objects.filter(person__in=service.may_enter_for(request.user))
    found: Absence = get_object_or_404(mine.select_related("person__branch", "deputy"), pk=pk)
    if standing and found.removed_at:
        raise Http404
    return found


def tell(request: StaffRequest, found: Absence, words: str, undo: str = "") -> None:
    said: dict[str, Any] = {"name": found.person, "day": figures.day(found.ends_on)}
    messages.success(request, words % said, extra_tags=undo)


def answer(request: StaffRequest, words: str, undo: str = "") -> HttpResponse:
    """To the month; the same for htmx, which is how Undo asks."""
    messages.success(request, words, extra_tags=undo)
    month = reverse("staff:absences")
    return HttpResponseClientRedirect(month) if request.htmx else redirect(month)
