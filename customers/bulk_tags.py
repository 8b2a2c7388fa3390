"""A tag on many customers at once: who carries it, put on, taken off."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from customers.models import Customer, CustomerTag


def carriers(keys: Sequence[int] | QuerySet[Any, Any], tag: int) -> set[int]:
    """Those among the customers who carry the tag."""
    return set(CustomerTag.objects.filter(tag=tag, customer__in=keys).values_list("customer", flat=True))


def write(keys: Sequence[int], tag: int, *, on: bool) -> int:
    """Put it on or take it off all of them; who is gone is left out. Returns how many changed."""
    there = Customer.objects.filter(pk__in=keys).order_by("pk").select_for_update()
    held = list(there.values_list("pk", flat=True))
    carrying = carriers(held, tag)
    if not on:
        CustomerTag.objects.filter(tag=tag, customer__in=carrying).delete()
        return len(carrying)
    new = [CustomerTag(customer_id=key, tag_id=tag) for key in held if key not in carrying]
    CustomerTag.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
