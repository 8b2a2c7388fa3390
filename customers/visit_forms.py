"""Forms for visits and orders, returns, warranty claims and declined work."""

import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from churn_crm.ui import figures
from customers.asset_forms import Km
from customers.models import (
    Asset,
    Category,
    Customer,
    DeclinedWork,
    Return,
    Visit,
    VisitDetail,
    VisitLine,
    VisitType,
    WarrantyClaim,
)
from customers.money_forms import Money
from customers.reconciling import plain
from customers.record_forms import NOTHING, DayField, RecordForm
from staff.models import Branch, User

VISITS_OFFERED = 20
LEAST_LINES = 3
MOST_LINES = 40
MOST_SENT = 400
NOON = time(12)
DETAIL = (
    "estimate", "standard_hours", "actual_hours", "part_grade", "grade_agreed", "inspected", "comeback_of",
    "payment", "paid_on", "note",
)  # fmt: skip
LINES = "lines"
LINE_NAMES = ("category", "text", "quantity", "sum", "discount")
LINE = re.compile(rf"line(\d{{1,4}})_(?:{'|'.join(LINE_NAMES)})")
LINE_FIELDS = ("category", "text", "quantity", "amount", "discount")
VISIT = ("type", "branch", "asset", "technician", "number", "discount", "cancelled")


class VisitField(forms.ModelChoiceField):
    """The customer's latest visits, told apart by day, number and amount."""

    def label_from_instance(self, visit: Visit) -> str:
        amount = figures.money(visit.amount, visit.customer.branch.currency)
        return " · ".join(part for part in (figures.day(visit.day, "short"), visit.number, amount) if part)


def latest_visits(customer: Customer, *, but: int | None = None, chosen: int | None = None) -> Any:
    """Those that are offered; the one that is chosen already among them, however old."""
    found = Visit.objects.of([customer.pk]).exclude(pk=but).order_by("-day", "-pk")
    keys = [*found.values_list("pk", flat=True)[:VISITS_OFFERED], chosen]
    offered = Visit.objects.filter(pk__in=keys).select_related("customer__branch")
    return offered.order_by("-day", "-pk")


class Hours(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=6, decimal_places=2, required=False, **kwargs)


class AboutCustomer(RecordForm):
    """Offers this customer's own vehicles and visits, nobody else's."""

    def __init__(self, data: Any = None, *, customer: Customer, on: date, **kwargs: Any) -> None:
        super().__init__(data, on=on, **kwargs)
        fields: Any = self.fields
        if "asset" in fields:
            fields["asset"].queryset = Asset.objects.of([customer.pk]).order_by("name", "pk")
        self.customer = customer
        self.itself: int | None = None
        for name in self.visit_fields:
            fields[name].queryset = latest_visits(customer, chosen=self.held.get(name))

    @property
    def visit_fields(self) -> list[str]:
        return [name for name in ("visit", "comeback_of") if name in self.fields]

    def offer_all_visits(self) -> None:
        """Not only the latest: for who names one by its number and chooses from no list."""
        fields: Any = self.fields
        for name in self.visit_fields:
            fields[name].queryset = Visit.objects.of([self.customer.pk]).exclude(pk=self.itself)


