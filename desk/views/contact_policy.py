"""The policy of contacts, promises and third-day calls."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from churn_crm.ui.saving import FORM_METHODS, saved_over
from customers import history
from desk.contacts import policy as policies
from desk.contacts.policy_forms import PolicyForm
from desk.models import ContactPolicy, ContactPolicyEvent
from staff.access import StaffRequest, role_required
from staff.roles import READERS

HISTORY = (
    history.Source("policy", ContactPolicyEvent, ContactPolicy, lazy("Contacts and promises"), of="pgh_obj"),
)


@require_http_methods(FORM_METHODS)
@role_required(*READERS)
def policy(request: StaffRequest) -> HttpResponse:
    """All of it on one page. Two who change it at once: the later one is told."""
    asked = request.POST if request.method == "POST" else None
    form = PolicyForm(asked, instance=policies.contact_policy())
    if request.method == "POST" and saved_over(form, policies.change, by=request.user):
        toasts.success(request, _("Saved. It counts from now on."))
        return redirect("desk:contact_policy")
    context = {
        "policy": policies.contact_policy(),
        "form": form,
        "entries": history.of_sources(*HISTORY),
        "may_change": request.user.decides,
    }
    return render(request, "desk/contact_policy.html", context, status=422 if form.errors else 200)
