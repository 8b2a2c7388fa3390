"""The policy of how long snapshots are kept."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from churn_crm.ui.saving import FORM_METHODS, saved_over
from signals import services
from signals.keeping.forms import KeepingForm
from signals.policies import scoring_policy
from signals.saving import saved
from signals.scoring_policy_views import edit
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_keeping(request: StaffRequest) -> HttpResponse:
    """Every night for how long, and the last night of each month."""
    form = KeepingForm(request.POST or None, instance=scoring_policy())
    if request.method == "POST" and saved_over(form, services.change_scoring, by=request.user):
        return saved(request)
    return edit(request, form, heading=_("How long history is kept"))