class VisitForm(AboutCustomer):
    day = DayField(label=pgettext_lazy("of a visit", "Day"), past=True)
    clock = forms.TimeField(
        label=lazy("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    type = forms.ModelChoiceField(VisitType.objects.in_use(), label=lazy("Type"), required=False)
    number = forms.CharField(label=lazy("Order number"), max_length=60, required=False)
    asset = forms.ModelChoiceField(Asset.objects, label=pgettext_lazy("a visit", "On"), required=False)
    km = Km(label=lazy("Mileage, km"), required=False)
    branch = forms.ModelChoiceField(Branch.objects, label=lazy("Branch"), empty_label=None)
    technician: Any = forms.ModelChoiceField(User.objects, label=lazy("Technician"), required=False)
    amount = Money(
        label=lazy("Amount"),
        required=False,
        help_text=lazy("Empty: the sum of the lines. Below zero: a return."),
    )
    discount = Money(
        label=lazy("Discount"),
        required=False,
        min_value=Decimal(0),
        help_text=lazy("What was taken off; the amount is what is left. Empty: the sum of the lines."),
    )
    estimate = Money(label=lazy("Estimate"), required=False, min_value=Decimal(0))
    standard_hours = Hours(label=lazy("Standard hours"))
    actual_hours = Hours(label=lazy("Actual hours"))
    part_grade = forms.ChoiceField(
        label=lazy("Part grade"), required=False, choices=[("", "–"), *VisitDetail.Grade.choices]
    )
    comeback_of = VisitField(Visit.objects, label=lazy("Comeback of"), required=False)
    payment = forms.ChoiceField(
        label=lazy("Payment"), required=False, choices=[("", "–"), *VisitDetail.Payment.choices]
    )
    paid_on = DayField(label=lazy("Paid on"), required=False, past=True)
    grade_agreed = forms.BooleanField(label=lazy("The customer agreed to the part grade"), required=False)
    inspected = forms.BooleanField(label=lazy("Final inspection done"), required=False)
    cancelled = forms.BooleanField(label=lazy("Cancelled"), required=False)
    note = forms.CharField(label=lazy("Note"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, customer: Customer, on: date, visit: Visit | None = None) -> None:
        zone = ZoneInfo(customer.branch.time_zone)
        held = held_by(customer, visit, zone) if visit else None
        first = {"day": on, "branch": customer.branch_id}
        super().__init__(spread(data), customer=customer, on=on, initial=first, held=held)
        self.zone = zone
        self.itself = visit.pk if visit else None
        fields: Any = self.fields
        fields["technician"].queryset = technicians(visit)
        fields["type"].queryset = VisitType.objects.offered(beside=visit and visit.type_id)
        if visit:
            before = self.held["comeback_of"]
            fields["comeback_of"].queryset = latest_visits(customer, but=visit.pk, chosen=before)
        self.lines = lines_of(visit) if visit else []
        room = max(min(len(self.lines) + 2, MOST_LINES), LEAST_LINES, len(self.lines), *places(data))
        self.add_lines(room)

    def add_lines(self, count: int) -> None:
        self.count = count
        for place in range(count):
            self.add_line(place, categories=Category.objects.order_by("name"))

    def rewrite_lines(self, count: int) -> None:
        """So many lines, whatever there were before."""
        for name in [name for name in self.fields if name.startswith("line")]:
            del self.fields[name]
        self.add_lines(count)

    def add_line(self, place: int, *, categories: Any) -> None:
        line = self.lines[place] if place < len(self.lines) else None
        made: dict[str, forms.Field] = {
            "category": forms.ModelChoiceField(
                categories,
                label=lazy("Category"),
                required=False,
                empty_label=NOTHING,
                initial=line and line.category_id,
            ),
            "text": forms.CharField(
                label=lazy("Line"), max_length=200, required=False, initial=line and line.text
            ),
            "quantity": forms.DecimalField(
                label=lazy("Quantity"), max_digits=12, decimal_places=3, required=False,
                initial=line and line.quantity.normalize(),
            ),
            "sum": Money(label=lazy("Amount"), required=False, initial=line and line.amount),
            "discount": Money(
                label=lazy("Discount"), required=False, min_value=Decimal(0), initial=line and line.discount
            ),
        }  # fmt: skip
        for name, field in made.items():
            self.fields[f"line{place}_{name}"] = field

    @property
    def main_fields(self) -> list[BoundField]:
        folded = {*DETAIL, "cancelled"}
        named = [bound for bound in self.visible_fields() if not bound.name.startswith("line")]
        return [bound for bound in named if bound.name not in folded]

    @property
    def more_fields(self) -> list[BoundField]:
        return [self[name] for name in (*DETAIL, "cancelled")]

    @property
    def rows(self) -> list[list[BoundField]]:
        return [[self[f"line{place}_{name}"] for name in LINE_NAMES] for place in range(self.count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["lines"] = [line for place in range(self.count) if (line := self.line(place, data))]
        if data.get("amount") is None and "amount" not in self.errors:
            if not data["lines"]:
                self.add_error("amount", _("An amount, or lines that add up to it."))
            data["amount"] = sum((line["amount"] for line in data["lines"]), Decimal(0))
        self.check_discounts(data)
        if data.get("payment") == VisitDetail.Payment.UNPAID and data.get("paid_on"):
            self.add_error("paid_on", _("An unpaid order has no day of payment."))
        return data

    def check_discounts(self, data: dict[str, Any]) -> None:
        """The visit's own counts, and holds those of its lines; what files brought may contradict."""
        off = sum((line["discount"] or Decimal(0) for line in data["lines"]), Decimal(0))
        said = {"discount": data.get("discount"), LINES: data["lines"]}
        if all(plain(self.held.get(name)) == plain(value) for name, value in said.items()):
            return
        if said["discount"] is not None and said["discount"] < off:
            shown = figures.figure(off, 2)
            self.add_error("discount", _("The lines alone say %(sum)s. Empty: their sum.") % {"sum": shown})

    def line(self, place: int, data: dict[str, Any]) -> dict[str, Any] | None:
        """One line that was filled in; None where it is empty."""
        category, text, quantity, amount, discount = (data.get(f"line{place}_{name}") for name in LINE_NAMES)
        if amount is None:
            if category or text or discount:
                self.add_error(f"line{place}_sum", _("How much?"))
            return None
        text = text or (str(category) if category else "–")
        said = {"category": category, "text": text, "quantity": quantity or 1, "amount": amount}
        return said | {"discount": discount}

    def discount_of(self, line: dict[str, Any]) -> Decimal | None:
        """What was taken off this line, for who does not say it: while its text and amount are the same."""
        said = (line.get("text"), line.get("amount"))
        same = (old for old in self.lines if (old.text, old.amount) == said)
        return next((old.discount for old in same), None)

    def label_of(self, name: str) -> str:
        return _("Lines") if name == LINES else super().label_of(name)

    def sent(self, name: str, value: Any) -> str:
        return json.dumps(plain(value)) if name == LINES else super().sent(name, value)

    def in_words(self, name: str, value: Any) -> str:
        return (
            "\n".join(line_in_words(line) for line in value)
            if name == LINES
            else super().in_words(name, value)
        )

    def enter(self, name: str, value: Any) -> None:
        if name == LINES:
            write_lines(self.data, plain(value))
        else:
            super().enter(name, value)

    def visit_data(self) -> dict[str, Any]:
        """The columns of Visit."""
        data = self.cleaned_data
        at = datetime.combine(data["day"], data["clock"] or NOON, tzinfo=self.zone)
        return {name: data[name] for name in VISIT} | {"at": at, "day": data["day"], "amount": data["amount"]}

    def line_data(self) -> list[dict[str, Any]]:
        """The columns of each line."""
        lines: list[dict[str, Any]] = self.cleaned_data[LINES]
        return lines

    def detail_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DETAIL}


def line_in_words(line: dict[str, Any]) -> str:
    """Brake pads · 2 · 300.00 · 20.00 off; the category where the text does not say it."""
    category = str(line["category"] or "")
    named = (category if category != line["text"] else "", line["text"])
    facts = (figures.figure(line["quantity"], 3), figures.figure(line["amount"], 2))
    off = _("%(amount)s off") % {"amount": figures.figure(line["discount"], 2)} if line["discount"] else ""
    return " · ".join(part for part in (*named, *facts, off) if part)


def lines_of(visit: Visit) -> list[VisitLine]:
    """In the order in which they were written, which the table itself does not promise."""
    return sorted(visit.lines.all(), key=lambda line: line.pk)


def technicians(visit: Visit | None) -> Any:
    """People at work, and whoever did it then."""
    then = visit.technician_id if visit else None
    return (User.objects.at_work() | User.objects.filter(pk=then)).order_by("name")


def held_by(customer: Customer, visit: Visit, zone: ZoneInfo) -> dict[str, Any]:
    """What the visit holds, by field of the form."""
    detail = getattr(visit, "detail", None) or VisitDetail()
    known = {name: getattr(visit, f"{name}_id", None) or getattr(visit, name) for name in VISIT}
    known |= {name: getattr(detail, f"{name}_id", None) or getattr(detail, name) for name in DETAIL}
    clock = visit.at.astimezone(zone).time().replace(microsecond=0)
    lines = [{name: getattr(line, name) for name in LINE_FIELDS} for line in lines_of(visit)]
    branch = visit.branch_id or customer.branch_id
    more = {"day": visit.day, "clock": clock, "amount": visit.amount, "branch": branch, LINES: lines}
    return known | more


def places(data: Any) -> list[int]:
    """How many lines were sent: as many as the form had then, however many the visit has by now."""
    found = [int(match[1]) + 1 for key in data or () if (match := LINE.fullmatch(key))]
    return [min(count, MOST_SENT) for count in found]


def spread(data: Any) -> Any:
    """Lines that were sent in one piece, as one side of a choice, line by line."""
    if not data or LINES not in data:
        return data
    data = data.copy()
    write_lines(data, lines_in(data.pop(LINES)[-1]))
    return data


def lines_in(text: str) -> list[dict[str, Any]]:
    """The lines of the piece; none where it cannot be read."""
    try:
        found = json.loads(text)
        return [{name: str(line[name]) for name in LINE_FIELDS} for line in found][:MOST_SENT]
    except (ValueError, TypeError, KeyError):
        return []


def write_lines(data: Any, lines: list[dict[str, Any]]) -> None:
    """Put these lines into what was sent, in place of those that are there."""
    for key in [key for key in data if LINE.fullmatch(key)]:
        del data[key]
    for place, line in enumerate(lines):
        for name in LINE_FIELDS:
            data[f"line{place}_{'sum' if name == 'amount' else name}"] = line[name]


class Following(AboutCustomer):
    """A form of a record that follows from a visit; `row` is the one being changed."""

    model: Any = None

    def __init__(self, data: Any = None, *, customer: Customer, on: date, row: Any = None) -> None:
        names = [name for name in self.base_fields if name != "token"]
        held = None
        if row is not None:
            held = {name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in names}
        super().__init__(data, customer=customer, on=on, initial=self.first(on), held=held)

    def first(self, on: date) -> dict[str, Any]:
        """What a new one starts with."""
        return {}


class ReturnForm(Following):
    model = Return

    what = forms.CharField(label=lazy("What comes back"), max_length=200)
    amount = Money(label=lazy("Amount"), required=False, min_value=Decimal(0))
    visit = VisitField(Visit.objects, label=lazy("Of which visit or order"), required=False)
    asked_on = DayField(label=lazy("Asked on"), past=True)
    due_on = DayField(label=lazy("Refund due"), required=False)
    refunded_on = DayField(label=lazy("Refunded on"), required=False, past=True)
    refused_on = DayField(label=lazy("Refused on"), required=False, past=True)
    reason = forms.CharField(label=lazy("Reason"), max_length=200, required=False)

    def first(self, on: date) -> dict[str, Any]:
        return {"asked_on": on}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        asked = data.get("asked_on")
        if asked and data.get("due_on") and data["due_on"] < asked:
            self.add_error("due_on", _("It is due before it was asked for."))
        if data.get("refunded_on") and data.get("refused_on"):
            self.add_error("refused_on", _("Either refunded or refused."))
        return data


class ClaimForm(Following):
    model = WarrantyClaim

    what = forms.CharField(label=lazy("What is claimed"), max_length=200)
    amount = Money(label=lazy("Amount"), required=False, min_value=Decimal(0))
    visit = VisitField(Visit.objects, label=lazy("Of which visit or order"), required=False)
    asset = forms.ModelChoiceField(Asset.objects, label=pgettext_lazy("a visit", "On"), required=False)
    claimed_on = DayField(label=lazy("Claimed on"), past=True)
    outcome = forms.ChoiceField(label=lazy("Outcome"), choices=WarrantyClaim.Outcome.choices)
    decided_on = DayField(label=lazy("Decided on"), required=False, past=True)

    def first(self, on: date) -> dict[str, Any]:
        return {"claimed_on": on}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("outcome") == WarrantyClaim.Outcome.OPEN:
            data["decided_on"] = None
        elif data.get("outcome") and data.get("decided_on") is None and "decided_on" not in self.errors:
            data["decided_on"] = self.on
        return data


class DeclinedForm(Following):
    model = DeclinedWork

    what = forms.CharField(label=lazy("What was recommended"), max_length=200)
    category = forms.ModelChoiceField(
        Category.objects.order_by("name"), label=lazy("Category"), required=False
    )
    amount = Money(label=lazy("Amount"), required=False, min_value=Decimal(0))
    visit = VisitField(Visit.objects, label=lazy("At which visit"), required=False)
    asset = forms.ModelChoiceField(Asset.objects, label=pgettext_lazy("a visit", "On"), required=False)
    recommended_on = DayField(label=lazy("Recommended on"), past=True)
    follow_up_on = DayField(label=lazy("Ask again on"), required=False)
    done_on = DayField(label=lazy("Done after all on"), required=False, past=True)

    def first(self, on: date) -> dict[str, Any]:
        return {"recommended_on": on}


FORMS: dict[str, type[Following]] = {"return": ReturnForm, "claim": ClaimForm, "declined": DeclinedForm}
