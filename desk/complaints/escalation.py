"""Warnings before a breach, escalation at it. What is due is claimed by index; two beats act once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from churn_crm import clock
from desk.complaints import states
from desk.complaints.clock import DEADLINE, RESPONSE, SENDER, Reading, had_it
from desk.complaints.levels import Levels, names_of
from desk.complaints.policies import Book, book
from desk.complaints.winding import WOUND, claimed, events_of, wind_by
from desk.models import Complaint, ComplaintEvent
from staff.models import Team, User

MOST_EVENTS = 12  # of one complaint in one run: each clock once, and the levels


def escalate_due(*, now: datetime | None = None) -> int:
    """Warn of what is near its deadline, escalate what is over it. Returns of how many complaints."""
    now = now or clock.now()
    done = 0
    while acted := _act_on_some(now):
        done += acted
    return done


@transaction.atomic
def _act_on_some(now: datetime) -> int:
    rows = claimed(Q(warn_at__lte=now) | Q(escalate_at__lte=now))
    if not rows:
        return 0
    known, levels, events = book(), Levels(rows), events_of(rows)
    new: list[ComplaintEvent] = []
    for complaint in rows:
        new += act_on(complaint, events.get(complaint.pk, []), known, levels, now)
    ComplaintEvent.objects.bulk_create(new)
    Complaint.objects.bulk_update(rows, [*WOUND, "escalated_to", "version"])
    levels.send()
    return len(rows)


def act_on(
    complaint: Complaint, events: list[ComplaintEvent], known: Book, levels: Levels, now: datetime
) -> list[ComplaintEvent]:
    """What is due with one complaint at `now`, in the order of its deadlines; none of it is saved here."""
    new: list[ComplaintEvent] = []
    reading = wind_by(known, complaint, events)
    for _ in range(MOST_EVENTS):
        if reading.escalate_at and reading.escalate_at <= now:
            new += escalated(complaint, [*events, *new], reading, levels, now)
        elif reading.warn_at and reading.warn_at <= now:
            new.append(warned(complaint, reading, levels, now))
        else:
            break
        reading = wind_by(known, complaint, [*events, *new])
    complaint.version += bool(new)
    return new


def escalated(
    complaint: Complaint, events: list[ComplaintEvent], reading: Reading, levels: Levels, now: datetime
) -> list[ComplaintEvent]:
    """The next level hears of it: of a breach, or again of one that nobody has ended."""
    which, due = missed(reading, now)
    if which == SENDER:
        return [sender_over(complaint, reading, levels, now)]
    level = min(complaint.level + 1, 2)
    told = levels.told(complaint, level)
    complaint.escalated_to = told[0] if told else None
    new: list[ComplaintEvent] = []
    by: dict[str, str] = {}
    if which == DEADLINE:
        person, team = left_by(complaint, events, due)
        by["holder"] = names_of(team, person)
        new.append(event(complaint, states.LET_LIE, now, which, person=person, team=team))
    new.append(event(complaint, states.ESCALATED, now, which, person=complaint.escalated_to))
    occasion = f"complaint:{complaint.pk}:{reading.started_at:%Y%m%d%H%M%S}:{which}:{level}:{due:%Y%m%d%H%M}"
    kind = "complaint_left" if which == DEADLINE else "complaint_over"
    responsible = levels.responsible(complaint)
    levels.tell(
        complaint,
        kind,
        {*told, *responsible},
        occasion=occasion,
        due=due,
        clock=f"clock:{which or RESPONSE}",
        **by,
    )
    return new


def left_by(
    complaint: Complaint, events: list[ComplaintEvent], due: datetime
) -> tuple[User | None, Team | None]:
    """Who had it when the deadline passed: whoever has taken it since let nothing lie."""
    then = had_it(events, due)
    return (then.person, then.team) if then else (complaint.holder, complaint.team)


def missed(reading: Reading, now: datetime) -> tuple[str, datetime]:
    """(which clock, its deadline) of the first breach nobody was told of; "" when the last one goes on."""
    first = next(((which, at) for which, at in reading.breaches if at <= now), None)
    return first or ("", reading.escalate_at or now)


def warned(complaint: Complaint, reading: Reading, levels: Levels, now: datetime) -> ComplaintEvent:
    """Whoever has it hears that the time runs out; the lead does when that person is not at work."""
    which = reading.warnings[0][0]
    if which == SENDER:
        return sender_near(complaint, reading, levels, now)
    if which == DEADLINE:
        return deadline_near(complaint, reading, levels, now)
    due = reading.respond_due_at if which == RESPONSE else reading.solve_due_at
    occasion = f"complaint:{complaint.pk}:{reading.started_at:%Y%m%d%H%M%S}:{which}:warned"
    users = levels.responsible(complaint)
    levels.tell(complaint, "complaint_warned", users, occasion=occasion, due=due, clock=f"clock:{which}")
    return event(complaint, states.WARNED, now, which, person=users[0] if users else None)


def deadline_near(complaint: Complaint, reading: Reading, levels: Levels, now: datetime) -> ComplaintEvent:
    """The time of whoever it was handed to runs out: the person hears, or everybody of the department."""
    due = reading.held_due_at
    occasion = f"complaint:{complaint.pk}:{DEADLINE}:{due:%Y%m%d%H%M}:warned"
    users = levels.bound(complaint)
    levels.tell(complaint, "complaint_warned", users, occasion=occasion, due=due, clock=f"clock:{DEADLINE}")
    return event(complaint, states.WARNED, now, DEADLINE, person=complaint.holder, team=complaint.team)


def sender_over(complaint: Complaint, reading: Reading, levels: Levels, now: datetime) -> ComplaintEvent:
    """The sender has no answer in time: the next level hears of it, be the complaint solved or not."""
    level = reading.sent.level + 1
    told = levels.told(complaint, level)
    complaint.escalated_to = told[0] if told else None
    tell_of_sender(complaint, reading, levels, "over", level, {*told, *levels.responsible(complaint)})
    return event(
        complaint, states.SENDER_OVER, now, SENDER, person=complaint.escalated_to, due=reading.sent.due
    )


def sender_near(complaint: Complaint, reading: Reading, levels: Levels, now: datetime) -> ComplaintEvent:
    users = levels.responsible(complaint)
    tell_of_sender(complaint, reading, levels, "near", 0, users)
    person = users[0] if users else None
    return event(complaint, states.SENDER_NEAR, now, SENDER, person=person, due=reading.sent.due)


def tell_of_sender(
    complaint: Complaint, reading: Reading, levels: Levels, what: str, level: int, users: Iterable[User]
) -> None:
    """Once for each deadline of the sender and each level."""
    occasion = f"complaint:{complaint.pk}:sender:{what}:{reading.sent.due:%Y%m%d%H%M}:{level}"
    known = complaint.sender in Complaint.Sender.values
    levels.tell(
        complaint,
        f"complaint_sender_{what}",
        users,
        occasion=occasion,
        due=reading.sent.due,
        sender=f"sender:{complaint.sender}" if known else complaint.sender,
    )


def event(complaint: Complaint, kind: str, now: datetime, which: str, **whom: object) -> ComplaintEvent:
    return ComplaintEvent(complaint=complaint, kind=kind, at=now, clock=which, **whom)
