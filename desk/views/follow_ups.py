"""Third-day calls, one customer at a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import saved
from desk.contacts.policy import contact_policy
from desk.follow_ups import reads, services
from desk.follow_ups.forms import AnswerForm
from desk.models import FollowUp
from desk.views.answers import UNFIT, today_of
from desk.views.promises import number
from staff.access import StaffRequest, everybody, writers_only


@require_GET
@everybody
def follow_ups(request: StaffRequest) -> HttpResponse:
    """Today's calls, those that are late, those that are done; with the one that is made now."""
    return calls(request, at=number(request.GET.get("at", "")))


@require_POST
@writers_only
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Reached: what he said. The next one is called then."""
    call = found(request, pk)
    form = AnswerForm(request.POST)
    if not saved(form, services.reached, follow_up=call, by=request.user):
        return calls(request, at=pk, form=form, status=UNFIT)
    return next_one(request, _("The answer of %(name)s is written down") % {"name": call.customer.name})


@require_POST
@writers_only
def not_reached(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody answered: tried again on the next day of calling, as long as the policy says."""
    call = found(request, pk)
    tries = number(request.POST.get("tries", ""))
    call = services.not_reached(follow_up=call, by=request.user, tries=tries)
    if call.state == FollowUp.State.OPEN:
        text = _("%(name)s is called again on the next day")
    else:
        text = _("%(name)s was never reached and is given up")
    return next_one(request, text % {"name": call.customer.name})


def next_one(request: StaffRequest, text: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, text)
        return redirect(f"{reverse('desk:follow_ups')}?show={request.GET.get('show', '')}")
    return trigger_client_event(calls(request), "toast", {"text": text})


def calls(
    request: StaffRequest, *, at: int = 0, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, or by htmx what stands on it."""
    shown = reads.calls(request.user, show=request.GET.get("show", ""), on=today_of(request.user), at=at)
    policy = contact_policy()
    context = shown | {"form": form or AnswerForm(), "policy": policy}
    template = "desk/_follow_ups.html" if request.htmx else "desk/follow_ups.html"
    return render(request, template, context, status=status)


def found(request: StaffRequest, pk: int) -> FollowUp:
    seen = FollowUp.objects.visible_to(request.user).select_related("customer__branch")
    call: FollowUp = get_object_or_404(seen, pk=pk)
    return call
