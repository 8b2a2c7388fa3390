"""Third-day calls, one customer at a time."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from desk.calls.forms import AnswerForm
from desk.follow_ups import reads, services, starting
from desk.models import FollowUp
from desk.views.calls import Calls
from desk.views.promises import number
from staff.access import StaffRequest, everybody, role_required, writers_only
from staff.roles import DECIDERS

CALLS = Calls("follow_up", reads.calls, AnswerForm, services.take_in_hand)


@require_GET
@everybody
def follow_ups(request: StaffRequest) -> HttpResponse:
    """Today's calls, those that are late, those that are done; with the one that is made now."""
    return CALLS.page(request, at=number(request.GET.get("at", "")))


@require_POST
@writers_only
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """He was reached."""
    call = found(request, pk)
    return CALLS.answered(request, call, partial(services.reached, follow_up=call))


@require_POST
@writers_only
def not_reached(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody answered."""
    return CALLS.tried(request, partial(services.not_reached, follow_up=found(request, pk)))


@require_POST
@role_required(*DECIDERS)
def switch_on(request: StaffRequest) -> HttpResponse:
    """Third-day calls after every visit, from now on."""
    planned = starting.switch_on(by=request.user)
    words = ngettext(
        "Third-day calls are on: %(n)d call is planned for visits of these days.",
        "Third-day calls are on: %(n)d calls are planned for visits of these days.",
        planned,
    )
    messages.success(request, words % {"n": planned})
    return redirect("desk:follow_ups")


def found(request: StaffRequest, pk: int) -> FollowUp:
    seen = FollowUp.objects.visible_to(request.user).select_related("customer__branch")
    call: FollowUp = get_object_or_404(seen, pk=pk)
    return call
