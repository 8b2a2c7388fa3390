"""What was paid on invoices, statements, billing, and arrears that are no mere delay."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import money as services
from customers.agreements.entering import today_of
from customers.api import asking, base, records
from customers.models import Account, ArrearsMark, Customer, Invoice, Payment, Statement
from customers.money_forms import MarkForm, PaymentForm, StatementForm
from customers.querysets import within_scope
from staff.api import asker


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    class Meta:
        model = Payment
        fields = ("id", "invoice", "paid_on", "amount", "reference")


class StatementSerializer(serializers.ModelSerializer[Statement]):
    invoices = serializers.SerializerMethodField(help_text="the numbers of the invoices that it holds")

    class Meta:
        model = Statement
        fields = ("id", "customer", "sent_on", "invoices")

    def get_invoices(self, statement: Statement) -> list[str]:
        return [invoice.number for invoice in statement.invoice_set.all()]


class MarkSerializer(serializers.ModelSerializer[ArrearsMark]):
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = ArrearsMark
        fields = ("id", "customer", "invoice", "kind", "reason", "day", "by", "lifted_on")


@base.asks(PaymentForm, PaymentSerializer, "Note money received. More than is open is refused.")
class Payments(records.Enterable):
    """What was paid on an invoice."""

    serializer_class, belongs_by = PaymentSerializer, "invoice"

    def parent(self) -> Invoice:
        seen = Invoice.objects.visible_to(asker(self.request)).select_related("customer__branch")
        found: Invoice = get_object_or_404(seen.with_balance(), pk=self.kwargs["pk"])
        return found

    def rows(self) -> QuerySet[Any, Any]:
        return Payment.objects.all()

    def form(self, invoice: Any) -> PaymentForm:
        return PaymentForm(on=today_of(invoice.customer), balance=invoice.balance)

    def enter(self, invoice: Invoice, form: PaymentForm) -> Payment:
        said = asking.cleaned(form)
        return services.enter_payment(invoice=invoice, by=asker(self.request), **said)


class OnePayment(records.OneRecord, records.Removable):
    """One payment; who entered it may take it back."""

    serializer_class = PaymentSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Payment.objects.filter(within_scope(asker(self.request), customer="invoice__customer__"))

    def take_back(self, row: Payment) -> None:
        services.take_back_payment(payment=row, by=asker(self.request))


def numbered() -> Any:
    return Prefetch("invoice_set", Invoice.objects.order_by("issued_on", "pk"))


@base.asks(
    StatementForm, StatementSerializer, "A statement went out with every monthly invoice until that day."
)
class Statements(records.EnterableOfCustomer):
    """Statements that were sent to him."""

    serializer_class = StatementSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Statement.objects.prefetch_related(numbered())

    def form(self, customer: Customer) -> StatementForm:
        return StatementForm(on=today_of(customer))

    def enter(self, customer: Customer, form: StatementForm) -> Statement:
        said = asking.cleaned(form)
        services.send_statement(customer=customer, by=asker(self.request), **said)
        return Statement.objects.get(token=said["token"])


class OneStatement(records.OneRecord, records.Removable):
    """One statement; who noted it may take it back."""

    serializer_class = StatementSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Statement.objects.visible_to(asker(self.request)).prefetch_related(numbered())

    def take_back(self, row: Statement) -> None:
        services.take_back_statement(statement=row, by=asker(self.request))


class BillingSerializer(serializers.Serializer[Any]):
    monthly = serializers.BooleanField(help_text="by monthly statement; false: invoice by invoice")


class Billing(base.AboutCustomer):
    """How a customer is billed."""

    @extend_schema(responses=BillingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Whether he is billed by monthly statement."""
        monthly = Account.objects.filter(customer=self.customer(), monthly=True).exists()
        return Response({"monthly": monthly})

    @extend_schema(request=BillingSerializer, responses=BillingSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """From now on by month, or invoice by invoice; what is still open follows."""
        customer = self.customer()
        wish = BillingSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        services.set_billing(customer=customer, **wish.validated_data)
        return Response(wish.validated_data)


class MarkAsked(asking.shape(MarkForm, "kind")):  # type: ignore[misc]
    kind = serializers.ChoiceField(ArrearsMark.Kind.choices, help_text="bad_debt: only those who lead")


@base.asks(MarkAsked, MarkSerializer, "Arrears of one invoice, or of all, are deliberate or lost.")
class Arrears(records.EnterableOfCustomer):
    """Which of his arrears are no mere delay."""

    serializer_class = MarkSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return ArrearsMark.objects.select_related("by")

    def form(self, customer: Customer) -> MarkForm:
        unpaid = Invoice.objects.of([customer.pk]).filter(paid_on=None)
        return MarkForm(on=today_of(customer), by=asker(self.request), invoices=unpaid)

    def enter(self, customer: Customer, form: MarkForm) -> ArrearsMark:
        said = asking.cleaned(form)
        del said["token"]
        return services.mark_arrears(customer=customer, on=form.on, by=asker(self.request), **said)


@base.asks(None, MarkSerializer, "It no longer holds. Bad debt is lifted by those who lead.", status=200)
class MarkLifted(records.Act):
    """A mark that is lifted."""

    serializer_class = MarkSerializer

    def rows(self) -> QuerySet[Any, Any]:
        seen = ArrearsMark.objects.visible_to(asker(self.request))
        return seen.select_related("customer__branch", "by")

    def do(self, row: ArrearsMark, form: Any) -> None:
        with base.taking_back():
            services.lift_mark(mark=row, on=today_of(row.customer), by=asker(self.request))
