"""Questions to the customer. The clock pauses when one has gone to him, not when it was written.

By SMS and e-mail the outbox sends it, under its consent, hours and caps, and this room looks there for what
became of it and for his answer. What was asked by telephone, WeChat or in person was asked at that moment.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.complaints import states
from desk.complaints.levels import Levels
from desk.complaints.recording import check, locked, record, was_recorded
from desk.complaints.services import held_by, withdraw
from desk.models import Complaint, ComplaintEvent
from desk.surveys.wording import language_for
from outbox import composing, templates
from outbox.models import Message, Purpose, Reply, State, Why
from outbox.planning import Wish, plan
from staff.models import User

SENT_BY_US = (ComplaintEvent.Way.SMS, ComplaintEvent.Way.EMAIL)
GONE = (State.SENT, State.DELIVERED)
NEVER = (State.FAILED, State.SKIPPED)
AT_ONCE = 200


@transaction.atomic
def ask(
    *, complaint: Complaint, by: User, way: str, text: str, token: uuid.UUID, version: int | None = None
) -> Complaint:
    """Ask the customer, or write down that he was asked. Raises ValidationError where it cannot be sent."""
    row = locked(complaint)
    if was_recorded(row, token):
        return row
    row = end_of_pause(without_question(row, by))
    version = row.version if version == complaint.version else version
    check(row, states.ASKED)
    said: dict[str, Any] = {"by": by, "way": way, "text": text, "token": token, "version": version}
    if way not in SENT_BY_US:
        fields = held_by(row, by) | {"question": None}
        return record(complaint=row, kind=states.ASKED, fields=fields, **running_on(row, clock.now()), **said)
    message = send(row, way, text, f"complaint:{row.pk}:{token}", by)
    return record(
        complaint=row,
        kind=states.QUESTION,
        message=message,
        fields=held_by(row, by) | {"question": message},
        **said,
    )


def send(complaint: Complaint, way: str, text: str, key: str, by: User | None) -> Message:
    """Plan the message; consent, hours and caps decide. Raises ValidationError if it would never leave."""
    language = language_for(complaint.customer)  # whoever asks, and whatever the beat speaks
    words = {"channel": way, "purpose": Purpose.SERVICE, "language": language}
    with translation.override(language):
        subject = _("About your complaint %(complaint)s") % {"complaint": complaint} if way == "email" else ""
    draft = composing.Draft(
        complaint.customer, templates.wording_of(words | {"text": text, "subject": subject})
    )
    now = composing.outlook(draft)
    wrong = [now.words] if now.kind == "never" else draft.faults()
    if wrong:
        raise ValidationError({"way": wrong})
    wish = Wish(
        customer=complaint.customer,
        channel=way,
        purpose=Purpose.SERVICE,
        why=Why.COMPLAINT,
        key=key,
        text=text,
        subject=subject,
        address=draft.address,
    )
    return plan(wish, by=by)


def without_question(row: Complaint, by: User) -> Complaint:
    """A question that still waits to be sent gives way to the next; one that has left is written down."""
    if row.question is None:
        return row
    settle_one(row)
    withdraw(row, by)
    return locked(row)


def running_on(row: Complaint, at: datetime) -> dict[str, Any]:
    """Of a question whose pause was used up by an unanswered one before: it ends as it begins."""
    return {"due": at} if row.asked_at is not None and row.state != states.WAITING else {}


def end_of_pause(row: Complaint) -> Complaint:
    """A pause whose time is over ends now, if the beat has not come by yet."""
    now = clock.now()
    if row.state == states.WAITING and row.paused_until and row.paused_until <= now:
        return record(complaint=row, kind=states.PAUSE_ENDED, by=None, at=row.paused_until)
    return row


def look(*, now: datetime | None = None) -> int:
    """What became of questions, who answered, whom to remind, whose pause is over; how many events."""
    now = now or clock.now()
    done = 0
    for step in (settle_questions, hear_answers, end_pauses, remind):
        done += step(now)
    return done


def some(rows: Any) -> Iterator[Complaint]:
    """Complaints to be worked on one by one, each locked for itself."""
    related = ("customer__branch", "customer__owner", "holder", "team")
    return iter(rows.select_related(*related).order_by("pk")[:AT_ONCE])


def settle_questions(now: datetime) -> int:
    """Questions that have left or never will."""
    known = ComplaintEvent.objects.filter(
        complaint=OuterRef("pk"), message=OuterRef("question"), kind=states.ASKED
    )
    left = Q(~Exists(known), question__state__in=GONE)
    open_ones = Complaint.objects.open().filter(left | Q(question__state__in=NEVER))
    return sum(settle_one(complaint) for complaint in some(open_ones))


@transaction.atomic
def settle_one(complaint: Complaint) -> bool:
    """The clock pauses from the moment at which the question left; one that bounced pauses nothing."""
    row = locked(complaint)
    message = row.question
    if message is None or row.solved_at is not None:
        return False
    told = row.events.filter(message=message)
    if message.state in NEVER:
        return undelivered(row, message)
    if message.state not in GONE or told.filter(kind=states.ASKED).exists():
        return False
    if not states.may_happen(row.state, states.ASKED):
        return False
    record(
        complaint=row,
        kind=states.ASKED,
        by=message.planned_by,
        at=message.sent_at,
        way=message.channel,
        text=message.text,
        message=message,
        **running_on(row, message.sent_at or clock.now()),
    )
    return True


def undelivered(row: Complaint, message: Message) -> bool:
    """The question never reached him: nothing pauses, and whoever has the complaint hears. True."""
    record(
        complaint=row,
        kind=states.NOT_ASKED,
        by=None,
        at=after_the_question(row, message.closed_at or clock.now()),
        way=message.channel,
        message=message,
        fields={"question": None},
    )
    levels = Levels()
    occasion = f"complaint:{row.pk}:undelivered:{message.pk}"
    levels.tell(row, "complaint_undelivered", levels.responsible(row), occasion=occasion)
    levels.send()
    return True


def hear_answers(now: datetime) -> int:
    """What customers wrote back, on whatever channel, since they were asked."""
    since = Q(at__gte=OuterRef("asked_at")) | Q(answers=OuterRef("question"))
    heard = answers().filter(since, customer=OuterRef("customer"))
    asked = Complaint.objects.open().filter(Exists(heard), asked_at__isnull=False)
    return sum(hear_one(complaint) for complaint in some(asked))


def answers() -> Any:
    return Reply.objects.filter(meaning=Reply.Meaning.TEXT).order_by("at", "pk")


@transaction.atomic
def hear_one(complaint: Complaint) -> bool:
    """His first answer since he was asked, if there is one, ends the pause. Whether there was."""
    row = locked(complaint)
    if row.asked_at is None:
        return False
    since = Q(at__gte=row.asked_at) | Q(answers=row.question_id, answers__isnull=False)
    heard = answers().filter(since, customer=row.customer_id).first()
    if heard is None:
        return False
    withdraw(row, None)
    said = {"way": heard.channel, "text": heard.text, "reply": heard, "fields": {"question": None}}
    record(complaint=row, kind=states.CAME, by=None, at=after_the_question(row, heard.at), **said)
    return True


def after_the_question(row: Complaint, at: datetime) -> datetime:
    """What came of a question came after it, though a mailbox counts whole seconds, or its clock is slow."""
    return max(at, row.asked_at) if row.asked_at else at


def end_pauses(now: datetime) -> int:
    """Three working days without an answer: the clock runs again, and whoever has it is told."""
    over = Complaint.objects.filter(state=states.WAITING, paused_until__lte=now)
    levels, done = Levels(), 0
    for complaint in some(over):
        done += end_one(complaint, levels, now)
    levels.send()
    return done


@transaction.atomic
def end_one(complaint: Complaint, levels: Levels, now: datetime) -> bool:
    row = locked(complaint)
    if row.state != states.WAITING or row.paused_until is None or row.paused_until > now:
        return False
    occasion = f"complaint:{row.pk}:silent:{row.asked_at:%Y%m%d%H%M%S}"
    record(complaint=row, kind=states.PAUSE_ENDED, by=None, at=row.paused_until)
    levels.tell(row, "complaint_silent", levels.responsible(row), occasion=occasion)
    return True


def remind(now: datetime) -> int:
    """One reminder: the question again by the same channel, or a line to whoever asked by telephone."""
    late = Complaint.objects.filter(state=states.WAITING, remind_at__lte=now, paused_until__gt=now)
    return sum(remind_one(complaint, now) for complaint in some(late))


@transaction.atomic
def remind_one(complaint: Complaint, now: datetime) -> bool:
    """Send the question once more, or tell whoever has the complaint to ask. Whether it was time."""
    row = locked(complaint)
    if row.remind_at is None or row.remind_at > now:
        return False
    asked = row.events.filter(kind=states.ASKED).order_by("-at", "-pk").first()
    message = sent_again(row, asked) if asked else None
    way = asked.way if asked else ""
    record(complaint=row, kind=states.REMINDED, by=None, at=now, way=way, message=message)
    if message is None:
        levels = Levels()
        occasion = f"complaint:{row.pk}:remind:{row.asked_at:%Y%m%d%H%M%S}"
        levels.tell(row, "complaint_remind", levels.responsible(row), occasion=occasion)
        levels.send()
    return True


def sent_again(row: Complaint, asked: ComplaintEvent) -> Message | None:
    """The question once more by the outbox; None where it was not sent by it, or may not be any more."""
    if asked.way not in SENT_BY_US:
        return None
    try:
        return send(row, asked.way, asked.text, f"complaint:{row.pk}:{asked.pk}:again", None)
    except ValidationError:
        return None
