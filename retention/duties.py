"""Pending actions belong to people: how many each has, and what happens to them when somebody leaves."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from retention.models import Action
from staff.duties import Duty
from staff.models import User


def pending(people: Sequence[int]) -> dict[int, int]:
    """How many actions each person still has to do."""
    found = Action.objects.pending().filter(assignee__in=people).order_by().values("assignee")
    return dict(found.annotate(actions=Count("pk")).values_list("assignee", "actions"))


def in_words(count: int) -> str:
    return ngettext("%(count)d open action", "%(count)d open actions", count) % {"count": count}


def hand_over(person: User, to: User, by: User) -> int:
    """The pending actions of `person` are done by `to`."""
    return Action.objects.pending().of_assignee(person).update(assignee=to)


DUTIES = (Duty("actions", in_words, pending, hand_over),)
