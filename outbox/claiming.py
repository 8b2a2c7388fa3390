"""Claiming: from ready to being sent, in one transaction that is committed before the first byte leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from churn_crm import clock
from outbox import checking, gateways, spending, switch, timing
from outbox.decision import Go, PutOff, Skip, Verdict
from outbox.gateways.base import Outgoing
from outbox.models import Attempt, Message, Purpose, Reason, State

BESIDE_ANOTHER = timedelta(seconds=30)  # a message waits while another one to the same address is under way
NO_GATEWAY = timedelta(minutes=10)


@dataclass(frozen=True)
class Claim:
    """One message in our hands. call_by: by timing.uptime; no call may begin later."""

    pk: int
    attempt: int
    gateway: str
    outgoing: Outgoing
    call_by: float


def claim(*, limit: int) -> list[Claim]:
    """Up to `limit` ready messages, now being sent by the caller alone.

    What may not leave now is put off or skipped on the way, and keeps nobody behind it waiting.
    """
    while switch.is_on():
        begun = timing.uptime()
        looked_at, going = _claimed_unless_beaten(limit)
        if going or not looked_at:
            call_by = begun + timing.FRESH.total_seconds()
            return [
                Claim(message.pk, message.attempt, message.gateway, outgoing_of(message), call_by)
                for message in going
            ]
    return []


def _claimed_unless_beaten(limit: int) -> tuple[int, list[Message]]:
    """Of two workers that claim for one address at the same moment the second is refused by the database.

    He tries once more, and then sees what the first one holds.
    """
    for _try in range(2):
        try:
            with transaction.atomic():
                return _claimed(limit, clock.now())
        except IntegrityError:
            continue
    return 0, []


def _claimed(limit: int, now: datetime) -> tuple[int, list[Message]]:
    """(how many were ready, those of them that may leave)"""
    ready = _locked(limit, now)
    messages = _alone(first_of_each([message for message in ready if _has_gateway(message, now)]), now)
    return len(ready), _going(messages, now) if messages else []


def _going(messages: Sequence[Message], now: datetime) -> list[Message]:
    # First of all the rows are in flight, which keeps other workers from these addresses; then it is counted.
    _take(messages, now)
    spending.hold(messages, at=now)
    verdicts = checking.verdicts(messages, at=now)
    going = [message for message in messages if isinstance(verdicts[message.pk], Go)]
    for message in messages:
        _give_back(message, verdicts[message.pk], now)
    Attempt.objects.bulk_create(
        Attempt(message=message, number=message.attempt, gateway=message.gateway, at=now) for message in going
    )
    spending.spend(going, at=now)
    return going


def _locked(limit: int, now: datetime) -> list[Message]:
    """With their customers, so that two workers do not count the messages of one at the same moment."""
    ready = Message.objects.filter(state=State.READY, expires_at__gt=now).order_by("pk")
    mine = ready.select_for_update(skip_locked=True, no_key=True, of=("self", "customer"))
    return list(mine.select_related("customer__branch", "template")[:limit])


def _has_gateway(message: Message, now: datetime) -> bool:
    """Gives the message its gateway; without one it waits."""
    message.gateway = gateways.name_for(message.channel)
    if not message.gateway:
        put_off(message, PutOff(now + NO_GATEWAY, Reason.SWITCHED_OFF))
    return bool(message.gateway)


def first_of_each(messages: Sequence[Message]) -> list[Message]:
    """One message an address and a customer; the others stay ready, and count these against their caps."""
    taken: set[tuple[str, object]] = set()
    first = []
    for message in messages:
        places = _places(message) | {("customer", message.customer_id)}
        if taken.isdisjoint(places):
            first.append(message)
            taken.update(places)
    return first


def _places(message: Message) -> set[tuple[str, object]]:
    """What no two messages in flight may share."""
    mine: set[tuple[str, object]] = {(message.gateway, message.address)}
    return mine | {("promotion", message.customer_id)} if message.purpose == Purpose.MARKETING else mine


def _alone(messages: Sequence[Message], now: datetime) -> list[Message]:
    """Those to whose address nothing is under way; the others wait a little, so that they block no queue."""
    alone = beside_nothing(messages)
    for message in messages:
        if message not in alone:
            put_off(message, PutOff(now + BESIDE_ANOTHER, Reason.BUSY))
    return alone


def beside_nothing(messages: Sequence[Message]) -> list[Message]:
    """Of these messages, which have their gateways, those that may be in flight beside what is."""
    under_way = Message.objects.in_flight().filter(
        Q(address__in=[message.address for message in messages])
        | Q(customer__in=[message.customer_id for message in messages], purpose=Purpose.MARKETING)
    )
    taken = {place for other in under_way for place in _places(other)}
    return [message for message in messages if taken.isdisjoint(_places(message))]


def _take(messages: Sequence[Message], now: datetime) -> None:
    lease_until = now + timing.lease()
    for name in {message.gateway for message in messages}:
        mine = [message.pk for message in messages if message.gateway == name]
        Message.objects.filter(pk__in=mine).update(
            state=State.SENDING,
            gateway=name,
            attempt=F("attempt") + 1,
            lease_until=lease_until,
            reason="",
            first_tried_at=Coalesce("first_tried_at", Value(now)),
        )
    for message in messages:
        message.attempt += 1
        message.first_tried_at = message.first_tried_at or now


def _give_back(message: Message, verdict: Verdict, now: datetime) -> None:
    """What was decided against leaving: it never was an attempt."""
    if isinstance(verdict, Go):
        return
    message.attempt -= 1
    message.first_tried_at = message.first_tried_at if message.attempt else None
    if isinstance(verdict, Skip):
        skip(message, verdict.reason, now)
    else:
        put_off(message, verdict)


def put_off(message: Message, verdict: PutOff) -> None:
    """Planned again, for later, and says what it waits for."""
    Message.objects.filter(pk=message.pk).update(
        state=State.PLANNED,
        attempt=message.attempt,
        first_tried_at=message.first_tried_at,
        not_before=verdict.until,
        reason=verdict.reason,
        waited_for=verdict.reason,
        lease_until=None,
    )


def skip(message: Message, reason: str, now: datetime) -> None:
    """Never to be sent, and says why."""
    Message.objects.filter(pk=message.pk).update(
        state=State.SKIPPED,
        attempt=message.attempt,
        first_tried_at=message.first_tried_at,
        reason=reason,
        closed_at=now,
        lease_until=None,
    )


def outgoing_of(message: Message) -> Outgoing:
    """The message as its gateway needs it."""
    template = message.template
    return Outgoing(
        reference=message.reference.hex,
        address=message.address,
        text=message.text,
        subject=message.subject,
        signature=template.signature if template else "",
        template_code=template.gateway_code if template else "",
        variables={name: str(value) for name, value in message.variables.items()},
        first_tried_at=message.first_tried_at,
        sid=message.sid,
    )
