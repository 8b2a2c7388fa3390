"""Giving a compensation from a complaint's page, deciding one that is asked for, taking one back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from churn_crm.ui.saving import saved
from desk.complaints import compensating, limits
from desk.complaints.forms import CompensateForm
from desk.models import Compensation
from desk.views.complaint import after, found, refused
from staff.access import StaffRequest, role_required, writers_only

State = Compensation.State


@require_POST
@writers_only
def compensate(request: StaffRequest, pk: int) -> HttpResponse:
    """Given, or asked of the next level where it is above one's own limit."""
    complaint = found(request, pk)
    form = CompensateForm(request.POST, complaint=complaint, name="compensate")
    if not saved(form, compensating.give, complaint=complaint, by=request.user):
        return refused(request, complaint, "compensate", form)
    one = Compensation.objects.get(token=form.cleaned_data["token"])
    undo = reverse("desk:compensation_withdraw", args=[one.pk])
    return after(request, pk, said_of(one), undo=undo)


def said_of(one: Compensation) -> str:
    """What became of it, for the person who did it."""
    words = {
        State.GIVEN: _("%(what)s is given"),
        State.WAITING: _("%(what)s waits for approval: %(role)s"),
        State.APPROVED: _("%(what)s is approved"),
        State.REFUSED: _("%(what)s is refused"),
        State.WITHDRAWN: _("%(what)s is taken back"),
    }
    said = words[State(one.state)]
    return said % {"what": compensating.in_words(one), "role": one.get_waits_for_display()}


@require_POST
@role_required(*limits.LADDER)
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """It is given, or goes on to the next level when it is above the limit of this one by now."""
    return changed_by(request, pk, compensating.approve)


@require_POST
@role_required(*limits.LADDER)
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """It is not given; the reason is told to whoever asked."""
    reason = request.POST.get("reason", "")[:300]
    return changed_by(request, pk, compensating.refuse, reason=reason)


@require_POST
@writers_only
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """It is taken back and counts no longer."""
    return changed_by(request, pk, compensating.withdraw)


def changed_by(
    request: StaffRequest, pk: int, service: Callable[..., Compensation], **said: str
) -> HttpResponse:
    """The complaint's page again, with what was done or why not."""
    seen = Compensation.objects.visible_to(request.user).select_related("complaint")
    one = get_object_or_404(seen, pk=pk)
    try:
        done = service(compensation=one, by=request.user, **said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said_of(done))
    return HttpResponseClientRefresh() if request.htmx else redirect("desk:complaint", one.complaint_id)
