"""How often customers are asked, over all surveys."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from churn_crm.ui.saving import FORM_METHODS, saved_over
from customers import history
from desk.models import SurveyPolicy, SurveyPolicyEvent
from desk.surveys import policies
from desk.surveys.forms import SurveyPolicyForm
from staff.access import StaffRequest, role_required
from staff.roles import READERS

HISTORY = (history.Source("policy", SurveyPolicyEvent, SurveyPolicy, lazy("Rules of asking"), of="pgh_obj"),)


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """All of it on one page. Two who change it at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = SurveyPolicyForm(asked, instance=policies.survey_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        toasts.success(request, _("Saved. It counts from now on."))
        return redirect("desk:survey_policy")
    context = {
        "policy": policies.survey_policy(),
        "form": form,
        "entries": history.of_sources(*HISTORY),
        "may_change": request.user.decides,
    }
    return render(request, "desk/survey_policy.html", context, status=422 if form.errors else 200)
