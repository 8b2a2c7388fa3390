"""Promises are made, moved, and recorded as kept or broken. Every step compares and sets, and is an event."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers.models import Customer
from desk.models import Complaint, Interaction, Promise, PromiseEvent, Response
from desk.promises import states
from desk.promises.deadlines import record_until
from desk.workdays import workdays_of
from staff.models import Branch, User

State, Kind = Promise.State, PromiseEvent.Kind
# Recorded as kept less than so long ago is recorded now: forms know minutes only.
AT_ONCE = timedelta(minutes=2)


class Refused(ValidationError):
    """What was asked for cannot be done now; the message says why and what to do."""


@transaction.atomic
def make(
    *,
    customer: Customer,
    by: User,
    what: str,
    due_at: datetime,
    token: uuid.UUID,
    person: User | None = None,
    interaction: Interaction | None = None,
    complaint: Complaint | None = None,
) -> Promise:
    """Write a promise down. person: who has to keep it, otherwise who wrote it down.

    The same token again returns the first. Raises Refused for a time that is over.
    """
    known = Promise.objects.filter(token=token).first()
    if known is None:
        check_ahead(due_at)
    promise, created = Promise.objects.get_or_create(
        token=token,
        defaults={
            "customer": customer,
            "person": person or by,
            "what": what,
            "due_at": due_at,
            "record_by": recorded_until(due_at, customer.branch),
            "interaction": interaction,
            "complaint": complaint,
            "made_at": clock.now(),
            "made_by": by,
            "day": clock.today(customer.branch.time_zone),
        },
    )
    if promise.customer_id != customer.pk:
        raise Refused(_("This form was already used for another customer. Reload the page."), code="token")
    if created:
        note_event(promise, Kind.MADE, by=by)
    return promise


@transaction.atomic
def keep(*, promise: Promise, by: User, kept_at: datetime | None = None) -> Promise:
    """Record that it was kept, now or at an earlier time. One that is kept already stays as it is.

    An earlier time that is recorded only after the promise was due is marked as backdated in its events.
    """
    now = clock.now()
    promise = locked(promise)
    if promise.state == State.KEPT:
        return promise
    at = kept_at or now
    if at > now + AT_ONCE:
        raise Refused({"kept_at": _("That time has not come yet.")})
    if at < promise.made_at - AT_ONCE:
        raise Refused(
            {
                "kept_at": _("The promise was not made before %(at)s.")
                % {"at": figures.moment(promise.made_at)}
            }
        )
    move(promise, State.KEPT, kept_at=at, settled_at=now, settled_on=today_of(promise), settled_by=by)
    backdated = now > promise.due_at and at < now - AT_ONCE
    note_event(promise, Kind.KEPT, by=by, new_at=at, backdated=backdated)
    mirror(promise, called_at=at, called_by=by)
    return promise


@transaction.atomic
def break_it(*, promise: Promise, by: User, note: str = "") -> Promise:
    """Record that it was not kept. One that is broken already stays as it is."""
    promise = locked(promise)
    if promise.state == State.BROKEN:
        return promise
    move(promise, State.BROKEN, settled_at=clock.now(), settled_on=today_of(promise), settled_by=by)
    note_event(promise, Kind.BROKEN, by=by, note=note)
    return promise


@transaction.atomic
def take_back(*, promise: Promise, by: User) -> Promise:
    """It is open again. Only what the same person recorded, or whoever leads; never what the rule broke."""
    promise = locked(promise)
    if promise.state == State.OPEN:
        return promise
    if promise.settled_by_id is None:
        raise Refused(_("Nobody recorded it in time, so it counts as broken."), code="state")
    if promise.settled_by_id != by.pk and not by.leads:
        raise Refused(_("%(person)s recorded it and can take it back.") % {"person": promise.settled_by})
    move(promise, State.OPEN, kept_at=None, settled_at=None, settled_on=None, settled_by=None)
    note_event(promise, Kind.REOPENED, by=by)
    mirror(promise, called_at=None, called_by=None)
    return promise


@transaction.atomic
def put_off(*, promise: Promise, by: User, due_at: datetime, note: str) -> Promise:
    """The customer agreed to another time. The old one stays on record.

    Only before it is due: afterwards it is recorded whether it was kept.
    """
    promise = locked(promise)
    if promise.state == State.OPEN and promise.due_at == due_at:
        return promise
    if promise.state != State.OPEN or promise.due_at <= clock.now():
        raise Refused(
            _("It is due already. Record whether it was kept, and make a new promise."), code="state"
        )
    check_ahead(due_at)
    note_event(promise, Kind.MOVED, by=by, new_at=due_at, note=note)
    promise.due_at = due_at
    promise.record_by = recorded_until(due_at, promise.customer.branch)
    promise.save(update_fields=["due_at", "record_by"])
    mirror(promise, call_by=due_at)
    return promise


@transaction.atomic
def withdraw(*, promise: Promise) -> None:
    """The customer does not want it any more: while it is open, it is as if it had never been made."""
    Promise.objects.open().filter(pk=promise.pk).delete()


def mirror(promise: Promise, **changes: Any) -> None:
    """A call that was asked for in a survey stands in the list of calls as its promise stands."""
    Response.objects.filter(promise=promise).update(**changes)


@transaction.atomic
def hand_over(*, promises: Any, to: int, by: User | None = None) -> int:
    """Open promises are kept by the person with the id `to` from now on. Returns how many went over.

    Of those that are late already whoever let them become late answers still.
    """
    going = list(promises.open().exclude(person=to).select_for_update(of=("self",)))
    note_handed(going, by=by)
    moved = Promise.objects.open().filter(pk__in=[one.pk for one in going])
    moved.overdue(at=clock.now()).filter(late_with=None).update(late_with=F("person"))
    return moved.update(person=to)


def move(promise: Promise, to: str, **changes: Any) -> None:
    """Compare and set. Raises Refused when another has moved it meanwhile."""
    found = Promise.objects.filter(pk=promise.pk, state__in=states.before(to))
    if not found.update(state=to, **changes):
        raise Refused(
            _("It is “%(state)s” by now, so this can no longer be done. Reload the page.")
            % {"state": promise.get_state_display()},
            code="state",
        )
    promise.state = State(to)
    for name, value in changes.items():
        setattr(promise, name, value)


def note_event(promise: Promise, kind: str, **said: Any) -> None:
    note_events([promise], kind, **said)


def note_events(promises: Iterable[Promise], kind: str, **said: Any) -> None:
    at = clock.now()
    PromiseEvent.objects.bulk_create(
        PromiseEvent(promise=promise, kind=kind, at=at, due_at=promise.due_at, **said) for promise in promises
    )


def note_handed(promises: Iterable[Promise], *, by: User | None) -> None:
    """That they go over, and who had each until now."""
    for before, theirs in groupby(sorted(promises, key=_person), key=_person):
        note_events(theirs, Kind.HANDED, by=by, before_id=before)


def _person(promise: Promise) -> int:
    return promise.person_id


def locked(promise: Promise) -> Promise:
    """The promise as it is now."""
    rows = Promise.objects.select_for_update(of=("self",))
    return rows.select_related("customer__branch", "person", "settled_by").get(pk=promise.pk)


def check_ahead(due_at: datetime) -> None:
    if due_at <= clock.now():
        raise Refused({"due_at": _("That time is over.")})


def recorded_until(due_at: datetime, branch: Branch) -> datetime:
    return record_until(due_at, zone=branch.time_zone, is_workday=workdays_of(branch))


def today_of(promise: Promise) -> date:
    return clock.today(promise.customer.branch.time_zone)
