"""What a filter of the customer list is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Field
from django.utils.functional import Promise

from customers.querysets import CustomerQuerySet
from staff.models import User

Cleaned = Mapping[str, Any]


@dataclass(frozen=True)
class Filter:
    """One way to narrow the list: a line in `customers.filters.FILTERS`.

    fields: (customers in sight, reader) → form fields by name, none when there is nothing to choose between ·
    narrow: (customers, what was entered) → fewer customers; called only when something was entered · said:
    what was entered, in words, where it is no choice from a list · at_hand: stands in the bar, not under
    “More filters”.
    """

    label: str | Promise
    fields: Callable[[CustomerQuerySet, User], dict[str, Field]]
    narrow: Callable[[CustomerQuerySet, Cleaned], CustomerQuerySet]
    said: Callable[[Cleaned], str] | None = None
    at_hand: bool = False


@dataclass(frozen=True)
class Chosen:
    """A filter that is in use. names: of its fields, to take it away again."""

    label: str
    words: str
    names: tuple[str, ...]
