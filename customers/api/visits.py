"""Visits and orders with their lines, entered by hand or imported."""

import re
import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from customers import visits as services
from customers.agreements.entering import today_of
from customers.api import asking, base, records, seen
from customers.models import Customer, Visit, VisitCorrection, VisitDetail, VisitLine
from customers.visit_forms import MOST_LINES, VisitForm
from staff.api import asker

# What a line of the form is called in JSON.
LINE = {
    "category": "category",
    "text": "text",
    "quantity": "quantity",
    "sum": "amount",
    "discount": "discount",
}


class VisitLineSerializer(serializers.ModelSerializer[VisitLine]):
    category = serializers.CharField(source="category.name", default=None, read_only=True)

    class Meta:
        model = VisitLine
        fields = ("text", "category", "quantity", "amount", "discount")


class DetailSerializer(serializers.ModelSerializer[VisitDetail]):
    """What is known of few visits only."""

    class Meta:
        model = VisitDetail
        fields = (
            "estimate",
            "standard_hours",
            "actual_hours",
            "part_grade",
            "grade_agreed",
            "inspected",
            "comeback_of",
            "payment",
            "paid_on",
            "note",
        )


class VisitSerializer(serializers.ModelSerializer[Visit]):
    type = serializers.CharField(source="type.code", default=None, read_only=True)
    branch = serializers.CharField(source="branch.code", default=None, read_only=True)
    technician = serializers.CharField(source="technician.username", default=None, read_only=True)
    lines = VisitLineSerializer(many=True, read_only=True)
    detail: serializers.Field = DetailSerializer(read_only=True, default=None)

    class Meta:
        model = Visit
        fields = (
            "id",
            "customer",
            "day",
            "at",
            "amount",
            "discount",
            "cancelled",
            "type",
            "branch",
            "technician",
            "asset",
            "source",
            "number",
            "lines",
            "detail",
        )


class VisitLineAsked(serializers.Serializer[Any]):
    category = serializers.CharField(max_length=80, required=False, allow_null=True, help_text="its name")
    text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    quantity = serializers.DecimalField(max_digits=12, decimal_places=3, required=False, allow_null=True)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    discount = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        allow_null=True,
        help_text="what was taken off; not said, it stays as long as text and amount are the same",
    )


class VisitAsked(asking.shape(VisitForm)):  # type: ignore[misc]
    """A visit as its form asks for it. clock: the time of day in the branch's zone; noon without one."""

    lines = serializers.ListField(child=VisitLineAsked(), required=False, max_length=MOST_LINES)


def with_all_that_is_shown(visits: Any) -> Any:
    lines = Prefetch("lines", VisitLine.objects.select_related("category").order_by("pk"))
    return visits.select_related("type", "branch", "technician", "detail").prefetch_related(lines)


def filled(form: VisitForm, given: dict[str, Any], **how: Any) -> VisitForm:
    """The lines that are given are all lines of the visit."""
    lines = given.pop("lines", None)
    if lines is not None:
        given.setdefault("amount", None)  # their sum
        form.rewrite_lines(len(lines))
        for place, line in enumerate(lines):
            line.setdefault("discount", form.discount_of(line))
            given |= {f"line{place}_{name}": line.get(word) for name, word in LINE.items()}
    form.offer_all_visits()
    return asking.bound(form, given, **how)


def called(name: str) -> str:
    """line0_sum → lines.0.amount"""
    place = re.fullmatch(r"line(\d+)_(\w+)", name)
    return f"lines.{place[1]}.{LINE[place[2]]}" if place else name


def written(form: VisitForm) -> dict[str, Any]:
    """What the services take."""
    said = asking.cleaned(form, called)
    return {"detail": form.detail_data(), "lines": form.line_data(), "km": said["km"]}


@base.asks(VisitAsked, VisitSerializer, "Note a visit or order by hand, with its lines.", once=True)
class Visits(records.EnterableOfCustomer):
    """His visits and orders with their lines, and what more is known of some."""

    serializer_class = VisitSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return with_all_that_is_shown(Visit.objects)  # type: ignore[no-any-return]

    def form(self, customer: Customer) -> VisitForm:
        return VisitForm(customer=customer, on=today_of(customer))

    def fill(self, form: VisitForm, given: dict[str, Any]) -> VisitForm:
        usual = {"branch": form.customer.branch.code}
        return filled(form, usual | given, token=base.token_of(self.request))

    def enter(self, customer: Customer, form: VisitForm) -> Visit:
        said = written(form)
        token = form.cleaned_data["token"]
        return services.add_visit(
            customer=customer, by=asker(self.request), token=token, visit=form.visit_data(), **said
        )


OneVisitSerializer = seen.shown(VisitSerializer)


@base.asks(
    seen.asked(VisitAsked),
    OneVisitSerializer,
    "Change what is named, over what was `seen`; `lines` are all lines of the visit.",
    method="patch",
    status=200,
)
class OneVisit(seen.Changeable, records.Removable):
    """One visit or order; who entered it by hand may take it back."""

    serializer_class = OneVisitSerializer

    def rows(self) -> QuerySet[Any, Any]:
        visits = Visit.objects.visible_to(asker(self.request)).select_related("customer__branch")
        return with_all_that_is_shown(visits)  # type: ignore[no-any-return]

    def form(self, row: Visit) -> VisitForm:
        return VisitForm(customer=row.customer, on=today_of(row.customer), visit=row)

    def fill(self, form: VisitForm, given: dict[str, Any]) -> VisitForm:
        return filled(form, given, token=uuid.uuid4(), keep=True)

    def called(self, name: str) -> str:
        return called(name)

    def change(self, row: Visit, form: VisitForm) -> None:
        said = written(form)
        said |= {"changed": form.visit_data(), "way": VisitCorrection.Way.API}
        services.change_visit(visit=row, by=asker(self.request), **said)

    def take_back(self, row: Visit) -> None:
        services.take_back_visit(visit=row, by=asker(self.request))
