"""The list of competitors: who they are, by which names customers speak of them, whom they court."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from churn_crm.ui.saving import FORM_METHODS
from signals import services
from signals.competitor_forms import CompetitorForm
from signals.models import ChurnSignal, Competitor
from signals.saving import saved
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, LEADERS

LIST = "signals:competitors"


@require_safe
@role_required(*LEADERS)
def competitors(request: StaffRequest) -> HttpResponse:
    """All of them, those in use first, with how many customers have named each of late."""
    rows = Competitor.objects.select_related("branch").order_by("retired_at", "name")
    named = ChurnSignal.objects.open().filter(kind="competitor_named").values_list("numbers__name", flat=True)
    times: dict[str, int] = {}
    for name in named:
        times[name] = times.get(name, 0) + 1
    context = {
        "rows": [(row, times.get(row.name, 0)) for row in rows],
        "may_change": request.user.decides,
    }
    return render(request, "signals/competitors.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def add_competitor(request: StaffRequest) -> HttpResponse:
    return save(request, Competitor())


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_competitor(request: StaffRequest, pk: int) -> HttpResponse:
    """Change him, or look for him no longer."""
    competitor = get_object_or_404(Competitor, pk=pk)
    for verb in ("retire", "restore"):
        if request.method == "POST" and verb in request.POST:
            services.retire_competitor(competitor=competitor, retired=verb == "retire", by=request.user)
            return saved(request, LIST)
    return save(request, competitor)


def save(request: StaffRequest, competitor: Competitor) -> HttpResponse:
    form = CompetitorForm(request.POST or None, instance=competitor)
    if request.method == "POST" and form.is_valid():
        services.save_competitor(competitor=form.save(commit=False), by=request.user)
        return saved(request, LIST)
    context = {"form": form, "competitor": competitor}
    return render(request, "signals/competitor.html", context, status=422 if form.errors else 200)
