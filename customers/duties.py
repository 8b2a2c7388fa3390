"""Customers belong to people: how many each has, and what happens to them when somebody leaves."""

from collections.abc import Sequence

from django.db.models import Count, F
from django.utils.translation import ngettext

from customers.models import Customer
from staff.duties import Duty
from staff.models import User


def owned(people: Sequence[int]) -> dict[int, int]:
    """How many customers each person owns."""
    found = Customer.objects.filter(owner__in=people).order_by().values("owner")
    return dict(found.annotate(customers=Count("pk")).values_list("owner", "customers"))


def in_words(count: int) -> str:
    return ngettext("%(count)d customer", "%(count)d customers", count) % {"count": count}


def hand_over(person: User, to: User, by: User) -> int:
    """The customers of `person` belong to `to`."""
    return Customer.objects.owned_by(person).update(owner=to, version=F("version") + 1)


DUTIES = (Duty("customers", in_words, owned, hand_over),)
