"""Rectifications: asked for, done, looked at again. Every step compares and sets, and is an event."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.models import Complaint, InspectedItem, Rectification, RectificationEvent
from desk.quality.rectifications import states
from desk.quality.rectifications.telling import tell
from staff.models import Branch, User


class Refused(ValidationError):
    """What was asked for cannot be done now; the message says why and what to do."""


@transaction.atomic
def ask(
    *,
    by: User,
    what: str,
    person: User,
    due_at: datetime,
    token: uuid.UUID,
    finding: InspectedItem | None = None,
    complaint: Complaint | None = None,
    branch: Branch | None = None,
) -> Rectification:
    """Ask `person` to put something right by `due_at`. The same token again returns the first.

    What it springs from says branch and customer; by hand it is `branch`, else that of the person.
    Raises Refused for a time that is over.
    """
    known = Rectification.objects.filter(token=token).first()
    if known is None:
        check_ahead(due_at)
    place, customer = springs_from(finding, complaint, branch or person.branch or by.branch)
    made, created = Rectification.objects.get_or_create(
        token=token,
        defaults={
            "finding": finding,
            "complaint": complaint,
            "branch": place,
            "customer": customer,
            "what": what,
            "person": person,
            "due_at": due_at,
            "made_at": clock.now(),
            "made_by": by,
            "day": clock.today(place.time_zone),
        },
    )
    if (made.finding_id, made.complaint_id) != (finding and finding.pk, complaint and complaint.pk):
        raise Refused(_("This form was already used for something else. Reload the page."), code="token")
    if created:
        note_event(made, states.MADE, by=by, person=person)
        tell(made, "rectify_asked", [person], by=by)
    return made


def springs_from(
    finding: InspectedItem | None, complaint: Complaint | None, branch: Branch | None
) -> tuple[Branch, Customer | None]:
    """Branch and customer of the inspection or the complaint, else the branch that was said."""
    if finding:
        return finding.inspection.branch, finding.inspection.customer
    if complaint:
        return complaint.customer.branch, complaint.customer
    if branch is None:
        raise Refused({"branch": _("Choose a branch.")})
    return branch, None


@transaction.atomic
def done(*, rectification: Rectification, by: User, text: str) -> Rectification:
    """It was put right, and how. Somebody else looks at it again. The same again changes nothing; of what
    somebody else said to be done the words are not written over.
    """
    found = locked(rectification)
    if found.state == states.DONE and text in ("", found.done_words):
        return found
    step(found, states.DONE_IT, by=by, text=text, done_at=clock.now(), done_by=by, done_words=text)
    tell(found, "rectify_done", [found.made_by], by=by)
    return found


@transaction.atomic
def passed(*, rectification: Rectification, by: User, text: str = "") -> Rectification:
    """The second look found it put right. Never by whoever did it or had to do it."""
    found = locked(rectification)
    if found.state == states.PASSED:
        return found
    check_other(found, by)
    step(found, states.PASSED_IT, by=by, text=text, closed_at=clock.now(), closed_by=by)
    tell(found, "rectify_passed", [found.person], by=by)
    return found


@transaction.atomic
def failed(*, rectification: Rectification, by: User, text: str, due_at: datetime) -> Rectification:
    """The second look found it not put right: it is open again, with a new deadline, and that is counted."""
    found = locked(rectification)
    check_other(found, by)
    check_ahead(due_at)
    step(
        found,
        states.FAILED_IT,
        by=by,
        text=text,
        new_at=due_at,
        failures=found.failures + 1,
        done_at=None,
        done_by=None,
        done_words="",
        due_at=due_at,
    )
    tell(found, "rectify_failed", [found.person], by=by, text=text)
    return found


@transaction.atomic
def move(*, rectification: Rectification, by: User, text: str, due_at: datetime) -> Rectification:
    """Another deadline, and why. The old one stays on record. Only who asked for it, or who leads."""
    found = locked(rectification)
    if found.state == states.OPEN and found.due_at == due_at:
        return found
    check_may_change(found, by)
    check_ahead(due_at)
    step(found, states.MOVED, by=by, text=text, new_at=due_at, due_at=due_at)
    return found


@transaction.atomic
def withdraw(*, rectification: Rectification, by: User, text: str) -> Rectification:
    """It need not be done after all, and why. Only who asked for it, or who leads."""
    found = locked(rectification)
    if found.state == states.WITHDRAWN:
        return found
    check_may_change(found, by)
    step(found, states.WITHDRAWN_IT, by=by, text=text, closed_at=clock.now(), closed_by=by)
    tell(found, "rectify_withdrawn", [found.person], by=by, text=text)
    return found


@transaction.atomic
def give(*, rectification: Rectification, by: User, person: User) -> Rectification:
    """Somebody else puts it right from now on."""
    found = locked(rectification)
    if found.person_id != person.pk:
        if not states.may_happen(found.state, states.HANDED):
            raise too_late(found)
        hand_over(rectifications=Rectification.objects.filter(pk=found.pk), to=person, by=by)
        found.person = person
        tell(found, "rectify_asked", [person], by=by)
    return found


@transaction.atomic
def hand_over(*, rectifications: Any, to: User, by: User | None = None) -> int:
    """Unfinished ones are the business of `to` from now on. Returns how many went over."""
    going = list(rectifications.unfinished().exclude(person=to).select_for_update(of=("self",)))
    note_events(going, states.HANDED, by=by, person=to)
    return Rectification.objects.filter(pk__in=[one.pk for one in going]).update(person=to)


def step(found: Rectification, kind: str, *, by: User, text: str = "", **more: Any) -> None:
    """Compare and set by the table, and write the event. Raises Refused when it cannot happen now."""
    said = {name: more.pop(name) for name in ("new_at",) if name in more}
    before = found.due_at
    changes = {"state": states.after(found.state, kind), **more}
    seen = Rectification.objects.filter(pk=found.pk, state__in=states.before(kind))
    if not seen.update(**changes):
        raise too_late(found)
    for name, value in changes.items():
        setattr(found, name, value)
    note_event(found, kind, by=by, text=text, due_at=before, **said)


def too_late(found: Rectification) -> Refused:
    state = Rectification.State(found.state).label
    return Refused(
        _("It is “%(state)s” by now, so this can no longer be done. Reload the page.") % {"state": state},
        code="state",
    )


def note_event(found: Rectification, kind: str, **said: Any) -> None:
    note_events([found], kind, **said)


def note_events(found: Iterable[Rectification], kind: str, **said: Any) -> None:
    at = clock.now()
    RectificationEvent.objects.bulk_create(
        RectificationEvent(rectification=one, kind=kind, at=at, **{"due_at": one.due_at, **said})
        for one in found
    )


def locked(rectification: Rectification) -> Rectification:
    """The rectification as it is now."""
    rows = Rectification.objects.select_for_update(of=("self",))
    return rows.select_related("branch", "person", "made_by", "done_by", "customer").get(pk=rectification.pk)


def check_other(found: Rectification, by: User) -> None:
    """Whoever did it, or had to, does not judge it."""
    if by.pk in (found.done_by_id, found.person_id):
        raise Refused(_("Somebody else looks at it again, not who did it."), code="self")


def check_may_change(found: Rectification, by: User) -> None:
    if by.pk != found.made_by_id and not by.leads:
        raise Refused(
            _("%(person)s asked for it and can change that, or who leads.") % {"person": found.made_by},
            code="person",
        )


def check_ahead(due_at: datetime) -> None:
    if due_at <= clock.now():
        raise Refused({"due_at": _("That time is over.")})
