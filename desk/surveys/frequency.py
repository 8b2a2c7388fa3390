"""Whether a customer may be asked now: the one place for it, over all surveys. Pure."""

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


def obstacle(situation: Situation, *, days_between: int) -> str:
    """Why he must not be asked now; empty when he may.

    He who asked to be left alone always is; whoever has an open complaint is not asked how it was.
    """
    if situation.wants_none:
        return NO_SURVEYS
    if situation.complains:
        return OPEN_COMPLAINT
    lately = situation.asked_at and situation.asked_at > situation.at - timedelta(days=days_between)
    return ASKED_LATELY if lately else ""
