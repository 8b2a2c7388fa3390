"""What people do with a signal. Each step compares and sets, and is an event; twice is once."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from signals.life import states
from signals.models import ChurnSignal, SignalEvent, TrustReset
from signals.services import locked_policy, raise_version
from staff.models import User


class Refused(ValidationError):
    """What was asked for cannot be done now; the message says why and what to do."""


def acknowledge(*, signal: ChurnSignal, by: User) -> ChurnSignal:
    """Somebody has seen it and is on it: it stays a reason and alerts nobody any more."""
    return move(signal, states.ACKNOWLEDGED, by=by)


def snooze(*, signal: ChurnSignal, by: User, until: date, reason: str) -> ChurnSignal:
    """Not before that day: it goes on counting, and asks nobody until then; the next night cancels its call.

    Raises Refused.
    """
    if until <= clock.today(signal.customer.branch.time_zone):
        raise Refused({"until": _("Choose a day that lies ahead.")})
    return move(signal, states.SNOOZED, by=by, reason=reason, until=until)


def resolve(*, signal: ChurnSignal, by: User, reason: str = "") -> ChurnSignal:
    """What was behind it is settled. It counts no longer, unless it grows clearly worse."""
    return move(signal, states.RESOLVED, by=by, reason=reason)


def call_false(*, signal: ChurnSignal, by: User, reason: str) -> ChurnSignal:
    """There is nothing in it. It counts no longer, and its kind is believed a little less."""
    return move(signal, states.FALSE_ALARM, by=by, reason=reason)


def take_back(*, signal: ChurnSignal, by: User) -> ChurnSignal:
    """It is open again, whatever somebody said of it."""
    return move(signal, states.OPEN, by=by)


@transaction.atomic
def move(
    signal: ChurnSignal, to: str, *, by: User, reason: str = "", until: date | None = None
) -> ChurnSignal:
    """The signal in its new state. One that is there already stays as it is. Raises Refused."""
    row = ChurnSignal.objects.select_for_update(of=("self",)).get(pk=signal.pk)
    if row.state == to and row.snoozed_until == until:
        return row
    if row.resolved_on is not None:
        raise Refused(_("The night no longer finds this signal; there is nothing left to say of it."))
    if not states.may_go(row.state, to):
        raise Refused(_("Somebody has just settled this signal. Open it again first."))
    now, judged = clock.now(), to in (*states.SETTLED, states.ACKNOWLEDGED)
    row.state, row.snoozed_until = to, until
    row.settled_strength = row.strength if to in states.SETTLED else None
    row.settled_numbers = row.numbers if to in states.SETTLED else None
    row.judged_at = now if judged else None
    row.save(update_fields=["state", "snoozed_until", "settled_strength", "settled_numbers", "judged_at"])
    SignalEvent.objects.create(signal=row, kind=to, at=now, by=by, reason=reason, until=until)
    return row


@transaction.atomic
def reset_trust(*, kind: str, by: User) -> TrustReset:
    """Believe this kind as at first: what was said of it until now counts no longer."""
    policy = locked_policy()
    values: dict[str, Any] = {"at": clock.now(), "by": by}
    reset, _new = TrustReset.objects.update_or_create(kind=kind, defaults=values)
    raise_version(policy, by=by)
    return reset
