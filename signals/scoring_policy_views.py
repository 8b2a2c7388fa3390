"""The policy of tiers, chances, echelons and calls, months for segments, and what a change would do before
it is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS, saved_over
from customers.models import Band
from signals import ledger, services
from signals.foresight import foresee
from signals.forms import ScoringForm, TierForm
from signals.models import ScoringPolicy, TierSegment
from signals.policies import months_for_all, own_months, scoring_policy
from signals.saving import accepted, saved
from signals.wished import named, replaced_by
from signals.wording import TIER_NAMES
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_scoring(request: StaffRequest) -> HttpResponse:
    """Tiers, priors, horizon, echelons and urgency. Two who edit at once: the later one is told."""
    form = ScoringForm(request.POST or None, instance=scoring_policy())
    if request.method == "POST" and saved_over(form, services.change_scoring, by=request.user):
        return saved(request)
    return edit(request, form, heading=_("Tiers, value and urgency"), preview="signals:preview_scoring")


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def add_tiers(request: StaffRequest) -> HttpResponse:
    """Months of their own for some customers; they begin as a copy of what holds for all."""
    return save_tiers(request, TierForm(request.POST or None, months=months_for_all()), None)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_tiers(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the months of a segment, or take them away."""
    segment = get_object_or_404(TierSegment, pk=pk)
    if request.method == "POST" and "reset" in request.POST:
        services.drop_segment(segment=segment, by=request.user)
        return saved(request)
    form = TierForm(request.POST or None, months=segment.by_name, segment=segment)
    return save_tiers(request, form, segment)


def save_tiers(request: StaffRequest, form: TierForm, segment: TierSegment | None) -> HttpResponse:
    def save() -> None:
        services.change_tiers(months=form.months, whose=form.whose, segment=segment, by=request.user)

    if accepted(request, form, save):
        return saved(request)
    heading = _("Tiers of %(whose)s") % {"whose": segment} if segment else _("Months for some customers")
    return edit(request, form, heading=heading, segment=segment, preview="signals:preview_tiers")


@require_POST
@role_required(*DECIDERS)
def preview_scoring(request: StaffRequest) -> HttpResponse:
    """What would change under the form's values, as a fragment; nothing is saved."""
    form = ScoringForm(request.POST, instance=scoring_policy())
    if not form.is_valid():
        return refused(request, form)
    return foreseen(request, form.save(commit=False), own_months(), asks_calls=True)


@require_POST
@role_required(*DECIDERS)
def preview_tiers(request: StaffRequest) -> HttpResponse:
    """The same under the months of a segment, in place of the row that is changed."""
    form = TierForm(request.POST, months={})
    if not form.is_valid():
        return refused(request, form)
    return foreseen(request, scoring_policy(), replaced_by(form))


def refused(request: StaffRequest, form: Any) -> HttpResponse:
    return render(request, "signals/_foreseen.html", {"form": form}, status=422)


def foreseen(
    request: StaffRequest,
    wanted: ScoringPolicy,
    months: Sequence[Mapping[str, Any]],
    *,
    asks_calls: bool = False,
) -> HttpResponse:
    """asks_calls: the page counts the calls of the next night too, which retention knows about."""
    as_of = ledger.judged_day()
    found, saved_horizon = foresee(wanted, months=months, as_of=as_of), scoring_policy().horizon_days
    some = named(found, by=request.user)
    context = {
        **some,
        "found": found,
        "as_of": as_of,
        "asks_calls": asks_calls,
        "tiers": [(TIER_NAMES[tier], now, then) for tier, now, then in found.tiers.rows],
        "tier_movers": [(one, TIER_NAMES[now], TIER_NAMES[then]) for one, now, then in some["tier_movers"]],
        "bands": [(Band(band).label, now, then) for band, now, then in found.bands.rows],
        "horizon": wanted.horizon_days if wanted.horizon_days != saved_horizon else None,
        "share": round(100 * wanted.horizon_days / saved_horizon),
    }
    return render(request, "signals/_foreseen.html", context)


def edit(request: StaffRequest, form: Any, *, heading: str, **more: Any) -> HttpResponse:
    """more: preview (the name of the address that answers what would change), segment."""
    context = {"form": form, "heading": heading, **more}
    return render(request, "signals/policy.html", context, status=422 if form.errors else 200)
