"""Forms for invoices, payments, statements and arrears."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.models import ArrearsMark, Invoice
from customers.record_forms import DayField, RecordForm
from staff.models import User


class MonthInput(forms.DateInput):
    input_type = "month"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m", **kwargs)


class Money(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"


class MonthField(forms.DateField):
    """A month, as its first day."""

    widget = MonthInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        return day.replace(day=1) if day else None


class InvoiceForm(RecordForm):
    """monthly: of a customer who is billed monthly, so that the statement's month is asked for."""

    number = forms.CharField(label=lazy("Number"), max_length=60)
    amount = Money(label=lazy("Amount"), min_value=Decimal("0.01"))
    issued_on = DayField(label=lazy("Issued on"), past=True)
    due_on = DayField(label=lazy("Due on"))
    paid_on = DayField(
        label=lazy("Paid on"),
        required=False,
        past=True,
        help_text=lazy("Empty: payments are entered one by one."),
    )
    statement_month = MonthField(
        label=lazy("Statement of"),
        required=False,
        help_text=lazy("Empty: the next statement holds it. It is not late before that statement is sent."),
    )

    def __init__(self, data: Any = None, *, on: date, monthly: bool, invoice: Invoice | None = None) -> None:
        known = ("number", "amount", "issued_on", "due_on", "paid_on", "statement_month")
        held = {name: getattr(invoice, name) for name in known} if invoice else None
        super().__init__(data, on=on, initial={"issued_on": on}, held=held)
        if invoice and invoice.paid_by_payments:
            del self.fields["paid_on"]
        if not monthly:
            del self.fields["statement_month"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        issued = data.get("issued_on")
        if issued and data.get("due_on") and data["due_on"] < issued:
            self.add_error("due_on", _("It is due before it was issued."))
        if issued and data.get("paid_on") and data["paid_on"] < issued:
            self.add_error(
                "paid_on", _("It was paid before it was issued. Enter a payment in advance as a payment.")
            )
        month = data.get("statement_month")
        if issued and month and month < issued.replace(day=1):
            self.add_error("statement_month", _("That month is over before the invoice was issued."))
        return data


class VoidForm(RecordForm):
    reason = forms.CharField(
        label=lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )


class PaymentForm(RecordForm):
    paid_on = DayField(label=lazy("Paid on"), past=True)
    amount = Money(label=lazy("Amount"), min_value=Decimal("0.01"))
    reference = forms.CharField(label=lazy("Reference"), max_length=60, required=False)

    def __init__(self, data: Any = None, *, on: date, balance: Decimal) -> None:
        super().__init__(data, on=on, initial={"paid_on": on, "amount": balance})


class StatementForm(RecordForm):
    sent_on = DayField(label=lazy("Sent on"), past=True)

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data, on=on, initial={"sent_on": on})


class BillingForm(RecordForm):
    monthly = forms.BooleanField(label=lazy("Billed monthly, by statement"), required=False)


class MarkForm(RecordForm):
    """invoices: those that are open; without a choice the mark is for all that the customer owes."""

    kind = forms.ChoiceField(label=lazy("These arrears are"), widget=forms.RadioSelect)
    invoice = forms.ModelChoiceField(
        Invoice.objects, label=lazy("Which invoice"), required=False, empty_label=lazy("All that is open")
    )
    reason = forms.CharField(
        label=lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )

    def __init__(self, data: Any = None, *, on: date, by: User, invoices: Any) -> None:
        super().__init__(data, on=on, initial={"kind": ArrearsMark.Kind.DELIBERATE})
        self.fields["invoice"].queryset = invoices  # type: ignore[attr-defined]
        kinds = [choice for choice in ArrearsMark.Kind.choices if by.leads or choice[0] != "bad_debt"]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
