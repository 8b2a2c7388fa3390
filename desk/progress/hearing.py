"""What a customer does on the page of his complaint. Each form carries a token: sent twice it counts once."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.complaints import states
from desk.complaints.levels import Levels
from desk.complaints.recording import locked, record, was_recorded
from desk.complaints.services import note_answer, reopen_complaint, solve_complaint
from desk.models import Complaint, ComplaintEvent, Promise
from desk.promises import services as promises
from desk.promises.callers import who_calls
from desk.workdays import call_back_until
from staff.models import User

WEB = ComplaintEvent.Way.WEB


@transaction.atomic
def answer(*, complaint: Complaint, text: str, token: uuid.UUID) -> Complaint:
    """He answers our question: the clock runs again, as after an answer on any other channel."""
    row = locked(complaint)
    if was_recorded(row, token):
        return row
    told = note_answer(complaint=row, by=None, way=WEB, text=text, token=token)
    tell(told, "complaint_heard", token)
    return told


@transaction.atomic
def settled(*, complaint: Complaint, token: uuid.UUID) -> Complaint:
    """He says that it is solved: what is open is closed, what we had closed is confirmed, once."""
    row = locked(complaint)
    if was_recorded(row, token) or is_confirmed(row):
        return row
    if row.solved_at is not None:
        return record(complaint=row, kind=states.CONFIRMED, by=None, way=WEB, token=token)
    with translation.override(settings.LANGUAGE_CODE):
        words = _("The customer says that it is solved")
    told = solve_complaint(complaint=row, by=None, resolution=words, way=WEB, token=token)
    tell(told, "complaint_settled", token)
    return told


@transaction.atomic
def unsettled(*, complaint: Complaint, text: str, token: uuid.UUID) -> Complaint:
    """He says that it is not solved: it is open again, with a new clock. An open one stays as it is."""
    row = locked(complaint)
    if was_recorded(row, token) or row.solved_at is None:
        return row
    told = reopen_complaint(complaint=row, by=None, text=text, way=WEB, token=token)
    tell(told, "complaint_unsolved", token)
    return told


@transaction.atomic
def call_me(*, complaint: Complaint, token: uuid.UUID) -> Promise | None:
    """He asks to be called: a promise of whoever has the complaint. One that is open already is the same.

    None where it is solved, so that there is nothing to call about, or where there is nobody to call.
    """
    row = locked(complaint)
    known = waiting_call(row)
    caller = who_calls(row.customer, holder=row.holder)
    if known or row.solved_at is not None or caller is None or was_recorded(row, token):
        return known
    due = call_back_until(row.customer.branch, at=clock.now())
    record(complaint=row, kind=states.NOTED, by=None, way=WEB, due=due, token=token)
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Call back about %(complaint)s") % {"complaint": row}
    made = promises.make(
        customer=row.customer, by=caller, what=words, due_at=due, complaint=row, token=call_token(token)
    )
    tell(row, "complaint_call", token, users=Levels([row]).hearers(row, caller), due=due)
    return made


def waiting_call(complaint: Complaint) -> Promise | None:
    """The call that he was promised here and has not had."""
    asked = complaint.events.filter(kind=states.NOTED, way=WEB)
    tokens = [call_token(token) for token in asked.values_list("token", flat=True) if token]
    return Promise.objects.open().filter(token__in=tokens, due_at__gt=clock.now()).first()


def call_token(token: uuid.UUID) -> uuid.UUID:
    """Of the promise that came of the form with this token."""
    return uuid.uuid5(token, "call")


def is_confirmed(complaint: Complaint) -> bool:
    """Solved, and the customer has said so since; or he closed it by himself."""
    if complaint.solved_at is None:
        return False
    said = complaint.events.filter(kind__in=(states.CONFIRMED, states.SOLVED_IT), way=WEB)
    return said.filter(at__gte=complaint.solved_at).exists()


def tell(
    complaint: Complaint,
    kind: str,
    token: uuid.UUID,
    *,
    users: list[User] | None = None,
    due: datetime | None = None,
) -> None:
    """Whoever is responsible hears of it, once."""
    levels = Levels()
    more = {"due": due} if due else {}
    heard = users or levels.responsible(complaint)
    levels.tell(complaint, kind, heard, occasion=f"complaint:{complaint.pk}:{token}", **more)
    levels.send()
