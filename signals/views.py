"""Night runs, and all the policies that they follow on one page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from customers import history
from customers.models import Customer
from signals import ledger, policy_history
from signals.detector_views import groups
from signals.forms import ScoringForm
from signals.health.words import GROUPS
from signals.keeping.forms import KeepingForm
from signals.models import (
    Competitor,
    HealthProfile,
    NightlyRun,
    TierSegment,
)
from signals.policies import caps_for_all, scoring_policy
from signals.taking_back import take_back
from signals.tiers_of_nights import names_in
from staff.access import StaffRequest, everybody, role_required
from staff.roles import DECIDERS, LEADERS, READERS

# What retention counts for a night, in words.
PLANNED = {
    "sms": gettext_lazy("SMS planned"),
    "call": gettext_lazy("Calls planned"),
    "recall": gettext_lazy("Recall offers planned"),
    "visit": gettext_lazy("Visits planned"),
}
STEPS = {
    "visits": gettext_lazy("Reading visits"),
    "features": gettext_lazy("Reading features"),
    "history": gettext_lazy("Figures for the model"),
    "scoring": gettext_lazy("Detectors, chances and health"),
    "snapshots": gettext_lazy("Writing history"),
    "standing": gettext_lazy("Writing standing"),
    "moves": gettext_lazy("Movements between tiers"),
    "signals": gettext_lazy("Opening and resolving signals"),
    "actions": gettext_lazy("Planning actions"),
    "cares": gettext_lazy("What customers care about"),
    "sorting": gettext_lazy("Sorting the lists"),
}
CANCELLED = {
    "returned": gettext_lazy("Cancelled: the customer returned"),
    "next_tier": gettext_lazy("Cancelled: a later step took its place"),
    "signal_gone": gettext_lazy("Cancelled: the signal is resolved"),
    "signal_snoozed": gettext_lazy("Cancelled: the signal is snoozed"),
}


@require_safe
@role_required(*LEADERS)
def runs(request: StaffRequest) -> HttpResponse:
    """All nights; the fragment is fetched again while one is running."""
    before, newest = request.GET.get("before", ""), ledger.newest()
    nights, older = ledger.nights(before=before)
    context = {
        "nights": nights,
        "before": before,
        "older": older,
        "newest": newest,
        "late": ledger.is_late(newest),
        "has_customers": Customer.objects.exists(),
        "may_start": request.user.decides,
    }
    template = "signals/_runs.html" if request.htmx else "signals/runs.html"
    return render(request, template, context)


@require_safe
@role_required(*LEADERS)
def run(request: StaffRequest, day: str) -> HttpResponse:
    """One night: what it counted, how long each step took, what it followed, what went wrong. While it runs
    its state is fetched again; once it has ended, the page."""
    night = ledger.Night(get_object_or_404(NightlyRun, day=day_of(day)))
    if request.htmx:
        return state_of(request, night)
    context = {
        "night": night,
        "tiers": tiers_of(night),
        "planned": labelled(night.run.counts.get("planned", {}), PLANNED),
        "cancelled": labelled(night.run.counts.get("cancelled", {}), CANCELLED),
        "steps": labelled(night.run.timings, STEPS),
        "may_start": request.user.decides,
    }
    return render(request, "signals/run.html", context)


def state_of(request: StaffRequest, night: ledger.Night) -> HttpResponse:
    """The state alone while the night runs; then the page it stands on is loaded again."""
    if night.running:
        return render(request, "signals/_run_state.html", {"night": night})
    return HttpResponseClientRefresh()


def labelled(counts: dict[str, Any], labels: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The counts with their words, in the order of the words."""
    return [(str(label), counts[name]) for name, label in labels.items() if counts.get(name)]


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def tiers_of(night: ledger.Night) -> list[tuple[int, str, int]]:
    """(tier, its name by what the night followed, customers)."""
    names = {**names_in(night.run.policy), 0: _("Never came")}
    counts = {int(tier): count for tier, count in night.run.counts.get("tiers", {}).items()}
    return [(tier, names[tier], count) for tier, count in sorted(counts.items())]


@require_safe
@everybody
def run_status(request: StaffRequest) -> HttpResponse:
    """The foot of the side bar: how old the scores are."""
    night = ledger.newest()
    context = {"night": night, "late": ledger.is_late(night)}
    return render(request, "signals/_run_status.html", context)


@require_safe
@role_required(*LEADERS)
def policies(request: StaffRequest) -> HttpResponse:
    """What the night follows, all of it on one page."""
    policy = scoring_policy()
    context: dict[str, Any] = {
        "policy": policy,
        "form": ScoringForm(instance=policy),
        "keeping": KeepingForm(instance=policy),
        "tier_segments": TierSegment.objects.select_related("branch"),
        "groups": groups(request.user),
        "caps": [(GROUPS[group], points) for group, points in caps_for_all().items()],
        "profiles": HealthProfile.objects.for_segments().count(),
        "competitors": Competitor.objects.in_use().count(),
        "may_change": request.user.decides,
        "sees_back_tests": request.user.role in READERS,
        "entries": policy_history.entries(may_change=request.user.decides),
    }
    return render(request, "signals/policies.html", context)


@require_POST
@role_required(*DECIDERS)
def take_back_change(request: StaffRequest, source: str, pk: int) -> HttpResponse:
    """What one change changed is again as it was before it, from the next night on."""
    known = policy_history.BY_PREFIX.get(source)
    row = history.single(known, pk) if known else None
    if row is None:
        raise Http404
    try:
        take_back(row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. The next night follows it."))
    return redirect("signals:policies")
