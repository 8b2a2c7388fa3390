"""Open complaints: the list, solving one, taking that back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import services, work
from desk.addresses import address
from desk.forms import SolveForm
from desk.models import Complaint
from desk.views.answers import UNFIT, changed
from staff.access import StaffRequest, everybody, writers_only


@require_GET
@everybody
def complaints(request: StaffRequest) -> HttpResponse:
    """The open complaints, as a fragment; after a cursor only further rows."""
    cursor = request.GET.get("cursor", "")
    context = work.open_complaints(request.user, mine=request.GET.get("show") == "mine", cursor=cursor)
    template = "desk/_complaint_rows.html" if cursor else "desk/_complaints.html"
    return render(request, template, context)


@require_GET
@everybody
def complaint(request: StaffRequest, pk: int) -> HttpResponse:
    """One complaint as a row of a list, or as an item of a customer's panel (?as=item)."""
    template = "desk/_complaint_item.html" if as_item(request) else "desk/_complaint_row.html"
    return render(request, template, {"complaint": found(request, pk)})


@require_http_methods(["GET", "POST"])
@writers_only
def complaint_solve(request: StaffRequest, pk: int) -> HttpResponse:
    """The form in place of the row, then the row gone."""
    complaint = found(request, pk)
    form = SolveForm(request.POST or None, auto_id=f"solve-{pk}-%s")
    if not form.is_valid():
        context = {"complaint": complaint, "form": form, "as_item": as_item(request)}
        return render(request, "desk/_solve.html", context, status=UNFIT if form.is_bound else 200)
    services.solve_complaint(complaint=complaint, by=request.user, **form.cleaned_data)
    text = _("%(complaint)s of %(name)s is solved") % {
        "complaint": complaint,
        "name": complaint.customer.name,
    }
    if not request.htmx:
        messages.success(request, text)
        return redirect(address(customer=complaint.customer_id))
    return changed(HttpResponse(), text, undo=reverse("desk:complaint_reopen", args=[pk]))


@require_POST
@writers_only
def complaint_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a solution back."""
    complaint = services.reopen_complaint(complaint=found(request, pk))
    text = _("%(complaint)s is open again") % {"complaint": complaint}
    if not request.htmx:
        messages.success(request, text)
        return redirect(address(customer=complaint.customer_id))
    return changed(HttpResponse(), text)


def found(request: StaffRequest, pk: int) -> Complaint:
    related = ("customer__branch", "customer__standing", "logged_by")
    return get_object_or_404(Complaint.objects.visible_to(request.user).select_related(*related), pk=pk)


def as_item(request: StaffRequest) -> bool:
    return request.GET.get("as") == "item"
