"""Filters by the business's own fields: one for each that is in use, after its kind.

A choice or a yes is found by the index over `custom`; texts and ranges are read of those who have any own
field.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import custom
from customers.filters.base import Cleaned, Filter
from customers.filters.ranges import between, day, measure
from customers.models import CustomField
from customers.querysets import CustomerQuerySet

Kind = CustomField.Kind
ANY = pgettext_lazy("an own field", "Anything")
RANGES: dict[str, tuple[Any, Any]] = {
    Kind.NUMBER: (measure, models.DecimalField(max_digits=18, decimal_places=custom.DECIMALS[Kind.NUMBER])),
    Kind.MONEY: (measure, models.DecimalField(max_digits=14, decimal_places=custom.DECIMALS[Kind.MONEY])),
    Kind.DAY: (day, models.DateField()),
}


def own_filters(definitions: Iterable[CustomField]) -> list[Filter]:
    return [own_filter(one) for one in definitions]


def own_filter(definition: CustomField) -> Filter:
    match definition.kind:
        case Kind.YES_NO:
            return exactly(definition, [(custom.YES, _("Yes")), (custom.NO, _("No"))])
        case Kind.CHOICE:
            return exactly(definition, [(word, word) for word in definition.options])
        case Kind.TEXT:
            return containing(definition)
    return within(definition)


def exactly(definition: CustomField, choices: list[tuple[str, Any]]) -> Filter:
    """The value as it is stored."""
    name = definition.field_name

    def fields(_customers: Any, _reader: Any) -> dict[str, forms.Field]:
        return {name: forms.ChoiceField(label=definition.name, required=False, choices=[("", ANY), *choices])}

    def narrow(customers: CustomerQuerySet, cleaned: Cleaned) -> CustomerQuerySet:
        return customers.with_value(definition.key, custom.stored(definition, cleaned[name]))

    return Filter(definition.name, fields, narrow)


def containing(definition: CustomField) -> Filter:
    """A part of the text, in capitals or not."""
    name = definition.field_name

    def fields(_customers: Any, _reader: Any) -> dict[str, forms.Field]:
        return {name: forms.CharField(label=_("contains"), required=False, max_length=100)}

    def narrow(customers: CustomerQuerySet, cleaned: Cleaned) -> CustomerQuerySet:
        told = customers.telling(name, definition.key, models.TextField())
        return told.filter(**{f"{name}__icontains": cleaned[name]})

    return Filter(definition.name, fields, narrow, lambda cleaned: str(cleaned[name]))


def within(definition: CustomField) -> Filter:
    """From one value to another."""
    asked, typed = RANGES[definition.kind]
    ends = between(definition.field_name, definition.field_name, definition.name, asked)

    def narrow(customers: CustomerQuerySet, cleaned: Cleaned) -> CustomerQuerySet:
        return ends.narrow(customers.telling(definition.field_name, definition.key, typed), cleaned)

    return Filter(definition.name, ends.fields, narrow, ends.said)
