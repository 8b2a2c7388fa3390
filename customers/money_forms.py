"""Forms for payments, statements and arrears."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from customers.models import ArrearsMark, Invoice
from customers.record_forms import DayField, RecordForm
from staff.models import User


class Money(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"


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
