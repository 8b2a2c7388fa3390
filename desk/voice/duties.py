"""Suggestions and defects that a person sees to: how many each has, and who sees to them afterwards."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from desk.models import Matter
from staff.duties import Duty
from staff.models import User


def owned(people: Sequence[int]) -> dict[int, int]:
    """How many open ones each person sees to."""
    found = Matter.objects.open().filter(owner__in=people).order_by().values("owner")
    return dict(found.annotate(matters=Count("pk")).values_list("owner", "matters"))


def in_words(count: int) -> str:
    words = ngettext("%(count)d suggestion or defect", "%(count)d suggestions or defects", count)
    return words % {"count": count}


def hand_over(person: User, to: User, by: User) -> int:
    """`to` sees to the open ones of `person`."""
    return Matter.objects.open().filter(owner=person).update(owner=to)


DUTIES = (Duty("matters", in_words, owned, hand_over),)
