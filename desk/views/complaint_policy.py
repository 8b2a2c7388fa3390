"""The policy of complaints: how long each may take; what another policy would change, before it is saved."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS, saved_over
from customers import history
from desk.complaints import policies, words
from desk.complaints.forms import PolicyForm
from desk.complaints.preview import outcome
from desk.models import Complaint, ComplaintPolicy, ComplaintPolicyEvent
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS

HISTORY = history.Source(
    "policy", ComplaintPolicyEvent, ComplaintPolicy, lazy("Policy of complaints"), of="pgh_obj"
)
ECHELONS = (1, 2, 3)


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """All of it on one page. Two who change it at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = PolicyForm(asked, instance=policies.complaint_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        toasts.success(request, _("Saved. Open complaints are counted by it within a minute."))
        return redirect("desk:complaint_policy")
    return page(request, form)


@require_POST
@role_required(*DECIDERS)
def preview(request: StaffRequest) -> HttpResponse:
    """Who would be over under what stands in the form; nothing is saved."""
    form = PolicyForm(request.POST, instance=policies.complaint_policy())
    found = outcome(form.instance, user=request.user) if form.is_valid() else None
    if request.htmx:
        context = {"outcome": found, "form": form}
        return render(request, "desk/_complaint_outcome.html", context, status=200 if found else 422)
    return page(request, form, outcome=found)


def page(request: StaffRequest, form: PolicyForm, **more: Any) -> HttpResponse:
    in_force = policies.complaint_policy()
    context = {
        "policy": in_force,
        "form": form,
        "matrix": matrix(in_force),
        "entries": history.of_sources(HISTORY),
        "may_change": request.user.decides,
        **more,
    }
    return render(request, "desk/complaint_policy.html", context, status=422 if form.errors else 200)


def matrix(in_force: ComplaintPolicy) -> list[dict[str, Any]]:
    """Severity × echelon: first response and solution in words, by the policy in force."""
    return [
        {
            "label": severity.label,
            "always": getattr(in_force, f"always_{policies.NAMES[severity]}"),
            "cells": [
                [words.lasting(time) for time in policies.allowed(in_force, severity, echelon)]
                for echelon in ECHELONS
            ],
        }
        for severity in reversed(Complaint.Severity)
    ]
