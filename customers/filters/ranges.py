"""Filters from one value to another, each end open."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from churn_crm.ui import figures
from customers.filters.base import Cleaned, Filter
from customers.querysets import CustomerQuerySet

HIGHEST = Decimal(10) ** 11
FROM, TO = lazy("from"), lazy("to")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def amount(label: Any) -> forms.Field:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=HIGHEST, max_digits=13)


def day(label: Any) -> forms.Field:
    return forms.DateField(label=label, required=False, widget=DayInput())


def measure(label: Any) -> forms.Field:
    """A number of any kind, below zero too."""
    return forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=6)


def number(label: Any) -> forms.Field:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=32_767)


WORDS: dict[Any, Callable[[Any], str]] = {
    amount: lambda value: figures.figure(value),
    day: lambda value: figures.day(value, "short"),
    measure: lambda value: figures.figure(value, digits=6),
    number: lambda value: figures.figure(value),
}


def between(name: str, path: str, label: Any, kind: Callable[[str | Promise], forms.Field]) -> Filter:
    """Fields `name`_from and `name`_to, both included. kind: amount, day, measure or number."""
    low, high = f"{name}_from", f"{name}_to"

    def fields(_customers: Any, _reader: Any) -> dict[str, forms.Field]:
        return {low: kind(FROM), high: kind(TO)}

    def narrow(customers: CustomerQuerySet, cleaned: Cleaned) -> CustomerQuerySet:
        ends = {f"{path}__gte": cleaned.get(low), f"{path}__lte": cleaned.get(high)}
        return customers.filter(**{end: value for end, value in ends.items() if value is not None})

    def said(cleaned: Cleaned) -> str:
        return in_words(cleaned.get(low), cleaned.get(high), WORDS[kind])

    return Filter(label, fields, narrow, said)


def in_words(low: Decimal | date | None, high: Decimal | date | None, words: Callable[[Any], str]) -> str:
    if low is None:
        return _("up to %(end)s") % {"end": words(high)}
    if high is None:
        return _("from %(start)s on") % {"start": words(low)}
    return _("%(start)s to %(end)s") % {"start": words(low), "end": words(high)}
