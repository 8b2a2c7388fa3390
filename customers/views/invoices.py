"""Invoices by hand: entered, changed, declared void; each with its way back."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers import invoices as services
from customers.models import Account, Invoice
from customers.money_forms import InvoiceForm, VoidForm
from customers.views.records import Sheet, answer, customer_of, locked_by_post, today_of, undone
from staff.access import StaffRequest, writers_only

SECTION = "retention:customer_money"


def invoice_of(request: StaffRequest, pk: int) -> Invoice:
    """The invoice, locked by a POST until the transaction ends."""
    seen = Invoice.objects.visible_to(request.user).select_related("customer__branch")
    return get_object_or_404(locked_by_post(request, seen), pk=pk)


@require_http_methods(["GET", "POST"])
@writers_only
def invoice_new(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    monthly = Account.objects.filter(customer=customer, monthly=True).exists()
    form = InvoiceForm(request.POST or None, on=today_of(customer), monthly=monthly)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        made = services.enter_invoice(customer=customer, by=request.user, **data)
        words = _("Invoice %(number)s is noted") % {"number": made.number}
        return words, reverse("customers:invoice_undo", args=[made.pk])

    return answer(request, Sheet(customer, form, _("Enter an invoice"), _("Save"), SECTION), save)


@require_http_methods(["GET", "POST"])
@writers_only
@transaction.atomic
def invoice_edit(request: StaffRequest, pk: int) -> HttpResponse:
    invoice = invoice_of(request, pk)
    customer = invoice.customer
    form = InvoiceForm(request.POST or None, on=today_of(customer), monthly=invoice.monthly, invoice=invoice)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        del data["token"]
        changed = services.change_invoice(invoice=invoice, **{"paid_on": invoice.paid_on} | data)
        return _("Invoice %(number)s is changed") % {"number": changed.number}, ""

    heading = _("Invoice %(number)s") % {"number": invoice.number}
    return answer(request, Sheet(customer, form, heading, _("Save"), SECTION, note_on(invoice)), save)


def note_on(invoice: Invoice) -> str:
    """What to know before changing it."""
    if invoice.source or invoice.came_from_id:
        return _("It came with an import: the next file with this number may overwrite what you write.")
    if invoice.paid_by_payments:
        return _("When it was paid follows from its payments.")
    return ""


@require_http_methods(["GET", "POST"])
@writers_only
def invoice_void(request: StaffRequest, pk: int) -> HttpResponse:
    """Declare it void, with a reason."""
    seen = Invoice.objects.visible_to(request.user).select_related("customer__branch")
    invoice = get_object_or_404(seen, pk=pk)
    customer = invoice.customer
    on = today_of(customer)
    form = VoidForm(request.POST or None, on=on)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        services.void_invoice(invoice=invoice, by=request.user, on=on, reason=data["reason"])
        words = _("Invoice %(number)s is void") % {"number": invoice.number}
        return words, reverse("customers:invoice_restore", args=[pk])

    heading = _("Declare invoice %(number)s void") % {"number": invoice.number}
    note = _("It stays in the list and in the history, and nobody owes it any more.")
    return answer(request, Sheet(customer, form, heading, _("Declare void"), SECTION, note), save)


@require_POST
@writers_only
def invoice_restore(request: StaffRequest, pk: int) -> HttpResponse:
    """No longer void."""
    invoice = get_object_or_404(Invoice.objects.visible_to(request.user), pk=pk)
    back = reverse(SECTION, args=[invoice.customer_id])
    return undone(request, back=back, undo=lambda: services.restore_invoice(invoice=invoice))


@require_POST
@writers_only
@transaction.atomic
def invoice_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back an invoice that one entered."""
    invoice = invoice_of(request, pk)
    back = reverse(SECTION, args=[invoice.customer_id])
    undo = lambda: services.take_back_invoice(invoice=invoice, by=request.user)  # noqa: E731
    return undone(request, back=back, undo=undo)
