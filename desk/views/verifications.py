"""Verification calls, one at a time. Whoever makes them is told neither the doubt nor the old score."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import saved
from desk.models import VerificationCall
from desk.quality.truth import listing, services
from desk.quality.truth.forms import VerificationForm
from desk.views.answers import UNFIT, today_of
from desk.views.promises import number
from staff.access import StaffRequest, everybody, writers_only


@require_GET
@everybody
def verifications(request: StaffRequest) -> HttpResponse:
    """One's own calls until today, those without an agent, those that one has made."""
    return calls(request, at=number(request.GET.get("at", "")))


@require_GET
@everybody
def mine(request: StaffRequest) -> HttpResponse:
    """One's own on the first page of the desk, as a fragment; nothing where there are none."""
    context = listing.on_desk(request.user, on=today_of(request.user))
    return render(request, "desk/_my_verifications.html", context)


@require_POST
@writers_only
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Reached: what he said. The next one is called then."""
    call = found(request, pk)
    form = VerificationForm(request.POST)
    if not saved(form, services.answered, call=call, by=request.user):
        return calls(request, at=pk, form=form, status=UNFIT)
    return next_one(request, _("The answer of %(name)s is written down") % {"name": call.customer.name})


@require_POST
@writers_only
def not_reached(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody answered: tried again on the next day of calling, as long as the policy of calls says."""
    call = found(request, pk)
    tries = number(request.POST.get("tries", ""))
    try:
        call = services.not_reached(call=call, by=request.user, tries=tries)
    except ValidationError as error:
        return next_one(request, " ".join(error.messages))
    if call.state == VerificationCall.State.OPEN:
        text = _("%(name)s is called again on the next day")
    else:
        text = _("%(name)s was never reached and is given up")
    return next_one(request, text % {"name": call.customer.name})


@require_POST
@writers_only
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """A call that no agent may make is made by whoever leads."""
    try:
        call = services.take(call=found(request, pk), by=request.user)
    except ValidationError as error:
        return next_one(request, " ".join(error.messages))
    return next_one(request, _("You call %(name)s") % {"name": call.customer.name})


def next_one(request: StaffRequest, text: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, text)
        return redirect(f"{reverse('desk:verifications')}?show={request.GET.get('show', '')}")
    return trigger_client_event(calls(request), "toast", {"text": text})


def calls(
    request: StaffRequest, *, at: int = 0, form: VerificationForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, or by htmx what stands on it."""
    show = request.GET.get("show", "")
    shown = listing.calls(request.user, show=show, on=today_of(request.user), at=at)
    template = "desk/_verifications.html" if request.htmx else "desk/verifications.html"
    return render(request, template, shown | {"form": form or VerificationForm()}, status=status)


def found(request: StaffRequest, pk: int) -> VerificationCall:
    seen = VerificationCall.objects.visible_to(request.user).select_related("customer__branch", "doubt")
    call: VerificationCall = get_object_or_404(seen, pk=pk)
    return call
