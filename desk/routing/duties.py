"""What the rules gave to people: open inquiries, and the key accounts that know somebody by name."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from customers.models import Inquiry
from desk.models import Given, Specialist
from desk.routing.services import give_by_hand
from staff.duties import Duty
from staff.models import User


def held(people: Sequence[int]) -> dict[int, int]:
    """How many open inquiries each person has."""
    found = Given.objects.standing().filter(person__in=people, inquiry__state=Inquiry.State.OPEN)
    counted = found.order_by().values("person").annotate(inquiries=Count("pk"))
    return dict(counted.values_list("person", "inquiries"))


def inquiries_in_words(count: int) -> str:
    return ngettext("%(count)d open inquiry", "%(count)d open inquiries", count) % {"count": count}


def hand_over_inquiries(person: User, to: User, by: User) -> int:
    """The open inquiries of `person` go to `to`, who hears of each."""
    standing = Given.objects.standing().filter(person=person, inquiry__state=Inquiry.State.OPEN)
    mine = [given.inquiry for given in standing.select_related("inquiry").order_by("pk") if given.inquiry]
    for inquiry in mine:
        give_by_hand(thing=inquiry, person=to, by=by)
    return len(mine)


def named(people: Sequence[int]) -> dict[int, int]:
    """For how many key accounts each person is named."""
    found = Specialist.objects.filter(person__in=people).order_by().values("person")
    return dict(found.annotate(accounts=Count("pk")).values_list("person", "accounts"))


def accounts_in_words(count: int) -> str:
    words = ngettext("%(count)d key account by name", "%(count)d key accounts by name", count)
    return words % {"count": count}


def hand_over_accounts(person: User, to: User, by: User) -> int:
    """The key accounts of `person` know `to` by name."""
    return Specialist.objects.filter(person=person).update(person=to)


DUTIES = (
    Duty("inquiries", inquiries_in_words, held, hand_over_inquiries),
    Duty("key_accounts", accounts_in_words, named, hand_over_accounts),
)
