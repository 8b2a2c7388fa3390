"""The first third-day calls of a business, begun in one click."""

from django.db import transaction

from customers.models import VisitType
from desk.contacts.policy import change, contact_policy
from desk.follow_ups.planning import plan_calls
from desk.models import ContactPolicy
from staff.models import User


@transaction.atomic
def switch_on(*, by: User) -> int:
    """Ask after every visit, whatever its kind, and plan the calls of these days. Returns how many.

    Kinds that are no coming of the customer (they reset no clock) are left out. Where kinds are named already
    it changes nothing, so that a choice somebody made stands.
    """
    policy = contact_policy()
    if policy.call_types or not change(values={"call_types": usual_kinds()}, version=policy.version, by=by):
        return 0
    return plan_calls()


def usual_kinds() -> list[str]:
    """Codes: all kinds of visits that count, and visits of which nobody said the kind."""
    counting = (
        VisitType.objects.in_use().filter(resets_clock=True).order_by("pk").values_list("code", flat=True)
    )
    return [*counting, ContactPolicy.NO_KIND]
