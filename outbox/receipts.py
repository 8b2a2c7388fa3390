"""Receipts: what gateways tell us about our messages. They come late, twice, in any order.

A signed one is proof. One that nobody signed is written down, and outbox.confirming asks the gateway.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from churn_crm import clock
from outbox import states
from outbox.gateways.base import ReceiptIn
from outbox.models import Attempt, Message, Receipt, State

MOST_DOUBTS = 3


def take(*, gateway: str, receipts: Iterable[ReceiptIn]) -> int:
    """Keep each receipt once and let its message know. Returns how many are new; a replay changes nothing."""
    return sum(_take(gateway, receipt) for receipt in receipts)


@transaction.atomic
def _take(gateway: str, told: ReceiptIn) -> bool:
    message = message_of(gateway, told)
    kept = {
        "reference": told.reference,
        "sid": told.sid,
        "delivered": told.delivered,
        "detail": told.detail[:300],
        "at": told.at,
        "received_at": clock.now(),
        "message": message,
        "proof": Receipt.Proof.SIGNED if told.signed else Receipt.Proof.UNPROVEN,
        "ask_at": None if told.signed else clock.now(),
    }
    _receipt, new = Receipt.objects.get_or_create(gateway=gateway, event=told.event, defaults=kept)
    if new and message:
        apply(message, told, gateway) if told.signed else doubt(message)
    return new


def message_of(gateway: str, told: ReceiptIn) -> Message | None:
    """The message it speaks of: by our own reference, else by the gateway's id."""
    by_id = Q(gateway=gateway, sid=told.sid) if told.sid else Q(pk__in=())
    try:
        by_reference = Q(reference=UUID(told.reference)) if told.reference else Q(pk__in=())
    except ValueError:
        by_reference = Q(pk__in=())
    return Message.objects.filter(by_reference | by_id).first()


def doubt(message: Message) -> bool:
    """What waits to be sent again is asked about first, because somebody says that it has arrived.

    That is all an unproven receipt does: nothing is lost by it, nor sent. A refusal that the gateway gave us
    itself weighs more, and whoever forges receipts holds a message up a few times at most.
    """
    told = message.receipts.exclude(proof=Receipt.Proof.SIGNED).count()
    unclear = (Attempt.Outcome.OPEN, Attempt.Outcome.UNKNOWN)
    if told > MOST_DOUBTS or not message.attempts.filter(outcome__in=unclear).exists():
        return False
    waits = Message.objects.waiting().filter(pk=message.pk, unknown_since=None)
    return bool(waits.update(state=State.PLANNED, unknown_since=clock.now(), reason=""))


def apply(message: Message, told: ReceiptIn, gateway: str) -> bool:
    """Move the message to what is proven, if it has not gone further already.

    A message that was given up for lost and waits to be sent again is not sent again. One that was never
    tried is left alone: what was told means another message.
    """
    if told.delivered is None:
        after, ended = State.SENT, None
    else:
        after, ended = (State.DELIVERED if told.delivered else State.FAILED), told.at
    changes: dict[str, Any] = {"closed_at": ended, "lease_until": None, "reason": ""}
    if told.delivered is False:
        changes["error"] = told.detail[:300]
    rows = Message.objects.filter(pk=message.pk, state__in=states.before(after))
    tried = rows.filter(Q(attempt__gt=0) | Q(unknown_since__isnull=False))
    return bool(
        tried.update(
            state=after,
            gateway=gateway,
            sid=message.sid or told.sid or message.reference.hex,
            sent_at=Coalesce("sent_at", told.at),
            unknown_since=None,
            ask_at=None,
            **changes,
        )
    )
