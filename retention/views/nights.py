"""For managers who change a policy: whom the next night would call, and the night at once."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.models import Customer
from retention import night, watch
from retention.foresight import calls_foreseen
from retention.tasks import enqueue
from signals import ledger
from signals.forms import ScoringForm
from signals.policies import scoring_policy
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_POST
@role_required(*DECIDERS)
@transaction.atomic
def start(request: StaffRequest) -> HttpResponse:
    """Start the newest night, or do it again with what is known by now. Pressed twice it is one run."""
    run = night.open_night(day=watch.newest_day())
    enqueue(run.pk)
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
    keys = [*found.newly, *found.no_longer] if found else []
    seen = Customer.objects.visible_to(request.user).in_bulk(keys)
    context = {
        "found": found,
        "newly": [seen[pk] for pk in found.newly if pk in seen] if found else [],
        "no_longer": [seen[pk] for pk in found.no_longer if pk in seen] if found else [],
    }
    return render(request, "retention/_calls_foreseen.html", context)
