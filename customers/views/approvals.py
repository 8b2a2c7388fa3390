"""The approval of a price: seen by all who may see the list, decided by a manager who did not enter it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.agreements import approvals
from customers.agreements.forms import DecisionForm
from customers.models import PriceApproval
from customers.views.agreement_forms import ask, done, saved
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_POST
@role_required(*DECIDERS)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve or refuse with a reason."""
    related = ("contract__customer__branch", "asked_by")
    approval = get_object_or_404(PriceApproval.objects.select_related(*related), pk=pk)
    if not approvals.may_decide(approval, request.user):
        raise PermissionDenied
    form = DecisionForm(request.POST)
    if form.is_valid():
        approve = form.cleaned_data.pop("verdict") == "approve"
        service = approvals.approve if approve else approvals.refuse
        if saved(form, service, approval=approval, by=request.user):
            text = _("Approved and signed") if approve else _("Refused; they are told why")
            return done(request, approval.contract.customer_id, text)
    return ask(
        request,
        form,
        customer=approval.contract.customer,
        heading=_("Decide on the price"),
        approval=approval,
        subject=str(approval.contract),
    )
