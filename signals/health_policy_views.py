"""The policy of health: what each group may take, the bands, and who would change band before it is saved."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS
from customers.models import Band
from signals.health import services
from signals.health.forms import HealthForm, ProfileForm
from signals.models import HealthProfile
from signals.policies import caps_for_all, scoring_policy
from signals.saving import accepted, saved
from signals.services import drop_segment
from signals.wished import moved, movers
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_health(request: StaffRequest) -> HttpResponse:
    """Caps for everybody without a profile of his own, and the bands. Two at once: the later one is told."""
    policy = scoring_policy()
    form = HealthForm(request.POST or None, caps=caps_for_all(), policy=policy)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if services.change_health(caps=form.caps, bands=form.bands, version=version, by=request.user):
            return saved(request)
        form.add_error(None, _("Somebody has just changed the policy. Open it again to see the new values."))
    profiles = HealthProfile.objects.for_segments().select_related("branch")
    return edit(request, form, profiles=profiles, for_all=True)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def add_profile(request: StaffRequest) -> HttpResponse:
    """Caps of their own for some customers; they begin as a copy of what holds for all."""
    return save_profile(request, ProfileForm(request.POST or None, caps=caps_for_all()), None)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_profile(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the caps of a segment, or take them away."""
    profile = get_object_or_404(HealthProfile.objects.for_segments(), pk=pk)
    if request.method == "POST" and "reset" in request.POST:
        drop_segment(segment=profile, by=request.user)
        return saved(request)
    form = ProfileForm(request.POST or None, caps=profile.caps, segment=profile)
    return save_profile(request, form, profile)


def save_profile(request: StaffRequest, form: ProfileForm, profile: HealthProfile | None) -> HttpResponse:
    def save() -> None:
        services.change_profile(caps=form.caps, whose=form.whose, profile=profile, by=request.user)

    if accepted(request, form, save):
        return saved(request)
    return edit(request, form, profile=profile)


@require_POST
@role_required(*DECIDERS)
def preview_health(request: StaffRequest) -> HttpResponse:
    """Who would change band under the form's values, as a fragment; nothing is saved."""
    context: dict[str, Any] = {}
    form: HealthForm | ProfileForm
    if "branch" in request.POST:
        form = ProfileForm(request.POST, caps=caps_for_all())
    else:
        form = HealthForm(request.POST, caps=caps_for_all(), policy=scoring_policy())
    if form.is_valid():
        moves = moved(form)
        rows = [(Band(band).label, now, then) for band, now, then in moves.rows]
        context |= {"moves": moves, "rows": rows, "movers": movers(moves, by=request.user)}
    return render(
        request, "signals/_band_moves.html", context | {"form": form}, status=422 if form.errors else 200
    )


def edit(request: StaffRequest, form: Any, **more: Any) -> HttpResponse:
    return render(request, "signals/health.html", {"form": form, **more}, status=422 if form.errors else 200)
