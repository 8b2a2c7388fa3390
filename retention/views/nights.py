"""For managers who change a policy: whom the next night would call, and the night at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.models import Customer
from retention.foresight import CallMoves, calls_foreseen
from retention.tasks import start_newest
from signals import ledger
from signals.forms import ScoringForm
from signals.policies import scoring_policy
from staff.access import StaffRequest, role_required
from staff.models import User
from staff.roles import DECIDERS


@require_POST
@role_required(*DECIDERS)
def start(request: StaffRequest) -> HttpResponse:
    """Start the newest night, or do it again with what is known by now. Pressed twice it is one run."""
    start_newest()
    messages.success(request, _("The night is running."))
    return redirect("signals:runs")


@require_POST
@role_required(*DECIDERS)
def preview_calls(request: StaffRequest) -> HttpResponse:
    """Calls because of a signal under the scoring form's values, as a fragment; nothing is saved."""
    form = ScoringForm(request.POST, instance=scoring_policy())
    if not form.is_valid():
        return render(request, "retention/_calls_foreseen.html", {"form": form}, status=422)
    found = calls_foreseen(form.save(commit=False), as_of=ledger.judged_day())
    context = {"found": found, **named(found, by=request.user)}
    return render(request, "retention/_calls_foreseen.html", context)


def named(found: CallMoves, *, by: User) -> dict[str, list[Customer]]:
    """Some of those whose signal begins or ceases to be strong enough, if one may see them."""
    seen = Customer.objects.visible_to(by).in_bulk([*found.newly, *found.no_longer])
    return {
        "newly": [seen[pk] for pk in found.newly if pk in seen],
        "no_longer": [seen[pk] for pk in found.no_longer if pk in seen],
    }
