"""Whether a customer may be asked now, or what was planned may leave: one place for all surveys. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NO_SURVEYS, OPEN_COMPLAINT, ASKED_LATELY = "no_surveys", "open_complaint", "asked_lately"


@dataclass(frozen=True)
class Situation:
    """asked_at: when he was last invited to any survey; None if never."""

    at: datetime
    asked_at: datetime | None = None
    wants_none: bool = False
    complains: bool = False


def objection(situation: Situation) -> str:
    """Why nothing about a survey may go to him now, neither a question nor a reminder; empty when it may.

    He who asked to be left alone always is; whoever has an open complaint is not asked how it was.
    """
    if situation.wants_none:
        return NO_SURVEYS
    return OPEN_COMPLAINT if situation.complains else ""


def obstacle(situation: Situation, *, days_between: int) -> str:
    """Why he must not be asked anew; empty when he may."""
    forbidden = objection(situation)
    if forbidden:
        return forbidden
    lately = situation.asked_at and situation.asked_at > situation.at - timedelta(days=days_between)
    return ASKED_LATELY if lately else ""
