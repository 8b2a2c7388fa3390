"""The policy of the quality index."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS, saved_over
from customers import history
from desk.models import QualityPolicy, QualityPolicyEvent
from desk.quality.index import policies
from desk.quality.index.forms import QualityPolicyForm
from desk.quality.index.preview import outcome
from desk.quality.index.reads import Quality
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS

HISTORY = history.Source(
    "policy", QualityPolicyEvent, QualityPolicy, lazy("Policy of the quality index"), of="pgh_obj"
)


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """All of it on one page. Two who change it at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = QualityPolicyForm(asked, instance=policies.quality_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        toasts.success(
            request, _("Saved. The index and its past months are measured anew within a quarter of an hour.")
        )
        return redirect("desk:quality_policy")
    return page(request, form)


@require_POST
@role_required(*DECIDERS)
def preview(request: StaffRequest) -> HttpResponse:
    """Who would move under what stands in the form; nothing is saved."""
    form = QualityPolicyForm(request.POST, instance=policies.quality_policy())
    day = Quality(request.user).day
    found = outcome(form.instance, day=day) if form.is_valid() and day else None
    if request.htmx:
        context = {"outcome": found, "form": form}
        return render(request, "desk/_quality_outcome.html", context, status=422 if form.errors else 200)
    return page(request, form, outcome=found)


def page(request: StaffRequest, form: QualityPolicyForm, **more: Any) -> HttpResponse:
    context = {
        "policy": policies.quality_policy(),
        "form": form,
        "entries": history.of_sources(HISTORY),
        "may_change": request.user.decides,
        **more,
    }
    return render(request, "desk/quality_policy.html", context, status=422 if form.errors else 200)
