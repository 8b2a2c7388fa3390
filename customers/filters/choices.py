"""Filters with a choice from a short list, and yes-or-no filters."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from customers.filters.base import Cleaned, Filter
from customers.querysets import CustomerQuerySet

Choices = Sequence[tuple[Any, Any]]


def one_of(
    name: str,
    path: str,
    label: Any,
    choices: Choices | Callable[[], Choices],
    *,
    all_of_them: Any,
    at_hand: bool = False,
) -> Filter:
    """path: of the column, from the customer. choices: may be what answers with them for each page.
    all_of_them: the words for no choice."""

    def fields(_customers: Any, _reader: Any) -> dict[str, forms.Field]:
        found = choices() if callable(choices) else choices
        offered = [("", all_of_them), *((str(value), text) for value, text in found)]
        return {name: forms.ChoiceField(label=label, required=False, choices=offered)}

    def narrow(customers: CustomerQuerySet, cleaned: Cleaned) -> CustomerQuerySet:
        return customers.filter(**{path: cleaned[name]})

    return Filter(label, fields, narrow, at_hand=at_hand)


def yes(name: str, path: str, label: Any, *, at_hand: bool = False) -> Filter:
    """Only those for whom it is so."""

    def fields(_customers: Any, _reader: Any) -> dict[str, forms.Field]:
        return {name: forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput)}

    def narrow(customers: CustomerQuerySet, _cleaned: Cleaned) -> CustomerQuerySet:
        return customers.filter(**{path: True})

    return Filter(label, fields, narrow, at_hand=at_hand)
