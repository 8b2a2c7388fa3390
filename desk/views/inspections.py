"""Inspections: the list, one with its findings, and the form for the place itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS, refuse, saved
from customers.models import Customer, Visit
from desk.cursors import read_cursor
from desk.models import ChecklistVersion, Inspection
from desk.quality.inspections import checklists, reads, services
from desk.quality.inspections.forms import InspectionForm, WithdrawForm
from desk.quality.rectifications import reads as rectifications
from desk.quality.rectifications.forms import AskForm
from desk.views.answers import UNFIT, led
from desk.views.promises import number
from staff.access import StaffRequest, everybody, writers_only


@require_safe
@everybody
def inspections(request: StaffRequest) -> HttpResponse:
    """Newest first; after a cursor only further rows."""
    cursor = request.GET.get("cursor", "")
    context = reads.listed(
        request.user,
        kind=request.GET.get("kind", ""),
        technician=number(request.GET.get("technician", "")),
        before=read_cursor(cursor),
    )
    context["kinds"] = Inspection.Kind.choices
    context["whose_link"] = f"&technician={context['whose'].pk}" if context["whose"] else ""
    return render(request, "desk/_inspection_rows.html" if cursor else "desk/inspections.html", context)


@require_safe
@everybody
def inspection(request: StaffRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk))


def page(request: StaffRequest, inspection: Inspection, *, status: int = 200, **bound: Any) -> HttpResponse:
    """bound: a form that was refused, as `withdraw_form` or `ask_form` with `refused`, its finding."""
    user = request.user
    asks = user.may_write and not inspection.withdrawn_at
    context = {
        "inspection": inspection,
        "tone": reads.tone_of(inspection.score),
        "name": inspection.version.checklist.name(translation.get_language() or "en"),
        **reads.points(inspection, translation.get_language() or "en"),
        "rectifications": rectifications.of_inspection(inspection),
        "seen": inspection.customer_id and sees(user, inspection.customer_id),
        "ask_form": AskForm(branch=inspection.branch, by=user, prefix="ask") if asks else None,
        "may_withdraw": asks and (user.leads or user.pk == inspection.inspector_id),
        "withdraw_form": WithdrawForm(),
        **bound,
    }
    return render(request, "desk/inspection.html", context, status=status)


@require_http_methods(FORM_METHODS)
@writers_only
def inspection_new(request: StaffRequest) -> HttpResponse:
    """The form: ?checklist= says by which one, ?customer= or ?visit= what is looked at."""
    versions = checklists.newest_of_all()
    version = asked_for(request, versions)
    if version is None:
        return render(request, "desk/inspection_new.html", {"versions": versions})
    visit, customer = looked_at(request)
    data = request.POST if request.method == "POST" else None
    form = InspectionForm(data, by=request.user, version=version, customer=customer, visit=visit)
    if data is not None and form.is_valid():
        made = written(request, form, version)
        if made:
            messages.success(request, _("%(inspection)s is saved") % {"inspection": made})
            return led(request, reverse("desk:inspection", args=[made.pk]))
    context = {
        "form": form,
        "version": version,
        "versions": versions,
        "customer": customer,
        "query": request.GET.urlencode(),
    }
    template = "desk/_inspection_form.html" if request.htmx else "desk/inspection_new.html"
    return render(request, template, context, status=UNFIT if form.errors else 200)


def written(request: StaffRequest, form: InspectionForm, version: ChecklistVersion) -> Inspection | None:
    """The inspection; None when the service refuses, with its words on the form."""
    try:
        return services.write_down(by=request.user, version=version, **form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
        return None


def asked_for(request: StaffRequest, versions: list[ChecklistVersion]) -> ChecklistVersion | None:
    """The version that the form was made with, else the newest of the checklist, else the first.

    A form that was filled in while somebody changed the checklist is saved by the points it asked.
    """
    given = number(request.POST.get("version", ""))
    if given:
        known = ChecklistVersion.objects.select_related("checklist").prefetch_related("items")
        return get_object_or_404(known, pk=given)
    checklist = number(request.GET.get("checklist", ""))
    chosen = next((one for one in versions if one.checklist_id == checklist), None)
    return chosen or next(iter(versions), None)


def looked_at(request: StaffRequest) -> tuple[Visit | None, Customer | None]:
    """The visit and the customer of the address; 404 for those whom the person may not see."""
    visit_key, key = number(request.GET.get("visit", "")), number(request.GET.get("customer", ""))
    seen = Customer.objects.visible_to(request.user).select_related("branch")
    if visit_key:
        visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=visit_key)
        return visit, get_object_or_404(seen, pk=visit.customer_id)
    return None, get_object_or_404(seen, pk=key) if key else None


@require_POST
@writers_only
def inspection_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """It was wrong, and counts no more."""
    inspection = found(request, pk)
    form = WithdrawForm(request.POST)
    if not saved(form, services.withdraw, inspection=inspection, by=request.user):
        return page(request, inspection, status=UNFIT, withdraw_form=form)
    messages.success(request, _("%(inspection)s is withdrawn") % {"inspection": inspection})
    return redirect("desk:inspection", pk)


def found(request: StaffRequest, pk: int) -> Inspection:
    inspection = (
        reads.seen(request.user).select_related("asset", "visit", "withdrawn_by").filter(pk=pk).first()
    )
    if inspection is None:
        raise Http404
    return inspection


def sees(user: Any, customer: int) -> bool:
    return Customer.objects.visible_to(user).filter(pk=customer).exists()
