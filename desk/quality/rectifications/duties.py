"""Unfinished rectifications belong to people: how many each has, and whose they are when somebody leaves."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from desk.models import Rectification
from desk.quality.rectifications import services
from staff.duties import Duty
from staff.models import User


def owed(people: Sequence[int]) -> dict[int, int]:
    """How many unfinished rectifications each person has."""
    found = Rectification.objects.unfinished().filter(person__in=people).order_by().values("person")
    return dict(found.annotate(rectifications=Count("pk")).values_list("person", "rectifications"))


def in_words(count: int) -> str:
    return ngettext("%(count)d rectification", "%(count)d rectifications", count) % {"count": count}


def hand_over(person: User, to: User, by: User) -> int:
    """What `person` had to put right is put right by `to`."""
    return services.hand_over(rectifications=Rectification.objects.owed_by(person), to=to, by=by)


DUTIES = (Duty("rectifications", in_words, owed, hand_over),)
