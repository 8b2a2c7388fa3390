"""Taking an agreement away that was written down by mistake, and bringing it back."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import saved
from customers.agreements import removing
from customers.agreements.forms import RemoveForm
from customers.agreements.kinds import BY_NAME
from customers.models import RemovedAgreement
from customers.views.agreement_forms import ask, done, keeping
from staff.access import StaffRequest, writers_only


@require_http_methods(["GET", "POST"])
@writers_only
def remove(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Ask why, then take it away; what has come of it since is the reason not to."""
    if kind not in BY_NAME:
        raise Http404
    row = get_object_or_404(BY_NAME[kind].rows.visible_to(request.user), pk=pk)
    if not removing.may_remove(row, request.user):
        raise PermissionDenied
    form = RemoveForm(request.POST if request.method == "POST" else None)
    keep: dict[str, Any] = {}
    if form.is_bound and saved(form, keeping(removing.remove, keep), kind=kind, row=row, by=request.user):
        undo = reverse("customers:agreement_restore", args=[keep["made"].pk])
        return done(request, row.customer_id, _("“%(name)s” is deleted") % {"name": row}, undo=undo)
    context = {"heading": _("Delete"), "button": _("Delete"), "subject": str(row)}
    return ask(request, form, customer=row.customer, warning=removing.standing_in_the_way(row), **context)


@require_POST
@writers_only
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    removed = get_object_or_404(RemovedAgreement.objects.visible_to(request.user), pk=pk)
    try:
        removing.restore(removed=removed, by=request.user)
    except ValidationError as refusal:
        return trigger_client_event(HttpResponse(status=409), "toast", {"text": " ".join(refusal.messages)})
    return done(request, removed.customer_id, _("“%(name)s” is back") % {"name": removed})
