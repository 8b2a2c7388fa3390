"""The deadline of a body that sent us a complaint. Pure: no Django, no clock, no database.

It is the sender's calendar, not ours: it runs in real time, is never paused, and ends with our answer to the
sender. When the sender sends it again, with another deadline, that one counts from then on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from desk.complaints import states
from staff.business_time import NOTHING


@dataclass(frozen=True)
class Sent:
    """came_at: when it was sent to us, last · due: until when the sender wants an answer, if he said so

    warned: whoever has it was told that the time runs out · level: 0 until the deadline was missed, then who
    has heard of it · over_at: when somebody was last told
    """

    came_at: datetime | None = None
    due: datetime | None = None
    answered_at: datetime | None = None
    warned: bool = False
    level: int = 0
    over_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.due is not None and self.answered_at is None


def after(sent: Sent, kind: str, at: datetime, due: datetime | None) -> Sent:
    """What is known after one more event; an answer to nobody is none."""
    if kind == states.OUTSIDE:
        return Sent(came_at=at, due=due)
    if kind == states.SENDER_TOLD and sent.came_at:
        return replace(sent, answered_at=sent.answered_at or at)
    if kind == states.SENDER_NEAR:
        return replace(sent, warned=True)
    if kind == states.SENDER_OVER:
        return replace(sent, level=sent.level + 1, over_at=at)
    return sent


def warning(sent: Sent, share: float) -> datetime | None:
    """When `share` of the time that the sender left us is used; None once it was said, or is too late."""
    if not sent.runs or sent.warned or sent.level or sent.came_at is None or sent.due is None:
        return None
    return sent.came_at + max(sent.due - sent.came_at, NOTHING) * share


def escalation(sent: Sent, later: Callable[[datetime], datetime], *, highest: int) -> datetime | None:
    """The breach; after it when the level above hears of it, `later` than the one before."""
    if not sent.runs or sent.level >= highest:
        return None
    return later(sent.over_at) if sent.over_at else sent.due
