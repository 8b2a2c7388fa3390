"""What the beat does with promises: reminds before and at the due time, and breaks what nobody recorded.

Set-based and safe to run twice: a notice has its occasion, and a promise is broken by comparing and setting.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from churn_crm import clock
from desk.addresses import address
from desk.contacts.policy import contact_policy
from desk.models import Promise, PromiseEvent
from desk.models.promises import PromiseQuerySet
from desk.promises.deadlines import record_until
from desk.promises.services import note_events
from desk.seeing import Seeing, customers_seen
from desk.workdays import workdays_of
from staff.away import Away
from staff.leading import leads_of
from staff.models import Notice, User
from staff.notices import notify

AT_ONCE = 500  # promises
RELATED = ("customer__branch", "person__branch")


def look_after() -> dict[str, int]:
    """Remind and break. Returns how many of each: soon, due, broken."""
    return {"broken": break_unrecorded(), "due": remind_of_due(), "soon": remind_before()}


def remind_before() -> int:
    now = clock.now()
    ahead = now + timedelta(minutes=contact_policy().remind_minutes)
    return remind(Promise.objects.due_between(now, ahead), "promise_soon")


def remind_of_due() -> int:
    return remind(Promise.objects.overdue(at=clock.now()), "promise_due")


def remind(promises: PromiseQuerySet, kind: str) -> int:
    """One notice for each promise and due time, to who has to keep it. Returns how many are new.

    What was told already stays open, so that all are looked through, a part at a time.
    """
    new, after, away = 0, None, Away()
    while found := list(promises.due_first(after=after).select_related(*RELATED)[:AT_ONCE]):
        told, seeing = told_of(found, kind), customers_seen(promise.customer_id for promise in found)
        for promise in found:
            if occasion(promise, kind) not in told:
                new += tell(promise, kind, hearers_of(promise, away, seeing))
        after = (found[-1].due_at, found[-1].pk)
    return new


def told_of(promises: list[Promise], kind: str) -> set[str]:
    occasions = [occasion(promise, kind) for promise in promises]
    return set(Notice.objects.filter(occasion__in=occasions).values_list("occasion", flat=True))


def occasion(promise: Promise, kind: str) -> str:
    """A promise that was moved is reminded of again."""
    return f"{kind} {promise.pk} {promise.due_at:%Y-%m-%dT%H:%M}"


def hearers_of(promise: Promise, away: Away, seeing: Seeing) -> list[User]:
    return away.hearers(promise.person, sees=seeing.who_sees(promise.customer_id))


def tell(promise: Promise, kind: str, users: Iterable[User]) -> int:
    """A notice to each of them, once for the promise and its time of now. Returns how many are new."""
    due = promise.due_at.astimezone(ZoneInfo(promise.customer.branch.time_zone))
    numbers = {
        "customer": promise.customer.name,
        "what": promise.what,
        "person": str(promise.person),
        "day": due.date().isoformat(),
        "time": f"{due:%H:%M}",
    }
    return notify(
        users={user.pk: user for user in users}.values(),
        kind=kind,
        numbers=numbers,
        occasion=occasion(promise, kind),
        link=address(customer=promise.customer_id),
    )


@transaction.atomic
def break_unrecorded() -> int:
    """What nobody recorded within its working day is broken; of many the rest by the next run. How many.

    By the opening hours as they are now: nobody is to record on a day on which the branch stayed closed.
    """
    now = clock.now()
    due = Promise.objects.unrecorded(at=now).order_by("pk").select_for_update(of=("self",), skip_locked=True)
    found = over(list(due.select_related(*RELATED)[:AT_ONCE]), now)
    for promise in found:
        promise.state, promise.settled_at = Promise.State.BROKEN, now
        promise.settled_on = clock.today(promise.customer.branch.time_zone)
    Promise.objects.bulk_update(found, ["state", "settled_at", "settled_on"])
    away, seeing = Away(), customers_seen(promise.customer_id for promise in found)
    for promise in found:
        led_by = leads_of(promise.person, sees=seeing.who_sees(promise.customer_id))
        note_events([promise], PromiseEvent.Kind.BROKEN, unheard=not led_by)
        tell(promise, "promise_broken", [*hearers_of(promise, away, seeing), *led_by])
    return len(found)


def over(promises: list[Promise], now: datetime) -> list[Promise]:
    """Those whose working day is over; the others are recorded until later."""
    branches = {promise.customer.branch_id: promise.customer.branch for promise in promises}
    works = {key: workdays_of(branch) for key, branch in branches.items()}
    for promise in promises:
        branch = promise.customer.branch
        promise.record_by = record_until(promise.due_at, zone=branch.time_zone, is_workday=works[branch.pk])
    later = [promise for promise in promises if promise.record_by > now]
    Promise.objects.bulk_update(later, ["record_by"])
    return [promise for promise in promises if promise.record_by <= now]
