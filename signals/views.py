"""Night runs and the policies they follow."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm import clock
from customers.models import Customer
from signals import ledger, services
from signals.backtest_views import READERS
from signals.detector_views import groups
from signals.forms import BranchForm, ScoringForm
from signals.health.words import GROUPS
from signals.keeping.forms import KeepingForm
from signals.models import BranchTiers, Competitor, HealthProfile, NightlyRun
from signals.policies import caps_for_all, scoring_policy
from signals.preview import EchelonMoves, echelon_moves
from staff.access import StaffRequest, everybody, role_required
from staff.models import Branch, User
from staff.roles import DECIDERS, LEADERS

FORM_METHODS = ["GET", "HEAD", "POST"]
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
    template = "signals/_runs.html" if request.htmx and not request.htmx.boosted else "signals/runs.html"
    return render(request, template, context)


@require_safe
@role_required(*LEADERS)
def run(request: StaffRequest, day: str) -> HttpResponse:
    """One night: what it counted, how long each step took, what it followed, what went wrong. While it runs
    its state is fetched again; once it has ended, the page."""
    night = ledger.Night(get_object_or_404(NightlyRun, day=day_of(day)))
    if request.htmx and not request.htmx.boosted:
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
    answer = HttpResponse()
    answer["HX-Refresh"] = "true"
    return answer


def labelled(counts: dict[str, Any], labels: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The counts with their words, in the order of the words."""
    return [(str(label), counts[name]) for name, label in labels.items() if counts.get(name)]


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def tiers_of(night: ledger.Night) -> list[tuple[int, int]]:
    return [(int(tier), count) for tier, count in sorted(night.run.counts.get("tiers", {}).items())]


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
    own = {row.branch_id: row for row in BranchTiers.objects.all()}
    context: dict[str, Any] = {
        "policy": policy,
        "form": ScoringForm(instance=policy),
        "keeping": KeepingForm(instance=policy),
        "branches": [(branch, own.get(branch.pk)) for branch in Branch.objects.all()],
        "groups": groups(request.user),
        "caps": [(GROUPS[group], points) for group, points in caps_for_all().items()],
        "profiles": HealthProfile.objects.for_segments().count(),
        "competitors": Competitor.objects.in_use().count(),
        "may_change": request.user.decides,
        "sees_back_tests": request.user.role in READERS,
    }
    return render(request, "signals/policies.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_scoring(request: StaffRequest) -> HttpResponse:
    """Tiers, priors, horizon, echelons and urgency. Two who edit at once: the later one is told."""
    form = ScoringForm(request.POST or None, instance=scoring_policy())
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form._meta.fields or ()}
        if services.change_scoring(values=values, version=form.cleaned_data["version"], by=request.user):
            return saved(request)
        form.add_error(None, _("Somebody has just changed the policy. Open it again to see the new values."))
    return edit(request, form, heading=_("Tiers, value and urgency"), preview=True)


@require_POST
@role_required(*DECIDERS)
def preview_scoring(request: StaffRequest) -> HttpResponse:
    """Who would change echelon under the form's values, as a fragment; nothing is saved."""
    form = ScoringForm(request.POST, instance=scoring_policy())
    night = ledger.newest()
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        moves = echelon_moves(form.save(commit=False), as_of=night.run.day if night else clock.today())
        context |= {"moves": moves, "movers": movers(moves, by=request.user)}
    return render(request, "signals/_echelon_moves.html", context, status=422 if form.errors else 200)


def movers(moves: EchelonMoves, *, by: User) -> list[Customer]:
    """Some of those who would move, in the order of the preview, with where they stand now."""
    seen = Customer.objects.visible_to(by).select_related("standing", "branch").in_bulk(moves.movers)
    return [seen[key] for key in moves.movers if key in seen]


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_branch(request: StaffRequest, pk: int) -> HttpResponse:
    """Months of one branch; "as the business" takes them away."""
    branch = get_object_or_404(Branch, pk=pk)
    if request.method == "POST" and "reset" in request.POST:
        services.change_branch(branch=branch, months=None, by=request.user)
        return saved(request)
    own = BranchTiers.objects.filter(branch=branch).first()
    policy = scoring_policy()
    usual = {name: getattr(own or policy, name) for name in BranchForm.Meta.fields}
    form = BranchForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        services.change_branch(branch=branch, months=form.cleaned_data, by=request.user)
        return saved(request)
    heading = _("Tiers of %(branch)s") % {"branch": branch}
    return edit(request, form, heading=heading, may_reset=own is not None)


def edit(request: StaffRequest, form: Any, *, heading: str, **more: bool) -> HttpResponse:
    """more: may_reset, preview: which buttons there are beside Save."""
    context = {"form": form, "heading": heading, **more}
    return render(request, "signals/policy.html", context, status=422 if form.errors else 200)


def saved(request: StaffRequest) -> HttpResponse:
    messages.success(request, _("Saved. The next night follows it."))
    return redirect("signals:policies")
