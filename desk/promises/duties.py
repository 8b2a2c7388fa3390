"""Open promises belong to people: how many each has, and who keeps them when somebody leaves."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from desk.models import Promise
from desk.promises import services
from staff.duties import Duty
from staff.models import User


def owed(people: Sequence[int]) -> dict[int, int]:
    """How many open promises each person has to keep."""
    found = Promise.objects.open().filter(person__in=people).order_by().values("person")
    return dict(found.annotate(promises=Count("pk")).values_list("person", "promises"))


def in_words(count: int) -> str:
    return ngettext("%(count)d open promise", "%(count)d open promises", count) % {"count": count}


def hand_over(person: User, to: User, by: User) -> int:
    """The open promises of `person` are kept by `to`."""
    return services.hand_over(promises=Promise.objects.owed_by(person), to=to.pk, by=by)


DUTIES = (Duty("promises", in_words, owed, hand_over),)
