"""What people do with actions: log, tick off, put off, hand on, and take back.

Every write is one batch, named by the token of the form that asked for it: the same form sent twice does
nothing twice, and undo takes back the batch as a whole.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.models import Customer
from retention.models import Action, ActionEvent
from retention.trail import Refused, change, claim, lock, restore, unchanged_since
from retention.workdays import next_working_day
from staff.models import User
from staff.roles import KEEPERS

# A call is tried three times; then the action closes as not reached.
ATTEMPTS = 3
LONGEST_SNOOZE_DAYS = 90
# Reasons that the program sets itself; retention.words puts them into words.
NO_ANSWER, CALL_BACK = "no_answer", "call_back"

Kind = ActionEvent.Kind


@transaction.atomic
def log_outcome(
    *,
    action: Action,
    by: User,
    on: date,
    token: UUID,
    channel: str,
    outcome: str,
    booked_for: date | None = None,
    promised: str = "",
    note: str = "",
) -> Action:
    """Close the action with what came of it. Raises Refused when it is no longer pending."""
    locked = claim([action.pk], token=token, by=by)
    for one in locked:
        fields = closing(by, on) | {
            "outcome": outcome,
            "booked_for": booked_for,
            "promised": promised,
            "note": note,
        }
        change(one, by=by, on=on, token=token, kind=Kind.DONE, channel=channel, **fields)
    return locked[0] if locked else Action.objects.get(pk=action.pk)


@transaction.atomic
def log_no_answer(*, action: Action, by: User, on: date, token: UUID, channel: str, note: str = "") -> Action:
    """One more try in vain: again on the next working day, and after the third it closes as not reached."""
    locked = claim([action.pk], token=token, by=by)
    for one in locked:
        attempts = one.attempts + 1
        if attempts >= ATTEMPTS:
            fields = closing(by, on) | {"outcome": Action.Outcome.NOT_REACHED}
        else:
            fields = waiting(one, until=next_working_day(on), reason=NO_ANSWER)
        fields |= {"attempts": attempts, "note": note}
        change(one, by=by, on=on, token=token, kind=Kind.NO_ANSWER, channel=channel, **fields)
    return locked[0] if locked else Action.objects.get(pk=action.pk)


@transaction.atomic
def log_call_back(
    *, action: Action, by: User, on: date, token: UUID, channel: str, until: date, note: str = ""
) -> Action:
    """Reached, but asked to be called another day."""
    check_snooze(on=on, until=until)
    locked = claim([action.pk], token=token, by=by)
    for one in locked:
        fields = waiting(one, until=until, reason=CALL_BACK) | {"note": note}
        change(one, by=by, on=on, token=token, kind=Kind.SNOOZED, channel=channel, **fields)
    return locked[0] if locked else Action.objects.get(pk=action.pk)


@transaction.atomic
def snooze(*, actions: Iterable[int], by: User, on: date, token: UUID, until: date, reason: str) -> int:
    """Put the actions off to a day, with the reason. Returns how many of them were still pending."""
    check_snooze(on=on, until=until)
    locked = claim(actions, token=token, by=by)
    for one in locked:
        fields = waiting(one, until=until, reason=reason)
        change(one, by=by, on=on, token=token, kind=Kind.SNOOZED, **fields)
    return len(locked)


@transaction.atomic
def mark_done(*, actions: Iterable[int], by: User, on: date, token: UUID) -> int:
    """Tick the actions off without an outcome. Returns how many of them were still pending."""
    locked = claim(actions, token=token, by=by)
    for one in locked:
        outcome = Action.Outcome.OTHER
        change(one, by=by, on=on, token=token, kind=Kind.DONE, **closing(by, on), outcome=outcome)
    return len(locked)


@transaction.atomic
def reassign(*, actions: Iterable[int], to: User, by: User, on: date, token: UUID) -> int:
    """Move the customers of these actions, with all that is still to be done for them, to `to`.

    Returns how many customers moved. Raises Refused when `to` cannot keep customers.
    """
    if not to.is_active or to.role not in KEEPERS or not to.may_write:
        raise Refused(_("%(person)s does not keep customers.") % {"person": to})
    chosen = claim(actions, token=token, by=by)
    moving = {one.customer_id for one in chosen if one.assignee_id != to.pk or one.customer.owner_id != to.pk}
    for one in lock(Action.objects.pending().of(moving)):
        before = {"owner_id": one.customer.owner_id}
        change(one, by=by, on=on, token=token, kind=Kind.REASSIGNED, also=before, assignee_id=to.pk)
    Customer.objects.filter(pk__in=moving).update(owner=to, version=F("version") + 1)
    return len(moving)


@transaction.atomic
def undo(*, batch: UUID, by: User, on: date) -> int:
    """Take a batch back: by the same person, on the same day, if nothing came after.

    Returns how many actions are as they were; 0 when it was taken back already.
    """
    events = list(ActionEvent.objects.filter(batch=batch, by=by).exclude(kind=Kind.UNDONE))
    if not events or any(event.day != on for event in events):
        raise Refused(_("Only what you did yourself today can be undone."))
    actions = {
        one.pk: one for one in lock(Action.objects.filter(pk__in=[event.action_id for event in events]))
    }
    # Read again behind the lock: two presses of Undo are one.
    open_events = list(ActionEvent.objects.filter(pk__in=[event.pk for event in events], undone=False))
    if any(not unchanged_since(actions[event.action_id], event) for event in open_events):
        raise Refused(_("Something came after it, so it cannot be undone."))
    for event in open_events:
        restore(actions[event.action_id], event, by=by, on=on)
    return len(open_events)


def closing(by: User, on: date) -> dict[str, Any]:
    return {"state": Action.State.DONE, "closed_on": on, "closed_by_id": by.pk}


def waiting(action: Action, *, until: date, reason: str) -> dict[str, Any]:
    """Off the list until that day; the deadline moves along, so that it does not come back overdue."""
    return {
        "state": Action.State.SNOOZED,
        "due_on": until,
        "deadline": max(action.deadline, until),
        "snooze_reason": reason,
    }


def check_snooze(*, on: date, until: date) -> None:
    if not on < until <= on + timedelta(days=LONGEST_SNOOZE_DAYS):
        raise Refused(_("Choose a day from tomorrow to %(days)d days ahead.") % {"days": LONGEST_SNOOZE_DAYS})
