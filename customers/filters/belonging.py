"""Filters by what customers belong to: a branch, an owner, the import that brought them.

Only what the customers in sight have is offered, and nothing where that leaves no choice.
"""

from typing import Any

from django import forms
from django.db.models import Exists, Model, OuterRef

from customers.filters.base import Cleaned, Filter
from customers.querysets import CustomerQuerySet
from staff.models import User
from staff.roles import Scope


def one_that(
    name: str,
    model: type[Model],
    label: Any,
    *names: str,
    all_of_them: Any,
    path: str = "",
    at_hand: bool = False,
    at_least: int = 2,
) -> Filter:
    """names: columns, the first that is not empty is shown. path: of the reference from the customer, where
    it is not called `name`. at_least: how many there must be for a choice.
    """
    path = path or name

    def fields(customers: CustomerQuerySet, reader: User) -> dict[str, forms.Field]:
        if name == "owner" and reader.scope == Scope.OWN:
            return {}
        held = Exists(customers.order_by().filter(**{path: OuterRef("pk")}))
        rows = model._default_manager.filter(held).values_list("pk", *names)
        offered = [(str(key), next(filter(None, words), "")) for key, *words in rows]
        if len(offered) < at_least:
            return {}
        return {name: forms.ChoiceField(label=label, required=False, choices=[("", all_of_them), *offered])}

    def narrow(customers: CustomerQuerySet, cleaned: Cleaned) -> CustomerQuerySet:
        return customers.filter(**{path: cleaned[name]})

    return Filter(label, fields, narrow, at_hand=at_hand)
