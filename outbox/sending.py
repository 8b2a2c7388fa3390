"""Sending: what is claimed is handed over, and what came of it is written down."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction

from churn_crm import clock
from outbox import claiming, gateways, moving, spending, timing
from outbox.claiming import Claim
from outbox.gateways.base import Refused, Unclear, traced
from outbox.models import Attempt, Reason, State

logger = structlog.get_logger(__name__)
BATCH = 25  # as many calls at once, so that none waits behind another until its consent is stale
FIRST_QUESTION = timedelta(seconds=2)  # after an unclear answer


@dataclass(frozen=True)
class NotCalled:
    """It was too late for the call; nothing left."""


Answer = str | Refused | Unclear | NotCalled


def send_ready(*, batch: int = BATCH) -> int:
    """Claim one batch, send it, record it. Returns how many were claimed: 0 when nothing is ready."""
    claims = claiming.claim(limit=batch)
    for claim, answer in answers(claims):
        record(claim, answer)
    return len(claims)


def answers(claims: list[Claim]) -> Iterator[tuple[Claim, Answer]]:
    """Each claim with the gateway's answer, as they come. The threads touch no database."""
    if not claims:
        return
    for claim in claims:
        gateways.by_name(claim.gateway)  # an SDK is loaded before the clock of a call runs
    with ThreadPoolExecutor(max_workers=len(claims)) as pool:
        calls: dict[Future[Answer], Claim] = {pool.submit(call, claim): claim for claim in claims}
        for done in as_completed(calls):
            yield calls[done], done.result()


def call(claim: Claim) -> Answer:
    """Call the gateway once, unless it has become too late for it. Never raises."""
    gateway = gateways.by_name(claim.gateway)
    if timing.uptime() > claim.call_by:
        return NotCalled()
    try:
        return gateway.send(claim.outgoing)
    except (Refused, Unclear) as error:
        return error
    except Exception as error:
        # Whatever an SDK raises beyond its documentation may have come after the message was taken.
        logger.error("gateway_failed", gateway=claim.gateway, message=claim.pk, **traced(error))
        return Unclear(type(error).__name__)


def record(claim: Claim, answer: Answer) -> None:
    """Write down what came of an attempt. A receipt or another worker may know more by now; then it stays."""
    if isinstance(answer, NotCalled):
        _not_called(claim)
    elif isinstance(answer, Refused):
        _refused(claim, answer)
    elif isinstance(answer, Unclear):
        _unclear(claim, str(answer))
    else:
        _accepted(claim, answer)


def _accepted(claim: Claim, sid: str) -> None:
    try:
        with transaction.atomic():
            moving.accepted(claim.pk, sid=sid, at=clock.now(), attempt=claim.attempt)
            _close(claim, Attempt.Outcome.ACCEPTED)
    except IntegrityError:
        # The gateway gave two messages one id: it means one of them, and nobody knows which.
        logger.exception("sid_given_twice", gateway=claim.gateway, message=claim.pk)
        _unclear(claim, "the gateway gave this id to another message as well")


def _refused(claim: Claim, error: Refused) -> None:
    with transaction.atomic():
        moved = _fail(claim, error) if error.permanent else _later(claim, error)
        _close(claim, Attempt.Outcome.REFUSED, str(error))
        if moved:
            spending.refund(message=claim.pk, attempt=claim.attempt)


def _fail(claim: Claim, error: Refused) -> bool:
    return moving.move(
        claim.pk,
        to=State.FAILED,
        among=(State.SENDING,),
        attempt=claim.attempt,
        error=str(error)[:300],
        lease_until=None,
        closed_at=clock.now(),
    )


def _later(claim: Claim, error: Refused) -> bool:
    wait = error.after or timing.retry(claim.attempt)
    return moving.move(
        claim.pk,
        to=State.PLANNED,
        among=(State.SENDING,),
        attempt=claim.attempt,
        not_before=clock.now() + wait,
        reason=Reason.BUSY,
        waited_for=Reason.BUSY,
        error=str(error)[:300],
        lease_until=None,
    )


def _unclear(claim: Claim, words: str) -> None:
    now = clock.now()
    with transaction.atomic():
        moving.doubted(claim.pk, at=now, ask_at=now + FIRST_QUESTION, attempt=claim.attempt, error=words)
        _close(claim, Attempt.Outcome.UNKNOWN, words)


def _not_called(claim: Claim) -> None:
    with transaction.atomic():
        back = moving.move(
            claim.pk, to=State.READY, among=(State.SENDING,), attempt=claim.attempt, lease_until=None
        )
        _close(claim, Attempt.Outcome.NOT_CALLED)
        if back:
            spending.refund(message=claim.pk, attempt=claim.attempt)


def _close(claim: Claim, outcome: str, detail: str = "") -> None:
    Attempt.objects.filter(message=claim.pk, number=claim.attempt).update(
        outcome=outcome, detail=detail[:300], ended_at=clock.now()
    )
