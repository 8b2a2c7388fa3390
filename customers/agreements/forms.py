"""What people enter when something is agreed. Each form carries a token: Save twice writes one record."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from churn_crm.ui import figures
from customers.models import (
    Asset,
    Benchmark,
    Contact,
    Contract,
    Customer,
    Inquiry,
    Package,
    VisitType,
)
from customers.models.contracts import Unit
from customers.record_forms import RecordForm

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
NOTHING = Decimal(0)
SOMETHING = Decimal("0.01")
# Nobody agrees on something for longer than this, or wrote it down longer ago.
FIRST_YEAR, LAST_YEAR = 1990, 2100


class DayField(forms.DateField):
    """A day as the browser's date picker writes it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {"required": lazy("Choose a day.")})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("That year is a slip of the pen."))
        return day


def amount(label: Any, *, least: Decimal = NOTHING, **kwargs: Any) -> forms.DecimalField:
    kwargs.setdefault("error_messages", {"required": lazy("Enter an amount.")})
    return forms.DecimalField(label=label, min_value=least, **MONEY, **kwargs)


def text(label: Any, most: int, *, rows: int = 0, **kwargs: Any) -> forms.CharField:
    if rows:
        kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, **kwargs)


class BenchmarkField(forms.ModelChoiceField):
    def label_from_instance(self, benchmark: Benchmark) -> str:
        """Labour, an hour: ¥138 to ¥162 (1 May)."""
        return _("%(item)s, %(unit)s: %(low)s to %(high)s (%(day)s)") % {
            "item": benchmark.item,
            "unit": benchmark.get_unit_display(),
            "low": figures.money(benchmark.low, benchmark.currency),
            "high": figures.money(benchmark.high, benchmark.currency),
            "day": figures.day(benchmark.found_on, "short"),
        }


class AgreementForm(RecordForm):
    """What all have. The first field has the focus. held: of the agreement that is changed."""

    ids = "id_%s"

    def __init__(
        self,
        data: Any = None,
        *,
        customer: Customer,
        on: date,
        initial: Mapping[str, Any] | None = None,
        held: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, on=on, initial={**self.usual(on), **(initial or {})}, held=held)
        self.customer = customer
        if "asset" in self.fields:
            self.offer("asset", Asset.objects.filter(customer=customer))
        next(iter(self.visible_fields())).field.widget.attrs["autofocus"] = True

    def usual(self, on: date) -> dict[str, Any]:
        """What the fields show at first."""
        return {}

    def offer(self, name: str, rows: Any) -> None:
        """Only the customer's own; the field is left out when there is nothing to choose."""
        if rows.exists():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def offer_market(self) -> None:
        """The ranges of today, and the one that the agreement was compared with."""
        current = Benchmark.objects.current(as_of=self.on).filter(currency=self.customer.branch.currency)
        self.offer("benchmark", current | Benchmark.objects.filter(pk__in=[self.held.get("benchmark")]))

    def in_order(self, first: str, last: str, words: str) -> None:
        data = self.cleaned_data
        if data.get(first) and data.get(last) and data[last] < data[first]:
            self.add_error(last, words)


