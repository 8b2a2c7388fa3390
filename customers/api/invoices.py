"""Invoices: listed with what is paid and open, written down by hand, changed, declared void."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from customers import invoices as services
from customers.agreements.entering import today_of
from customers.api import asking, base, records, seen
from customers.models import Account, Customer, Invoice
from customers.money_forms import InvoiceForm, VoidForm
from staff.api import asker


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    """paid and balance: of the payments that we know; late_from: the day from which on it is late."""

    paid = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)
    balance = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)
    late_from = serializers.DateField(read_only=True)

    class Meta:
        model = Invoice
        fields = (
            "id",
            "customer",
            "source",
            "number",
            "issued_on",
            "due_on",
            "late_from",
            "paid_on",
            "amount",
            "paid",
            "balance",
            "monthly",
            "statement",
            "visit",
            "voided_on",
            "void_reason",
        )


OneInvoiceSerializer = seen.shown(InvoiceSerializer)


@base.asks(InvoiceForm, InvoiceSerializer, "Write an invoice down. A number that is taken is refused.")
class Invoices(records.EnterableOfCustomer):
    """His invoices with what is paid and what is open."""

    serializer_class = InvoiceSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Invoice.objects.with_balance()

    def form(self, customer: Customer) -> InvoiceForm:
        monthly = Account.objects.filter(customer=customer, monthly=True).exists()
        return InvoiceForm(on=today_of(customer), monthly=monthly)

    def enter(self, customer: Customer, form: InvoiceForm) -> Invoice:
        return services.enter_invoice(customer=customer, by=asker(self.request), **asking.cleaned(form))


class InSight:
    """Invoices that the asker may see."""

    request: Any

    def rows(self) -> QuerySet[Any, Any]:
        invoices = Invoice.objects.visible_to(asker(self.request)).select_related("customer__branch")
        return invoices.with_balance()


@base.asks(
    seen.asked(asking.shape(InvoiceForm)),
    OneInvoiceSerializer,
    "Change what is named, over what was `seen`. When it was paid follows from its payments, where there are "
    "some.",
    method="patch",
    status=200,
)
class OneInvoice(InSight, seen.Changeable, records.Removable):
    """One invoice; who wrote it down takes it back while nothing has come of it."""

    serializer_class = OneInvoiceSerializer

    def form(self, row: Invoice) -> InvoiceForm:
        return InvoiceForm(on=today_of(row.customer), monthly=row.monthly, invoice=row)

    def change(self, row: Invoice, form: InvoiceForm) -> None:
        said = asking.cleaned(form)
        del said["token"]
        services.change_invoice(invoice=row, **{"paid_on": row.paid_on} | said)

    def take_back(self, row: Invoice) -> None:
        services.take_back_invoice(invoice=row, by=asker(self.request))


@base.asks(
    VoidForm,
    InvoiceSerializer,
    "It stays, with the reason, and nobody owes it. 409 while payments stand against it.",
    status=200,
)
class InvoiceVoided(InSight, records.Act):
    """An invoice that is declared void."""

    serializer_class = InvoiceSerializer

    def form(self, row: Invoice) -> VoidForm:
        return VoidForm(on=today_of(row.customer))

    def do(self, row: Invoice, form: VoidForm) -> None:
        reason, on = asking.cleaned(form)["reason"], today_of(row.customer)
        with base.taking_back():
            services.void_invoice(invoice=row, by=asker(self.request), on=on, reason=reason)


@base.asks(None, InvoiceSerializer, "Void no longer: it counts again, as it stood.", status=200)
class InvoiceRestored(InSight, records.Act):
    """An invoice that counts again."""

    serializer_class = InvoiceSerializer

    def do(self, row: Invoice, form: Any) -> None:
        services.restore_invoice(invoice=row)
