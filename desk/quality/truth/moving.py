"""Calls of whoever will not be there to make them go to others who are independent too, else to the leads."""

from collections import defaultdict
from datetime import date

from django.db import transaction

from churn_crm import clock
from desk.models import Doubt, VerificationCall
from desk.quality.truth import independence
from desk.quality.truth.verifying import locked, tell_who_has_nobody
from staff.models import User


def move_calls() -> int:
    """Give out again what somebody has who has gone or is away on the day of the call. Returns how many.

    Safe to run twice, and at once: whose call it is by now is looked at under the lock of its doubt.
    """
    waiting = VerificationCall.objects.open().exclude(agent=None).order_by()
    doubts = Doubt.objects.filter(pk__in=waiting.values("doubt")).order_by("pk")
    return sum(move_calls_of(doubt) for doubt in doubts)


@transaction.atomic
def move_calls_of(doubt: Doubt) -> int:
    """Those of one doubt. Returns how many were given to somebody else, or to nobody."""
    doubt = locked(doubt)
    held = VerificationCall.objects.filter(doubt=doubt).open().exclude(agent=None)
    days: dict[date, list[VerificationCall]] = defaultdict(list)
    for call in held.select_related("customer__branch").order_by("pk"):
        days[day_of(call)].append(call)
    left = [call for day, calls in days.items() for call in absent(day, calls)]
    if not left:
        return 0
    agents = independence.spread(doubt, {call.customer_id: day_of(call) for call in left})
    for call in left:
        call.agent = agents[call.customer_id]
    VerificationCall.objects.bulk_update(left, ["agent"])
    tell_who_has_nobody(doubt, left, again=str(clock.today()))
    return len(left)


def day_of(call: VerificationCall) -> date:
    """On which it is made next; one that waits already, today."""
    return max(call.next_on, clock.today(call.customer.branch.time_zone))


def absent(day: date, calls: list[VerificationCall]) -> list[VerificationCall]:
    """Those whose agent is not at work on that day."""
    people = User.objects.at_work(on=day).filter(pk__in=[call.agent_id for call in calls])
    here = set(people.values_list("pk", flat=True))
    return [call for call in calls if call.agent_id not in here]