class ContractForm(AgreementForm):
    subject = text(lazy("What it is about"), 160)
    price = amount(lazy("Price"))
    unit = forms.ChoiceField(label=lazy("For"), choices=Unit.choices, initial=Unit.MONTH)
    starts_on = DayField(label=lazy("Starts on"))
    ends_on = DayField(label=lazy("Ends on"))
    renews_on = DayField(label=lazy("To be renewed by"), required=False)
    number = text(lazy("Number"), 60, required=False)
    benchmark = BenchmarkField(
        Benchmark.objects.none(),
        label=lazy("Compare with the market"),
        required=False,
        empty_label=lazy("No market price"),
    )
    decider = forms.ModelChoiceField(
        Contact.objects.none(), label=lazy("Decides"), required=False, empty_label=lazy("Not known")
    )
    covers = text(lazy("What it covers"), 2000, rows=2, required=False)
    clash = text(lazy("Terms that clash with their own"), 1000, rows=2, required=False)
    follows = forms.ModelChoiceField(Contract.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_market()
        there = Q(left_on=None) | Q(pk__in=[self.held.get("decider")])
        self.offer("decider", Contact.objects.filter(there, customer=self.customer).order_by("name"))
        self.fields["follows"].queryset = Contract.objects.of([self.customer.pk])  # type: ignore[attr-defined]

    def usual(self, on: date) -> dict[str, Any]:
        return {"starts_on": on}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.in_order("starts_on", "ends_on", _("It ends before it starts."))
        self.in_order("starts_on", "renews_on", _("It is to be renewed before it starts."))
        return data


class QuoteForm(AgreementForm):
    subject = text(lazy("What for"), 160)
    amount = amount(lazy("Amount"))
    benchmark = BenchmarkField(
        Benchmark.objects.none(),
        label=lazy("Compare with the market"),
        required=False,
        empty_label=lazy("No market price"),
    )
    market_units = forms.DecimalField(
        label=lazy("How many of it"),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=12,
        decimal_places=3,
        help_text=lazy("Hours, visits or pieces that the amount is for."),
    )
    number = text(lazy("Number"), 60, required=False)
    made_on = DayField(label=lazy("Made on"))
    valid_until = DayField(label=lazy("Valid until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_market()
        if "benchmark" not in self.fields:
            del self.fields["market_units"]

    def usual(self, on: date) -> dict[str, Any]:
        return {"made_on": on, "market_units": 1}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "market_units" in data:
            data["market_units"] = data["market_units"] or Decimal(1)
        self.in_order("made_on", "valid_until", _("It is no longer valid on the day it is made."))
        return data


class BookingForm(AgreementForm):
    day = DayField(label=lazy("Day"))
    at = forms.TimeField(
        label=lazy("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": lazy("Choose a time.")},
    )
    type = forms.ModelChoiceField(
        VisitType.objects.in_use(),
        label=lazy("Kind"),
        required=False,
        empty_label=lazy("No particular kind"),
    )
    asset = forms.ModelChoiceField(
        Asset.objects.none(),
        label=lazy("Vehicle, site or device"),
        required=False,
        empty_label=lazy("None in particular"),
    )
    note = text(lazy("What for"), 200, required=False)

    def __init__(self, data: Any = None, **rest: Any) -> None:
        super().__init__(data, **rest)
        kinds: Any = self.fields["type"]
        kinds.queryset = VisitType.objects.offered(beside=(rest.get("held") or {}).get("type"))


class PackageForm(AgreementForm):
    name = text(lazy("Name"), 160)
    kind = forms.ChoiceField(
        label=lazy("Kind"), choices=Package.Kind.choices, initial=Package.Kind.UNITS, widget=forms.RadioSelect
    )
    total = amount(
        lazy("Units or amount"),
        least=SOMETHING,
        help_text=lazy("How many washes, services or hours; for stored value the money on it."),
    )
    price = amount(lazy("Price paid"), required=False)
    bought_on = DayField(label=lazy("Bought on"))
    expires_on = DayField(label=lazy("Expires on"), required=False)
    asset = forms.ModelChoiceField(
        Asset.objects.none(),
        label=lazy("Vehicle, site or device"),
        required=False,
        empty_label=lazy("None in particular"),
    )
    number = text(lazy("Number"), 60, required=False)

    def usual(self, on: date) -> dict[str, Any]:
        return {"bought_on": on}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.in_order("bought_on", "expires_on", _("It expires before it was bought."))
        return data


class InquiryForm(AgreementForm):
    topic = text(lazy("Topic"), 120)
    channel = forms.ChoiceField(
        label=lazy("Channel"), choices=Inquiry.Channel.choices, initial=Inquiry.Channel.PHONE
    )
    day = DayField(label=lazy("Asked on"))
    wanted = text(lazy("What was asked for"), 2000, rows=2, required=False)
    offered = text(lazy("What was offered"), 2000, rows=2, required=False)

    def usual(self, on: date) -> dict[str, Any]:
        return {"day": on}

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.on:
            raise forms.ValidationError(_("That day has not come yet."))
        return day


class SignForm(forms.Form):
    """note: only asked for where a manager has to approve."""

    signed_on = DayField(label=lazy("Signed on"))
    note = text(lazy("Why this price, for the manager"), 400, required=False)


class TalkForm(forms.Form):
    talked_on = DayField(label=lazy("Renewal talked about on"))


class EndForm(forms.Form):
    ended_on = DayField(label=lazy("Ends on"))
    reason = text(lazy("Why"), 400, error_messages={"required": lazy("Say in a few words why it ends.")})


class ReasonForm(forms.Form):
    reason = text(
        lazy("What they said"), 400, error_messages={"required": lazy("Say in a few words why not.")}
    )


class RemoveForm(forms.Form):
    reason = text(
        lazy("Why"), 400, error_messages={"required": lazy("Say in a few words why it is deleted.")}
    )


class MovementForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    amount = amount(lazy("Units or amount"), least=SOMETHING)
    day = DayField(label=pgettext_lazy("of a movement", "Day"))
    note = text(lazy("What for"), 200, required=False)


class DecisionForm(forms.Form):
    """A manager's word about a price."""

    verdict = forms.ChoiceField(choices=[("approve", lazy("Approve")), ("refuse", lazy("Refuse"))])
    reason = text(lazy("Reason"), 400, required=False, help_text=lazy("Needed to refuse."))
