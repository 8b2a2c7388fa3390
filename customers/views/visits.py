"""Visits and orders by hand; returns, warranty claims and declined work."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from customers import visits as services
from customers.models import Customer, Visit, VisitCorrection
from customers.views.merged import follows_merges
from customers.views.records import Sheet, answer, customer_of, locked_by_post, today_of, undone
from customers.visit_forms import FORMS, VisitForm
from staff.access import StaffRequest, writers_only

SECTION = "retention:customer_visits"
HEADINGS = {
    "return": (lazy("Return"), lazy("The return is noted")),
    "claim": (lazy("Warranty claim"), lazy("The claim is noted")),
    "declined": (lazy("Declined work"), lazy("The declined work is noted")),
}


@require_http_methods(["GET", "POST"])
@writers_only
@follows_merges
def visit_new(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    form = VisitForm(request.POST or None, customer=customer, on=today_of(customer))

    def save(data: dict[str, Any]) -> tuple[str, str]:
        visit = services.add_visit(
            customer=customer,
            by=request.user,
            token=data["token"],
            visit=form.visit_data(),
            detail=form.detail_data(),
            lines=form.line_data(),
            km=data["km"],
        )
        return _("The visit is noted"), reverse("customers:visit_undo", args=[visit.pk])

    return answer(request, Sheet(customer, form, _("Enter a visit or order"), _("Save"), SECTION), save)


def visit_of(request: StaffRequest, pk: int) -> Visit:
    """The visit, locked by a POST until the transaction ends."""
    seen = Visit.objects.visible_to(request.user).select_related("customer__branch", "detail")
    seen = seen.prefetch_related("lines__category")
    return get_object_or_404(locked_by_post(request, seen), pk=pk)


@require_http_methods(["GET", "POST"])
@writers_only
@transaction.atomic
def visit_edit(request: StaffRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    customer = visit.customer
    form = VisitForm(request.POST or None, customer=customer, on=today_of(customer), visit=visit)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        changed = services.change_visit(
            visit=visit,
            by=request.user,
            changed=form.visit_data(),
            detail=form.detail_data(),
            lines=form.line_data(),
            km=data["km"],
        )
        undo = reverse("customers:visit_change_undo", args=[changed.pk]) if changed else ""
        return _("The visit is changed"), undo

    return answer(request, Sheet(customer, form, _("Change the visit or order"), _("Save"), SECTION), save)


@require_POST
@writers_only
@transaction.atomic
def visit_change_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Put back what one changed of a visit."""
    seen = VisitCorrection.objects.visible_to(request.user)
    correction = get_object_or_404(seen, pk=pk)
    back = reverse(SECTION, args=[correction.customer_id])
    return undone(
        request, back=back, undo=lambda: services.take_back_change(correction=correction, by=request.user)
    )


@require_POST
@writers_only
@transaction.atomic
def visit_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back a visit that one entered."""
    visit = visit_of(request, pk)
    back = reverse(SECTION, args=[visit.customer_id])
    return undone(request, back=back, undo=lambda: services.take_back_visit(visit=visit, by=request.user))


@require_http_methods(["GET", "POST"])
@writers_only
@follows_merges
def following_new(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """A return, a claim or declined work of this customer."""
    return following(request, customer_of(request, pk), kind)


@require_http_methods(["GET", "POST"])
@writers_only
@transaction.atomic
def following_edit(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    row = row_of(request, kind, pk)
    return following(request, row.customer, kind, row=row)


@require_POST
@writers_only
@transaction.atomic
def following_undo(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    row = row_of(request, kind, pk)
    back = reverse(SECTION, args=[row.customer_id])
    return undone(request, back=back, undo=lambda: services.take_back(row, by=request.user))


def row_of(request: StaffRequest, kind: str, pk: int) -> Any:
    if kind not in FORMS:
        raise Http404
    seen = FORMS[kind].model.objects.visible_to(request.user).select_related("customer__branch")
    return get_object_or_404(locked_by_post(request, seen), pk=pk)


def following(request: StaffRequest, customer: Customer, kind: str, row: Any = None) -> HttpResponse:
    """The form of its kind, for a new row or for `row`."""
    if kind not in FORMS:
        raise Http404
    make = FORMS[kind]
    form = make(request.POST or None, customer=customer, on=today_of(customer), row=row)
    heading, noted = HEADINGS[kind]

    def save(data: dict[str, Any]) -> tuple[str, str]:
        if row is not None:
            del data["token"]
            services.change(row, **data)
            return str(noted), ""
        made = services.record(make.model, customer=customer, by=request.user, **data)
        return str(noted), reverse("customers:following_undo", args=[kind, made.pk])

    return answer(request, Sheet(customer, form, str(heading), _("Save"), SECTION), save)
