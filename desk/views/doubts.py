"""Doubts whether ratings are true: the list, one with its evidence, what is done about it, the policy."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS, saved, saved_over
from customers import history
from desk.models import Doubt, TruthPolicy, TruthPolicyEvent
from desk.quality.index import doubted
from desk.quality.truth import listing, services, verifying
from desk.quality.truth import policy as policies
from desk.quality.truth.forms import DecideForm, PolicyForm
from desk.views.answers import UNFIT
from desk.views.promises import number
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, LEADERS, READERS

HISTORY = (history.Source("policy", TruthPolicyEvent, TruthPolicy, lazy("Truth check"), of="pgh_obj"),)
deciders = role_required(*DECIDERS)


@require_GET
@role_required(*LEADERS)
def doubts(request: StaffRequest) -> HttpResponse:
    """Those about people whom one leads; managers and auditors see all but the ones about themselves."""
    asked = request.GET
    context = listing.doubts(
        request.user,
        show=asked.get("show", ""),
        check=asked.get("check", ""),
        branch=number(asked.get("branch", "")),
    )
    return render(request, "desk/doubts.html", context)


@require_GET
@role_required(*LEADERS)
def doubt(request: StaffRequest, pk: int) -> HttpResponse:
    """One doubt with its numbers, the ratings behind it, its calls and its history."""
    return page(request, found(request, pk))


@require_POST
@deciders
def verify(request: StaffRequest, pk: int) -> HttpResponse:
    """A sample of the customers behind it is called."""
    return attempt(request, found(request, pk), verifying.verify, _("The calls are on their lists"))


@require_POST
@deciders
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirmed, refuted or let be."""
    one = found(request, pk)
    form = DecideForm(request.POST)
    if not saved(form, services.decide, doubt=one, by=request.user):
        return page(request, one, form=form, status=UNFIT)
    messages.success(request, _("Decided. What counts has been corrected."))
    return redirect("desk:doubt", pk)


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """All of it on one page. Two who change it at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = PolicyForm(asked, instance=policies.truth_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        messages.success(request, _("Saved. It counts from the next night on."))
        return redirect("desk:truth_policy")
    context = {
        "policy": policies.truth_policy(),
        "form": form,
        "entries": history.of_sources(*HISTORY),
        "may_change": request.user.decides,
    }
    return render(request, "desk/truth_policy.html", context, status=UNFIT if form.errors else 200)


def attempt(request: StaffRequest, one: Doubt, service: Callable[..., Any], text: str) -> HttpResponse:
    """Call the service; what it refuses is said as it stands."""
    try:
        service(doubt=one, by=request.user)
        messages.success(request, text)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("desk:doubt", one.pk)


def page(
    request: StaffRequest, one: Doubt, *, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    context = listing.one(one) | {
        "form": form or DecideForm(),
        "may_decide": request.user.decides,
        "index": doubted.change_by(one),
    }
    return render(request, "desk/doubt.html", context, status=status)


def found(request: StaffRequest, pk: int) -> Doubt:
    seen = Doubt.objects.visible_to(request.user).select_related(*listing.RELATED)
    one: Doubt = get_object_or_404(seen, pk=pk)
    return one
