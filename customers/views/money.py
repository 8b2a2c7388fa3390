"""Payments, statements, billing and arrears of a customer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui import figures
from customers import money as services
from customers import money_forms as forms
from customers.models import Account, ArrearsMark, Invoice, Payment, Statement
from customers.querysets import within_scope
from customers.views.merged import follows_merges
from customers.views.records import Sheet, answer, customer_of, today_of, undone
from staff.access import StaffRequest, writers_only

SECTION = "retention:customer_money"


@require_http_methods(["GET", "POST"])
@writers_only
def payment_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Money received for this invoice."""
    seen = Invoice.objects.visible_to(request.user).select_related("customer__branch").with_balance()
    invoice = get_object_or_404(seen, pk=pk)
    customer = invoice.customer
    form = forms.PaymentForm(request.POST or None, on=today_of(customer), balance=invoice.balance)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        payment = services.enter_payment(invoice=invoice, by=request.user, **data)
        amount = figures.money(payment.amount, customer.branch.currency, cents=True)
        words = _("%(amount)s for %(number)s is noted") % {"amount": amount, "number": invoice.number}
        return words, reverse("customers:payment_undo", args=[payment.pk])

    open_amount = figures.money(invoice.balance, customer.branch.currency, cents=True)
    note = _("%(balance)s is open.") % {"balance": open_amount}
    heading = _("Payment of invoice %(number)s") % {"number": invoice.number}
    return answer(request, Sheet(customer, form, heading, _("Save payment"), SECTION, note), save)


@require_POST
@writers_only
def payment_undo(request: StaffRequest, pk: int) -> HttpResponse:
    seen = Payment.objects.filter(within_scope(request.user, customer="invoice__customer__"))
    payment = get_object_or_404(seen.select_related("invoice"), pk=pk)
    back = reverse(SECTION, args=[payment.invoice.customer_id])
    undo = lambda: services.take_back_payment(payment=payment, by=request.user)  # noqa: E731
    return undone(request, back=back, undo=undo)


@require_http_methods(["GET", "POST"])
@writers_only
@follows_merges
def statement_new(request: StaffRequest, pk: int) -> HttpResponse:
    """The statement with the open invoices was sent."""
    customer = customer_of(request, pk)
    form = forms.StatementForm(request.POST or None, on=today_of(customer))

    def save(data: dict[str, Any]) -> tuple[str, str]:
        held = services.send_statement(customer=customer, by=request.user, **data)
        words = ngettext("Statement with %(count)d invoice", "Statement with %(count)d invoices", held)
        statement = Statement.objects.get(token=data["token"])
        return words % {"count": held}, reverse("customers:statement_undo", args=[statement.pk])

    note = _("Every monthly invoice until that day goes with it, and is late from then on at the earliest.")
    return answer(request, Sheet(customer, form, _("Statement sent"), _("Save"), SECTION, note), save)


@require_POST
@writers_only
def statement_undo(request: StaffRequest, pk: int) -> HttpResponse:
    statement = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    back = reverse(SECTION, args=[statement.customer_id])
    undo = lambda: services.take_back_statement(statement=statement, by=request.user)  # noqa: E731
    return undone(request, back=back, undo=undo)


@require_http_methods(["GET", "POST"])
@writers_only
@follows_merges
def billing(request: StaffRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    now = Account.objects.filter(customer=customer, monthly=True).exists()
    form = forms.BillingForm(request.POST or None, on=today_of(customer), initial={"monthly": now})

    def save(data: dict[str, Any]) -> tuple[str, str]:
        services.set_billing(customer=customer, monthly=data["monthly"])
        return _("Billed monthly") if data["monthly"] else _("Billed invoice by invoice"), ""

    note = _("A monthly invoice is late only from the day on which the statement with it was sent.")
    return answer(request, Sheet(customer, form, _("Billing"), _("Save"), SECTION, note), save)


@require_http_methods(["GET", "POST"])
@writers_only
@follows_merges
def mark_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Arrears that are meant, or lost."""
    customer = customer_of(request, pk)
    on = today_of(customer)
    unpaid = Invoice.objects.of([pk]).standing().filter(paid_on=None).order_by("-issued_on", "-pk")
    form = forms.MarkForm(request.POST or None, on=on, by=request.user, invoices=unpaid)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        del data["token"]
        mark = services.mark_arrears(customer=customer, on=on, by=request.user, **data)
        return _("Marked: %(kind)s") % {"kind": mark}, reverse("customers:mark_lift", args=[mark.pk])

    return answer(request, Sheet(customer, form, _("Mark arrears"), _("Mark"), SECTION), save)


@require_POST
@writers_only
def mark_lift(request: StaffRequest, pk: int) -> HttpResponse:
    seen = ArrearsMark.objects.visible_to(request.user).select_related("customer__branch")
    mark = get_object_or_404(seen, pk=pk)
    on = today_of(mark.customer)
    undo = lambda: services.lift_mark(mark=mark, on=on, by=request.user)  # noqa: E731
    return undone(request, back=reverse(SECTION, args=[mark.customer_id]), undo=undo)
