"""Money on the timeline beside invoices: part payments, statements sent, arrears told apart, what is void."""

from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.cursors import Cursor, earlier, start_of
from customers.models import ArrearsMark, Invoice, Payment, Statement
from customers.timeline import Event


def part_payments(customer_id: int) -> QuerySet[Payment]:
    """Payments that do not settle an invoice at once: the whole ones are the invoice's own event."""
    return Payment.objects.filter(invoice__customer=customer_id).exclude(amount=F("invoice__amount"))


def payments(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(part_payments(customer_id), before, field="paid_on", prefix="payment")
    for payment in found.select_related("invoice__customer__branch")[:limit]:
        amount = figures.money(payment.amount, payment.invoice.customer.branch.currency)
        yield Event(
            at=start_of(payment.paid_on),
            key=f"payment:{payment.pk:012d}",
            kind="money",
            icon="cash",
            title=_("Paid %(amount)s in part") % {"amount": amount},
            detail=_("Invoice %(number)s") % {"number": payment.invoice.number},
        )


def statements(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(Statement.objects.of([customer_id]), before, field="sent_on", prefix="statement")
    for statement in found.select_related("sent_by")[:limit]:
        yield Event(
            at=start_of(statement.sent_on),
            key=f"statement:{statement.pk:012d}",
            kind="money",
            icon="file-text",
            title=_("Statement sent"),
            detail=str(statement.sent_by or ""),
        )


def marks(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(ArrearsMark.objects.of([customer_id]), before, field="day", prefix="arrears")
    for mark in found.select_related("by", "invoice")[:limit]:
        invoice = _("Invoice %(number)s") % {"number": mark.invoice.number} if mark.invoice else ""
        yield Event(
            at=start_of(mark.day),
            key=f"arrears:{mark.pk:012d}",
            kind="money",
            icon="alert-triangle",
            title=str(mark),
            detail=" · ".join(part for part in (invoice, str(mark.by), mark.reason) if part),
            tone="bad" if mark.kind == ArrearsMark.Kind.BAD_DEBT else "warn",
        )


def voids(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    """Invoices that were declared void, on the day they were."""
    found = earlier(void_invoices(customer_id), before, field="voided_on", prefix="void")
    for invoice in found.select_related("voided_by", "customer__branch")[:limit]:
        amount = figures.money(invoice.amount, invoice.customer.branch.currency)
        assert invoice.voided_on is not None  # noqa: S101 (only void ones are asked for)
        yield Event(
            at=start_of(invoice.voided_on),
            key=f"void:{invoice.pk:012d}",
            kind="money",
            icon="file-x",
            title=_("Invoice %(number)s, %(amount)s, is void") % {"number": invoice.number, "amount": amount},
            detail=" · ".join(part for part in (str(invoice.voided_by or ""), invoice.void_reason) if part),
        )


def void_invoices(customer_id: int) -> QuerySet[Invoice]:
    return Invoice.objects.of([customer_id]).exclude(voided_on=None)


PAGES = (payments, statements, marks, voids)


def count(customer_id: int) -> int:
    own = (
        Statement.objects.of([customer_id]),
        ArrearsMark.objects.of([customer_id]),
        void_invoices(customer_id),
    )
    return sum(found.count() for found in (part_payments(customer_id), *own))
