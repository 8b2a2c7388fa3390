"""What is set up for all: the business's own fields, tags, and kinds of visits."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from churn_crm import clock
from customers.models import CustomField, Tag, Visit, VisitType

LONGEST_CODE = 30


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


def free_code(name: str) -> str:
    """From the letters of the name; numbered where it has none, or another kind has them."""
    made = slugify(name)[:LONGEST_CODE].strip("-")
    if made and not VisitType.objects.filter(code=made).exists():
        return made
    last: int = VisitType.objects.aggregate(last=Max("pk"))["last"] or 0
    return f"{made[: LONGEST_CODE - 8] or 'kind'}-{last + 1}"


def has_visits(kind: VisitType) -> bool:
    """Whether a visit is of this kind: then what it means is fixed, as the visits were counted by it."""
    return Visit.objects.filter(type=kind).exists()


def retire(*, what: CustomField | Tag | VisitType) -> None:
    """No form offers it any more; what customers hold of it stays."""
    type(what).objects.filter(pk=what.pk, retired_at=None).update(retired_at=clock.now())


def bring_back(*, what: CustomField | Tag | VisitType) -> None:
    type(what).objects.filter(pk=what.pk).update(retired_at=None)
