"""What people own, told by the apps that know it, so that nothing is left without an owner.

Each app names its duties in settings.STAFF_DUTIES; staff never imports what stands to its right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings
from django.db.models import Count
from django.utils.translation import ngettext

from staff.models import Branch, User


@dataclass(frozen=True)
class Duty:
    """One kind of thing that belongs to people.

    words: a count → "46 customers" · count: ids of people → how many each has · hand_over: (from, to, by) →
    how many went over; runs inside the caller's transaction.
    """

    kind: str
    words: Callable[[int], str]
    count: Callable[[Sequence[int]], dict[int, int]]
    hand_over: Callable[[User, User, User], int]


@cache
def duties() -> tuple[Duty, ...]:
    """All duties in the order of settings.STAFF_DUTIES."""
    return tuple(duty for path in settings.STAFF_DUTIES for duty in import_module(path).DUTIES)


def duty(kind: str) -> Duty:
    return next(duty for duty in duties() if duty.kind == kind)


def pools(people: Sequence[int]) -> dict[int, int]:
    """How many branches' pools each person keeps."""
    kept = Branch.objects.filter(pool_owner__in=people).order_by().values("pool_owner")
    return dict(kept.annotate(pools=Count("pk")).values_list("pool_owner", "pools"))


def pools_in_words(count: int) -> str:
    return ngettext("%(count)d branch pool", "%(count)d branch pools", count) % {"count": count}


def hand_over_pools(person: User, to: User, by: User) -> int:
    """The pools of `person` belong to `to`."""
    return Branch.objects.filter(pool_owner=person).update(pool_owner=to)


DUTIES = (Duty("pools", pools_in_words, pools, hand_over_pools),)
