"""The policy of sending: hours, caps, money, words; and the switch of all sending."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm import clock
from churn_crm.ui.saving import saved_over
from customers import history
from outbox import policies, switch
from outbox.models import (
    Message,
    SendingPolicy,
    SendingPolicyEvent,
    SendingSwitch,
    SendingSwitchEvent,
    Spending,
    State,
)
from outbox.policy_forms import PolicyForm, SwitchForm
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS

HISTORY = (
    history.Source("policy", SendingPolicyEvent, SendingPolicy, lazy("Sending policy"), of="pgh_obj"),
    history.Source("switch", SendingSwitchEvent, SendingSwitch, lazy("Switch"), of="pgh_obj"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """All of it on one page. Two who change it at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = PolicyForm(asked, instance=policies.sending_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        toasts.success(request, _("Saved. It counts for every message that has not left yet."))
        return redirect("outbox:policy")
    return page(request, form)


def page(request: StaffRequest, form: PolicyForm, switch_form: SwitchForm | None = None) -> HttpResponse:
    state = switch.the_switch()
    refused = bool(form.errors or (switch_form and switch_form.errors))
    in_force = policies.sending_policy()
    context: dict[str, Any] = {
        "policy": in_force,
        "form": form,
        "switch": state,
        "switch_form": switch_form or form_for(state),
        "unclear": unclear(),
        "entries": history.of_sources(*HISTORY),
        "may_change": request.user.decides,
    } | spending(in_force)
    return render(request, "outbox/policy.html", context, status=422 if refused else 200)


def unclear() -> dict[str, int]:
    """How many messages nobody knows the fate of: asked about, and for people to decide."""
    held = Message.objects.order_by()
    return {
        "asked": held.filter(state=State.UNKNOWN).count(),
        "review": held.filter(state=State.REVIEW).count(),
    }


def spending(in_force: SendingPolicy) -> dict[str, Any]:
    """This month's cost of SMS, and its share of the budget where there is one."""
    month = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date().replace(day=1)
    row = Spending.objects.filter(month=month, channel="sms").first()
    spent = row.spent if row else Decimal(0)
    budget = in_force.sms_budget
    return {"month": month, "spent": spent, "share": float(spent / budget) if budget else None}


def form_for(state: SendingSwitch, data: Any = None) -> SwitchForm:
    return SwitchForm(data, on=state.on, restored=state.off_for == SendingSwitch.Off.RESTORED)


@require_POST
@role_required(*DECIDERS)
def turn(request: StaffRequest) -> HttpResponse:
    """Switch all sending on or off."""
    form = form_for(switch.the_switch(), request.POST)
    if not form.is_valid():
        return page(request, PolicyForm(instance=policies.sending_policy()), form)
    state = switch.turn(on=form.cleaned_data["on"], by=request.user, note=form.cleaned_data["note"])
    toasts.success(request, _("Sending is switched on.") if state.on else _("Sending is switched off."))
    return redirect("outbox:policy")
