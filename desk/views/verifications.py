"""Verification calls, one at a time. Whoever makes them is told neither the doubt nor the old score."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.models import VerificationCall
from desk.quality.truth import listing, services
from desk.quality.truth.forms import VerificationForm
from desk.views.answers import today_of
from desk.views.calls import Calls
from desk.views.promises import number
from staff.access import StaffRequest, everybody, writers_only

CALLS = Calls("verification", listing.calls, VerificationForm)


@require_GET
@everybody
def verifications(request: StaffRequest) -> HttpResponse:
    """One's own calls until today, those without an agent, those that one has made."""
    return CALLS.page(request, at=number(request.GET.get("at", "")))


@require_GET
@everybody
def mine(request: StaffRequest) -> HttpResponse:
    """One's own on the first page of the desk, as a fragment; nothing where there are none."""
    context = listing.on_desk(request.user, on=today_of(request.user))
    return render(request, "desk/_my_verifications.html", context)


@require_POST
@writers_only
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """He was reached."""
    call = found(request, pk)
    return CALLS.answered(request, call, partial(services.answered, call=call))


@require_POST
@writers_only
def not_reached(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody answered."""
    return CALLS.tried(request, partial(services.not_reached, call=found(request, pk)))


@require_POST
@writers_only
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """A call that no agent may make is made by whoever leads."""
    try:
        call = services.take(call=found(request, pk), by=request.user)
    except ValidationError as error:
        return CALLS.next_one(request, " ".join(error.messages))
    return CALLS.next_one(request, _("You call %(name)s") % {"name": call.customer.name})


def found(request: StaffRequest, pk: int) -> VerificationCall:
    seen = VerificationCall.objects.visible_to(request.user).select_related("customer__branch", "doubt")
    call: VerificationCall = get_object_or_404(seen, pk=pk)
    return call
