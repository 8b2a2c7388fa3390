"""What people write about money: payments, statements, how a customer is billed, arrears that are meant."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.models import Account, ArrearsMark, Customer, Invoice, Payment, Statement
from staff.models import User
from staff.roles import LEADERS

# An invoice is paid on the day from which on its payments cover it: refunds may open it again. One that
# payments do not cover keeps what its own source says, unless that came from payments taken back since.
SETTLE = """
WITH days AS (
    SELECT p.invoice_id, p.paid_on AS day, i.amount,
        sum(sum(p.amount)) OVER (PARTITION BY p.invoice_id ORDER BY p.paid_on) AS paid
    FROM customers_payment p JOIN customers_invoice i ON i.id = p.invoice_id
    WHERE i.id = ANY(%(invoices)s) AND i.amount > 0
    GROUP BY p.invoice_id, p.paid_on, i.amount
), shorts AS (
    SELECT *, max(day) FILTER (WHERE paid < amount) OVER (PARTITION BY invoice_id) AS short FROM days
), covered AS (
    SELECT i.id, i.paid_by_payments AS before, i.paid_on AS said, (
        SELECT min(day) FROM shorts WHERE invoice_id = i.id AND day > coalesce(short, '-infinity')
    ) AS day
    FROM customers_invoice i WHERE i.id = ANY(%(invoices)s)
)
UPDATE customers_invoice i SET
    paid_on = CASE WHEN c.day IS NOT NULL THEN c.day WHEN NOT c.before THEN c.said END,
    paid_by_payments = c.day IS NOT NULL
FROM covered c
WHERE c.id = i.id AND (i.paid_by_payments OR c.day IS NOT NULL)
    AND (i.paid_on IS DISTINCT FROM c.day OR i.paid_by_payments <> (c.day IS NOT NULL))
"""


def settle(invoices: Iterable[int]) -> None:
    """Find anew on which day each of these invoices was paid. Twice gives the same."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"invoices": list(invoices)})


@transaction.atomic
def enter_payment(
    *, invoice: Invoice, by: User, token: UUID, paid_on: date, amount: Decimal, reference: str = ""
) -> Payment:
    """Money received. The same token again returns the payment it made.

    Raises ValidationError for more than is open, or a reference that this invoice has already.
    """
    made = Payment.objects.filter(token=token).first()
    if made:
        return made
    # Two who enter the last part at once wait for each other here.
    Invoice.objects.select_for_update().get(pk=invoice.pk)
    balance = Invoice.objects.with_balance().get(pk=invoice.pk).balance
    if amount > balance:
        shown = figures.money(balance, invoice.customer.branch.currency, cents=True)
        raise ValidationError({"amount": _("Only %(balance)s is open.") % {"balance": shown}})
    if reference and invoice.payments.filter(reference=reference).exists():
        raise ValidationError({"reference": _("This invoice has a payment with this reference already.")})
    twins = invoice.payments.filter(paid_on=paid_on, amount=amount, reference="")
    payment = Payment.objects.create(
        invoice=invoice,
        paid_on=paid_on,
        amount=amount,
        reference=reference,
        nth=(twins.aggregate(last=Max("nth"))["last"] or 0) + 1,
        entered_by=by,
        token=token,
    )
    settle([invoice.pk])
    return payment


@transaction.atomic
def take_back_payment(*, payment: Payment, by: User) -> None:
    """Only who entered it takes it back; raises ValidationError for somebody else's or an imported one."""
    if payment.entered_by_id != by.pk:
        raise ValidationError(_("Only who entered a payment takes it back."))
    payment.delete()
    settle([payment.invoice_id])


@transaction.atomic
def set_billing(*, customer: Customer, monthly: bool) -> None:
    """From now on by month, or invoice by invoice; what is still open follows."""
    Account.objects.update_or_create(customer=customer, defaults={"monthly": monthly})
    Invoice.objects.of([customer.pk]).filter(paid_on=None).update(monthly=monthly)


@transaction.atomic
def send_statement(*, customer: Customer, by: User, token: UUID, sent_on: date) -> int:
    """A statement went out with every monthly invoice until that day which no statement held yet.

    Returns how many it holds. Raises ValidationError when there is none.
    """
    made = Statement.objects.filter(token=token).first()
    if made:
        return Invoice.objects.of([customer.pk]).filter(statement=made).count()
    waiting = Invoice.objects.of([customer.pk]).waiting_for_statement(until=sent_on)
    if not waiting.exists():
        raise ValidationError(_("No invoice until that day waits for a statement."))
    statement = Statement.objects.create(customer=customer, sent_on=sent_on, sent_by=by, token=token)
    return waiting.update(statement=statement, statement_sent_on=sent_on)


@transaction.atomic
def take_back_statement(*, statement: Statement, by: User) -> None:
    if statement.sent_by_id != by.pk:
        raise ValidationError(_("Only who noted a statement takes it back."))
    held = Invoice.objects.of([statement.customer_id]).filter(statement=statement)
    held.update(statement=None, statement_sent_on=None)
    statement.delete()


@transaction.atomic
def mark_arrears(
    *, customer: Customer, kind: str, reason: str, on: date, by: User, invoice: Invoice | None = None
) -> ArrearsMark:
    """Arrears of one invoice, or of all, are deliberate or lost; a mark before it is lifted.

    Raises ValidationError when somebody who does not lead calls it bad debt.
    """
    refuse_bad_debt(kind, by)
    open_ones = ArrearsMark.objects.of([customer.pk]).filter(invoice=invoice, lifted_on=None)
    same = open_ones.select_for_update().filter(kind=kind, reason=reason).first()
    if same:
        return same
    for before in open_ones:
        lift_mark(mark=before, on=on, by=by)
    return ArrearsMark.objects.create(
        customer=customer, invoice=invoice, kind=kind, reason=reason, day=on, by=by
    )


@transaction.atomic
def lift_mark(*, mark: ArrearsMark, on: date, by: User) -> None:
    """It no longer holds. Raises ValidationError when somebody who does not lead lifts bad debt."""
    refuse_bad_debt(mark.kind, by)
    ArrearsMark.objects.filter(pk=mark.pk, lifted_on=None).update(lifted_on=on, lifted_by=by)


def refuse_bad_debt(kind: str, by: User) -> None:
    if kind == ArrearsMark.Kind.BAD_DEBT and not (by.role in LEADERS and by.may_write):
        raise ValidationError(_("Only those who lead set or lift bad debt."), code="leaders")
