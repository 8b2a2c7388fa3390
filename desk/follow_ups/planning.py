"""Third-day calls are planned after visits, and told about when nobody makes them. Safe to run twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from churn_crm import clock
from customers.models import Visit
from desk.contacts.policy import contact_policy
from desk.follow_ups.days import call_day, late_before
from desk.models import ContactPolicy, FollowUp
from desk.promises.deadlines import ONE_DAY
from desk.workdays import calling_days_of
from outbox import consents
from outbox.models import Channel, Purpose
from staff.leading import leads_at
from staff.models import Branch
from staff.notices import notify

# A visit that comes to light later than this after its third day is not asked about any more.
LATEST = timedelta(days=4)
AT_ONCE = 2_000
CALLS = [Channel.CALL, Purpose.SERVICE]
GIVEN_UP_FOR = timedelta(days=7)  # so long those who were never reached stand on the page


def look_after() -> dict[str, int]:
    """Plan what is to be called, and tell the leads what is late or given up. Returns how many of each."""
    drop_needless()
    return {"planned": plan_calls(), "told": tell_of_late() + tell_of_given_up()}


def plan_calls() -> int:
    """One call for each customer and day of a visit of the kinds that the policy names."""
    policy = contact_policy()
    if not policy.call_types:
        return 0
    branches = {branch.pk: branch for branch in Branch.objects.all()}
    before = FollowUp.objects.count()
    visits = list(unasked(policy))
    for start in range(0, len(visits), AT_ONCE):
        calls = planned(visits[start : start + AT_ONCE], policy=policy, branches=branches)
        FollowUp.objects.bulk_create(calls, ignore_conflicts=True)
    return FollowUp.objects.count() - before


def drop_needless() -> int:
    """Calls about visits that were cancelled or taken back since, and to those who refuse calls by now."""
    waiting = FollowUp.objects.open()
    said = consents.standing_of(waiting.order_by().values_list("customer", flat=True).distinct())
    refused = [customer for (customer, *what), allowed in said.items() if what == CALLS and allowed is False]
    over = Q(visit__cancelled=True) | Q(visit__amount__lt=0) | Q(customer__in=refused)
    dropped, _by_model = waiting.filter(over).delete()
    return dropped


def unasked(policy: ContactPolicy) -> Any:
    """The visits of the last days that nobody is asked about, the dearest of a customer's day."""
    since = clock.today() - timedelta(days=policy.call_days) - LATEST
    asked = FollowUp.objects.filter(customer=OuterRef("customer"), visited_on=OuterRef("day"))
    named = Q(type__code__in=policy.call_types)
    if ContactPolicy.NO_KIND in policy.call_types:
        named |= Q(type=None)
    found = Visit.objects.filter(
        named, day__gte=since, day__lte=clock.today(), cancelled=False, amount__gte=0
    )
    return (
        found.filter(~Exists(asked))
        .order_by("customer", "day", "-amount", "pk")
        .distinct("customer", "day")
        .annotate(at_branch=Coalesce(F("branch"), F("customer__branch")))
        .values("pk", "customer", "day", "at_branch")
    )


def planned(visits: Any, *, policy: ContactPolicy, branches: dict[int, Branch]) -> Iterator[FollowUp]:
    """The calls after these visits; whoever does not want to be called is left in peace."""
    said = consents.standing_of([visit["customer"] for visit in visits])
    for visit in visits:
        if said.get((visit["customer"], Channel.CALL, Purpose.SERVICE)) is False:
            continue
        is_calling_day = calling_days_of(branches[visit["at_branch"]])
        due = call_day(visit["day"], days=policy.call_days, is_calling_day=is_calling_day)
        yield FollowUp(
            customer_id=visit["customer"],
            visit_id=visit["pk"],
            visited_on=visit["day"],
            due_on=due,
            next_on=due,
        )


def tell_of_late() -> int:
    """Once a day and branch the leads hear how many calls are late. Returns how many notices are new."""
    policy = contact_policy()
    return sum(tell_at(branch, policy) for branch in Branch.objects.all())


def tell_at(branch: Branch, policy: ContactPolicy) -> int:
    """The leads of one branch, once a day. Returns how many notices are new."""
    today = clock.today(branch.time_zone)
    border = late_before(today, days=policy.call_late_days, is_calling_day=calling_days_of(branch))
    late = FollowUp.objects.overdue(on=border).filter(customer__branch=branch)
    found = late.aggregate(count=Count("pk"), oldest=Min("next_on"))
    if not found["count"]:
        return 0
    return notify(
        users=leads_at(branch),
        kind="calls_late",
        numbers={"branch": branch.name, "count": found["count"], "day": found["oldest"].isoformat()},
        occasion=f"calls_late {branch.pk} {today}",
        link=f"{reverse('desk:follow_ups')}?show=overdue",
    )


def tell_of_given_up() -> int:
    """Once a day and branch the leads hear how many were never reached the day before. Returns how many.

    Days on which nothing ran are told of later, as long as they stand on the page.
    """
    return sum(tell_of_given_up_at(branch) for branch in Branch.objects.all())


def tell_of_given_up_at(branch: Branch) -> int:
    """The leads of one branch, once for each day. Returns how many notices are new."""
    today = clock.today(branch.time_zone)
    days = FollowUp.objects.given_up(since=today - GIVEN_UP_FOR, until=today - ONE_DAY)
    counted = days.filter(customer__branch=branch).order_by("closed_on").values_list("closed_on")
    leads = leads_at(branch)
    return sum(
        notify(
            users=leads,
            kind="calls_given_up",
            numbers={"branch": branch.name, "count": count, "day": day.isoformat()},
            occasion=f"calls_given_up {branch.pk} {day}",
            link=f"{reverse('desk:follow_ups')}?show=given_up",
        )
        for day, count in counted.annotate(Count("pk"))
    )
