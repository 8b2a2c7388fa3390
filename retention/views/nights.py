"""Run the night now: for managers who have just changed a policy or brought in facts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from retention.tasks import start_newest
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_POST
@role_required(*DECIDERS)
def start(request: StaffRequest) -> HttpResponse:
    """Start the newest night, or do it again with what is known by now. Pressed twice it is one run."""
    start_newest()
    messages.success(request, _("The night is running."))
    return redirect("signals:runs")
