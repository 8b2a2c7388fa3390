"""Invoices that people write down: entered, changed, declared void, and taken back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.models import Account, Customer, Invoice
from customers.money import settle
from customers.numbers import numbered
from staff.models import User


@transaction.atomic
def enter_invoice(*, customer: Customer, by: User, token: UUID, **fields: Any) -> Invoice:
    """A new invoice, billed as the customer is. The same token again returns the invoice it made.

    fields: number, issued_on, due_on, paid_on, amount, statement_month. Raises ValidationError for a number
    that is taken.
    """
    made = Invoice.objects.filter(token=token).first()
    if made:
        return made
    refuse_number(fields["number"], customer=customer)
    monthly = Account.objects.filter(customer=customer, monthly=True).exists()
    return Invoice.objects.create(customer=customer, token=token, entered_by=by, monthly=monthly, **fields)


def refuse_number(number: str, *, customer: Customer, source: str = "") -> None:
    """What was entered here keeps its number, also when an import has taken it over since."""
    taken = Q(source=source) | Q(token__isnull=False) | Q(customer=customer)
    if numbered(Invoice.objects.filter(taken), number).exists():
        raise ValidationError({"number": _("There is an invoice with this number already.")}, code="double")


@transaction.atomic
def change_invoice(*, invoice: Invoice, **fields: Any) -> Invoice:
    """Write the fields of the form; whether it is paid follows from its payments, where it has some.

    Raises ValidationError for a number that is taken, a void invoice, or less than was paid already.
    """
    refuse_void(invoice)
    if fields["number"] != invoice.number:
        refuse_number(fields["number"], customer=invoice.customer, source=invoice.source)
    paid = Invoice.objects.with_balance().get(pk=invoice.pk).paid
    if fields["amount"] < paid:
        shown = figures.money(paid, invoice.customer.branch.currency, cents=True)
        raise ValidationError({"amount": _("%(paid)s of it is paid already.") % {"paid": shown}}, code="paid")
    if invoice.paid_by_payments:
        del fields["paid_on"]
    Invoice.objects.filter(pk=invoice.pk).update(**fields)
    settle([invoice.pk])
    invoice.refresh_from_db()
    return invoice


def refuse_void(invoice: Invoice) -> None:
    if invoice.voided_on:
        raise ValidationError(_("This invoice is void. Undo that first."), code="void")


@transaction.atomic
def void_invoice(*, invoice: Invoice, by: User, on: date, reason: str) -> Invoice:
    """It stays, and nobody owes it. One that is void already stays as it is.

    Raises ValidationError while money that was received for it is neither taken back nor refunded.
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.voided_on:
        return invoice
    if Invoice.objects.with_balance().get(pk=invoice.pk).paid:
        raise ValidationError(
            _("Payments stand against it. Take them back, or enter the refund, before it is void."),
            code="paid",
        )
    invoice.voided_on, invoice.voided_by, invoice.void_reason = on, by, reason
    invoice.save(update_fields=["voided_on", "voided_by", "void_reason"])
    return invoice


@transaction.atomic
def restore_invoice(*, invoice: Invoice) -> None:
    """It counts again, as it stood."""
    Invoice.objects.filter(pk=invoice.pk).update(voided_on=None, voided_by=None, void_reason="")


@transaction.atomic
def take_back_invoice(*, invoice: Invoice, by: User) -> None:
    """Only who wrote it down takes it back, while nothing has come of it; otherwise it is declared void."""
    if invoice.entered_by_id != by.pk or invoice.token is None or invoice.source:
        raise ValidationError(_("Only who entered an invoice takes it back. Others declare it void."))
    if invoice.payments.exists() or invoice.statement_id:
        raise ValidationError(_("Payments or a statement refer to it by now. Declare it void instead."))
    invoice.delete()
