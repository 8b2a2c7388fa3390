"""Settling: what became of messages whose outcome nobody knows, and what of those that waited too long.

A message is never sent again before the gateway was asked and has had the time to take it late.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction

from churn_crm import clock
from outbox import claiming, gateways, moving, spending, timing
from outbox.gateways.base import CannotAsk, traced
from outbox.models import Message, Reason, State

logger = structlog.get_logger(__name__)
BATCH = 10
AT_ONCE = 5000


@dataclass(frozen=True)
class Missing:
    """The gateway does not have it, so far."""


Finding = str | Missing | CannotAsk


def ripen() -> int:
    """What is planned and due becomes ready. Returns how many did; the rest follows in the next round."""
    now = clock.now()
    with transaction.atomic():
        ripe = Message.objects.ripe(at=now).order_by("not_before", "pk")
        mine = list(ripe.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        return Message.objects.filter(pk__in=mine).update(state=State.READY, reason="")


def expire() -> int:
    """What has waited until its time ran out is skipped, and says what it waited for last.

    Returns how many did; the rest follows with the next wake-up. None of it leaves: see outbox/claiming.py.
    """
    now = clock.now()
    late = Message.objects.waiting().filter(expires_at__lte=now, unknown_since__isnull=True)
    with transaction.atomic():
        rows = late.order_by("expires_at").select_for_update(skip_locked=True)
        mine = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        expired = Message.objects.filter(pk__in=mine)
        return expired.update(state=State.SKIPPED, reason=Reason.EXPIRED, closed_at=now)


def doubt_abandoned() -> int:
    """A lease that ran out: whoever had the message is gone, and may have called."""
    now = clock.now()
    abandoned = Message.objects.abandoned(at=now)
    return abandoned.update(
        state=State.UNKNOWN, unknown_since=now, ask_at=now, missing_since=None, lease_until=None
    )


@transaction.atomic
def doubt_restored(*, batch: int = 500) -> int:
    """After a restore: what may have been sent since the backup becomes unknown, one an address at a time."""
    rows = Message.objects.doubtful().order_by("pk").select_for_update(skip_locked=True)[:batch]
    messages = list(rows)
    for message in messages:
        message.gateway = message.gateway or gateways.name_for(message.channel)
    going = claiming.beside_nothing(claiming.first_of_each(messages))
    now = clock.now()
    for message in going:
        Message.objects.filter(pk=message.pk).update(
            state=State.UNKNOWN,
            unknown_since=now,
            ask_at=now,
            missing_since=None,
            gateway=message.gateway,
        )
    return len(going)


def settle(*, batch: int = BATCH) -> int:
    """Ask the gateways about one batch of unknown messages. Returns how many were asked about."""
    messages = _mine_to_ask(batch)
    with ThreadPoolExecutor(max_workers=max(len(messages), 1)) as pool:
        findings = list(pool.map(ask, messages))
    for message, finding in zip(messages, findings, strict=True):
        conclude(message, finding)
    return len(messages)


def _mine_to_ask(batch: int) -> list[Message]:
    """Messages that nobody else asks about meanwhile: the next question is put off first."""
    now = clock.now()
    with transaction.atomic():
        due = Message.objects.to_ask(at=now).order_by("ask_at")
        mine = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("template")[:batch])
        for message in mine:
            pause = timing.ask_again(now - (message.unknown_since or now))
            Message.objects.filter(pk=message.pk).update(ask_at=now + pause)
    return mine


def ask(message: Message) -> Finding:
    """What the gateway says about the message. Never raises."""
    if not message.gateway:
        return CannotAsk("no gateway is configured for this channel", forever=True)
    try:
        return gateways.by_name(message.gateway).find(claiming.outgoing_of(message)) or Missing()
    except CannotAsk as error:
        return error
    except Exception as error:
        logger.error("gateway_question_failed", gateway=message.gateway, message=message.pk, **traced(error))
        return CannotAsk(type(error).__name__)


def conclude(message: Message, finding: Finding) -> None:
    """Found: sent. Missing for long enough: ready once more. Not to be had: a person looks."""
    now = clock.now()
    if isinstance(finding, str):
        _found(message, finding, now)
    elif isinstance(finding, Missing):
        _missing(message, now)
    elif finding.forever or asked_long(message, now):
        _review(message, str(finding))


def _found(message: Message, sid: str, now: datetime) -> None:
    """It was sent, unless the gateway means another message of ours: then a person looks."""
    try:
        with transaction.atomic():
            moving.accepted(message.pk, sid=sid, at=message.unknown_since or now, attempt=message.attempt)
    except IntegrityError:
        logger.exception("sid_found_twice", gateway=message.gateway, message=message.pk)
        _review(message, "the gateway found what belongs to another message")


def _missing(message: Message, now: datetime) -> None:
    """Believed after two windows: one clock that jumps ahead makes one of them short, never both."""
    assert message.unknown_since is not None  # noqa: S101 (a constraint of the table)
    window_ends = (message.missing_since or message.unknown_since) + timing.settles_after()
    if now < window_ends:
        _ask_again(message, at=window_ends)
    elif message.missing_since is None:
        _ask_again(message, at=now + timing.settles_after(), missing_since=now)
    else:
        _never_taken(message)


def _ask_again(message: Message, *, at: datetime, **changes: Any) -> None:
    asked = Message.objects.filter(pk=message.pk, state=State.UNKNOWN, attempt=message.attempt)
    asked.update(ask_at=at, **changes)


@transaction.atomic
def _never_taken(message: Message) -> None:
    ready = moving.move(
        message.pk,
        to=State.READY,
        among=(State.UNKNOWN,),
        attempt=message.attempt,
        unknown_since=None,
        ask_at=None,
    )
    if ready:
        spending.refund(message=message.pk, attempt=message.attempt)


def asked_long(message: Message, now: datetime) -> bool:
    return message.unknown_since is not None and now - message.unknown_since > timing.ASK_FOR


def _review(message: Message, words: str) -> None:
    moving.move(
        message.pk,
        to=State.REVIEW,
        among=(State.UNKNOWN,),
        attempt=message.attempt,
        error=words[:300],
    )
