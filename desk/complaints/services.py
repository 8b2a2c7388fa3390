"""What people do with a complaint. The token makes each of it once; a version says what they looked at."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers.models import Customer, Visit
from desk.checks import check_customer, check_visit
from desk.complaints import outside, states
from desk.complaints.levels import Levels
from desk.complaints.recording import locked, record, rewind, was_recorded
from desk.models import Complaint, ComplaintEvent
from desk.routing import services as routing
from desk.routing.specialists import is_key_account
from outbox import composing, consents
from outbox.models import Message, Reason
from staff.away import Away, zone_of
from staff.models import Team, User


@transaction.atomic
def log_complaint(
    *,
    customer: Customer,
    by: User | None,
    cause: str,
    severity: int,
    text: str,
    token: uuid.UUID,
    visit: Visit | None = None,
    about: str = "",
    solved: bool = False,
    resolution: str = "",
    root_cause: str = "",
    sender: str = "",
    sender_number: str = "",
    sender_due: datetime | None = None,
    goes_to: User | None = None,
    logged: Mapping[str, Any] | None = None,
) -> Complaint:
    """Write a complaint down; with `solved` close it at once. The same token again returns the first.

    about: the role complained about, one of Complaint.About.
    sender, sender_number, sender_due: who sent it to us, his reference, until when he wants an answer.
    goes_to: who shall have it; otherwise the rules of routing say, if they are on.
    by: None where the customer wrote it down himself · logged: more of the event, way and text.
    """
    check_visit(customer, visit)
    said = {
        "visit": visit,
        "cause": cause,
        "about": about,
        "severity": severity,
        "text": text,
        "logged_by": by,
    }
    complaint, created = Complaint.objects.get_or_create(token=token, defaults=said | as_of_now(customer))
    check_customer(complaint, customer)
    if not created:
        return complaint
    ComplaintEvent.objects.create(
        complaint=complaint, kind=states.LOGGED, at=complaint.logged_at, by=by, **(logged or {})
    )
    row = locked(complaint)
    if sender:
        row = outside.came(complaint=row, by=by, sender=sender, number=sender_number, due=sender_due)
    else:
        rewind(row)
    if solved:
        return solve_complaint(complaint=row, by=by, resolution=resolution, root_cause=root_cause)
    return given_out(row, goes_to, by)


def as_of_now(customer: Customer) -> dict[str, Any]:
    """Whose complaint it is, and how much he counted on the day: a night that moves him moves no promise."""
    standing = getattr(customer, "standing", None)
    return {
        "customer": customer,
        "logged_at": clock.now(),
        "day": clock.today(customer.branch.time_zone),
        "echelon": (standing.echelon if standing else 0) or 0,
        "key_account": is_key_account(customer),
    }


def given_out(complaint: Complaint, goes_to: User | None, by: User | None) -> Complaint:
    """With whoever was named, else with whom the rules of routing find, if they are on."""
    if goes_to and by:
        routing.give_by_hand(thing=complaint, person=goes_to, by=by)
    elif not routing.place(complaint):
        return complaint
    return locked(complaint)


def take(*, complaint: Complaint, by: User, **once: Any) -> Complaint:
    """This person has it from now on; a deadline that a department had goes with it."""
    return record(
        complaint=complaint,
        kind=states.TAKEN,
        by=by,
        person=by,
        team=complaint.team,
        due=complaint.held_until,
        fields={"holder": by, "held_since": clock.now()},
        **once,
    )


@transaction.atomic
def hand_over(
    *,
    complaint: Complaint,
    by: User,
    until: datetime,
    team: Team | None = None,
    person: User | None = None,
    text: str = "",
    **once: Any,
) -> Complaint:
    """Give it to a department, or to a person, with a deadline of its own. Raises ValidationError."""
    if team is None and person is None:
        raise ValidationError({"team": _("To whom? Choose a department or a person.")})
    if person is not None:
        check_taker(person, until)
    if until <= clock.now():
        raise ValidationError({"until": _("This lies in the past.")})
    fields = {"holder": person, "team": team, "held_since": clock.now(), "held_until": until}
    moved = record(
        complaint=complaint,
        kind=states.HANDED_OVER,
        by=by,
        person=person,
        team=team,
        due=until,
        text=text,
        fields=fields,
        **once,
    )
    tell_of_gift(moved, by)
    return moved


def check_taker(person: User, until: datetime) -> None:
    """Raises ValidationError for somebody who does not work here, or is away until the deadline is over."""
    away = Away()
    if away.has_gone(person) or not person.may_write:
        raise ValidationError({"person": _("This person cannot work on it.")})
    absence = away.absence(person)
    if absence and until.astimezone(zone_of(person)).date() <= absence.ends_on:
        words = _("%(name)s is away until %(day)s.")
        raise ValidationError({"person": words % {"name": person, "day": figures.day(absence.ends_on)}})


def tell_of_gift(complaint: Complaint, by: User) -> None:
    """Whoever was given it hears until when it is due: the person, or everybody of the department; of an
    empty one the lead.
    """
    levels = Levels()
    members = [person for person in levels.bound(complaint) if person != by]
    users = levels.responsible(complaint) if complaint.holder else members
    occasion = f"complaint:{complaint.pk}:given:{complaint.version}"
    levels.tell(complaint, "complaint_given", users, occasion=occasion, due=complaint.held_due_at, by=by)
    levels.send()


def respond(*, complaint: Complaint, by: User, way: str, text: str = "", **once: Any) -> Complaint:
    """The customer was answered for the first time, or again. Whoever answers has it if nobody had it."""
    return record(
        complaint=complaint,
        kind=states.RESPONDED,
        by=by,
        way=way,
        text=text,
        fields=held_by(complaint, by),
        **once,
    )


def note(*, complaint: Complaint, by: User, text: str, **once: Any) -> Complaint:
    """Write something down about it."""
    return record(complaint=complaint, kind=states.NOTED, by=by, text=text, **once)


@transaction.atomic
def note_answer(*, complaint: Complaint, by: User | None, way: str, text: str = "", **once: Any) -> Complaint:
    """The customer answered, on whatever channel: the clock runs again. by: None is he himself."""
    withdraw(complaint, by)
    return record(
        complaint=complaint, kind=states.CAME, by=by, way=way, text=text, fields={"question": None}, **once
    )


@transaction.atomic
def answered_by(
    *, customer: Customer, by: User | None, way: str, text: str = "", at: datetime | None = None
) -> int:
    """The customer spoke to us: every complaint of his that waits for an answer goes on. Returns how many."""
    waiting = Complaint.objects.of([customer.pk]).asked()
    said: dict[str, Any] = {"way": way, "text": text, "at": at or clock.now(), "fields": {"question": None}}
    for complaint in waiting:
        withdraw(complaint, by)
        record(complaint=complaint, kind=states.CAME, by=by, **said)
    return len(waiting)


@transaction.atomic
def escalate(*, complaint: Complaint, by: User, text: str = "", **once: Any) -> Complaint:
    """Ask the next level for help before the time is over."""
    levels = Levels()
    told = levels.told(complaint, min(complaint.level + 1, 2))
    moved = record(
        complaint=complaint,
        kind=states.ESCALATED,
        by=by,
        person=told[0] if told else None,
        text=text,
        fields={"escalated_to": told[0] if told else None},
        **once,
    )
    levels.tell(moved, "complaint_asked", told, occasion=f"complaint:{moved.pk}:asked:{moved.version}", by=by)
    levels.send()
    return moved


@transaction.atomic
def solve_complaint(
    *, complaint: Complaint, by: User | None, resolution: str, root_cause: str = "", **once: Any
) -> Complaint:
    """Close a complaint with what solved it and why it came about. The same again changes nothing.

    by: None where the customer said by himself that it is solved. Raises ValidationError (code "state") where
    it was solved otherwise meanwhile: what stands there is not written over.
    """
    row = locked(complaint)
    if row.solved_at is not None:
        check_same_solution(row, resolution, once.get("token"))
        return row
    if once.get("token") and was_recorded(row, once["token"]):
        words = _("This was saved before, and %(complaint)s was opened again since. Reload the page.")
        raise ValidationError(words % {"complaint": row}, code="token")
    withdraw(row, by)
    fields: dict[str, Any] = {
        "solved_on": clock.today(row.customer.branch.time_zone),
        "solved_by": by,
        "resolution": resolution,
        "root_cause": root_cause,
        "solved_at": clock.now(),
        "question": None,
    } | held_by(row, by)
    return record(
        complaint=row,
        kind=states.SOLVED_IT,
        by=by,
        text=resolution,
        at=fields["solved_at"],
        fields=fields,
        **once,
    )


def check_same_solution(complaint: Complaint, resolution: str, token: uuid.UUID | None) -> None:
    if resolution == complaint.resolution or (token and was_recorded(complaint, token)):
        return
    whose = complaint.solved_by or _("the customer")
    words = _("%(complaint)s was solved meanwhile, by %(name)s: “%(resolution)s”")
    told = {"complaint": complaint, "name": whose, "resolution": complaint.resolution}
    raise ValidationError(words % told, code="state")


A_SLIP = timedelta(days=1)  # so long a solution is taken back
UNSOLVED = {"solved_at": None, "solved_on": None, "solved_by": None, "resolution": "", "root_cause": ""}


@transaction.atomic
def take_back(*, complaint: Complaint, by: User | None = None) -> Complaint:
    """Take a solution back: the clock runs as if it had never been solved. An open one stays as it is.

    That is for slips. Raises ValidationError when it was solved more than a day ago: then it comes again,
    which has a clock of its own and is counted.
    """
    row = locked(complaint)
    if row.solved_at is None:
        return row
    if row.solved_at < clock.now() - A_SLIP:
        raise ValidationError(_("It was solved more than a day ago: reopen it."), code="state")
    return record(complaint=row, kind=states.TAKEN_BACK, by=by, fields=UNSOLVED)


@transaction.atomic
def reopen_complaint(*, complaint: Complaint, by: User | None, text: str = "", **once: Any) -> Complaint:
    """It was not solved after all: a new resolution clock runs from now on. An open one stays as it is."""
    row = locked(complaint)
    if row.solved_at is None:
        return row
    moved = record(
        complaint=row,
        kind=states.REOPENED_IT,
        by=by,
        text=text,
        fields=UNSOLVED | {"escalated_to": None, "held_until": None, "question": None},
        **once,
    )
    if by is not None:
        tell_of_reopening(moved, by)
    return moved


def tell_of_reopening(complaint: Complaint, by: User) -> None:
    """Whoever has it hears that a colleague opened it again; the lead, when nobody has it or he has gone."""
    levels = Levels()
    users = [person for person in levels.responsible(complaint) if person != by]
    occasion = f"complaint:{complaint.pk}:reopened:{complaint.version}"
    levels.tell(complaint, "complaint_reopened", users, occasion=occasion, by=by)
    levels.send()


def held_by(complaint: Complaint, by: User | None) -> dict[str, Any]:
    """Whoever works on what nobody holds holds it."""
    if by is None or complaint.holder_id is not None:
        return {}
    return {"holder": by, "held_since": clock.now()}


def withdraw(complaint: Complaint, by: User | None) -> None:
    """A question that still waits to be sent is not needed any more, nor is a reminder of it."""
    reminded = complaint.events.filter(kind=states.REMINDED).exclude(message=None)
    consents.stop(Message.objects.filter(pk__in=reminded.values("message")), reason=Reason.ANSWERED)
    if complaint.question is None:
        return
    if by is None:
        consents.stop(Message.objects.filter(pk=complaint.question.pk), reason=Reason.CANCELLED)
    else:
        composing.take_back(message=complaint.question, by=by)
