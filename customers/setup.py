"""What administrators set up for all profiles: the business's own fields, and tags."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from churn_crm import clock
from customers.models import CustomField, Tag


@transaction.atomic
def add_field(**values: Any) -> CustomField:
    """A new field, after all others. The same name again is the field that has it."""
    last = CustomField.objects.aggregate(last=Max("place"))["last"]
    defaults = {**values, "place": 0 if last is None else last + 1}
    name = defaults.pop("name")
    return CustomField.objects.get_or_create(name__iexact=name, defaults={**defaults, "name": name})[0]


@transaction.atomic
def move_field(*, field: CustomField, up: bool) -> None:
    """Change places with the neighbour; at the end nothing moves."""
    order = list(CustomField.objects.select_for_update().order_by("place", "pk"))
    here = next(place for place, one in enumerate(order) if one.pk == field.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for place, one in enumerate(order):
        if one.place != place:
            CustomField.objects.filter(pk=one.pk).update(place=place)


def retire(*, what: CustomField | Tag) -> None:
    """No form offers it any more; what customers hold of it stays."""
    type(what).objects.filter(pk=what.pk, retired_at=None).update(retired_at=clock.now())


def bring_back(*, what: CustomField | Tag) -> None:
    type(what).objects.filter(pk=what.pk).update(retired_at=None)
