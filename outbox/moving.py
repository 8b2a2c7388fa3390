"""Moving a message from state to state: compare and set; of two who know something the first counts."""

from datetime import datetime
from typing import Any

from outbox import states
from outbox.models import Message, State


def move(
    pk: int, *, to: str, among: tuple[str, ...] = (), attempt: int | None = None, **changes: Any
) -> bool:
    """Move the message to `to` if it is in one of the states `among` (default: any that may become it).

    attempt: only while that attempt is the latest. Returns whether it moved.
    """
    rows = Message.objects.filter(pk=pk, state__in=among or states.before(to))
    if attempt is not None:
        rows = rows.filter(attempt=attempt)
    return bool(rows.update(state=to, **changes))


def accepted(pk: int, *, sid: str, at: datetime, attempt: int | None = None, **changes: Any) -> bool:
    """The gateway has it: from wherever it waits for an answer to sent."""
    return move(
        pk,
        to=State.SENT,
        attempt=attempt,
        sid=sid,
        sent_at=at,
        lease_until=None,
        unknown_since=None,
        ask_at=None,
        reason="",
        **changes,
    )


def doubted(pk: int, *, at: datetime, ask_at: datetime, attempt: int, error: str) -> bool:
    """Nobody knows whether the gateway has it: it will be asked."""
    return move(
        pk,
        to=State.UNKNOWN,
        among=(State.SENDING,),
        attempt=attempt,
        unknown_since=at,
        ask_at=ask_at,
        missing_since=None,
        lease_until=None,
        error=error[:300],
    )
