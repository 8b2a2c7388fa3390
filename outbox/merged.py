"""Messages of two customers who become one."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from customers.merging.holding import Refused
from outbox.models import IN_FLIGHT, WAITING, Message, Purpose


def hold(customers: Sequence[int]) -> bool:
    """Lock what waits or is being sent; False while more than one promotion to them is on its way.

    One customer has one promotion on its way at most, and none of two may be set aside: it has been sent.
    """
    rows = Message.objects.of(customers).filter(state__in=(*WAITING, *IN_FLIGHT)).order_by("pk")
    held = rows.select_for_update().values_list("state", "purpose")
    return sum(state in IN_FLIGHT and purpose == Purpose.MARKETING for state, purpose in held) <= 1


def make_way(gone: int, into: int, _day: date) -> None:
    """Nothing is ever set aside: a second promotion on its way refuses the merge."""
    if not hold([gone, into]):
        raise Refused(_("A message is on its way to both of them. Try again in a minute."), code="message")
