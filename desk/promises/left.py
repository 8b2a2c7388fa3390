"""The time that is left of a promise, in words. Pure but for the reader's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui.figures import MINUS

DAYS_FROM = timedelta(hours=48)
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Left:
    """tone: bad when late, warn within the hour · amount: 2 h 40, −1 h 20, 3 days · word: left or late"""

    tone: str
    amount: str
    word: str


def left_of(due: datetime, *, now: datetime) -> Left:
    """What is left until `due`, or how late it is."""
    late = due <= now
    amount = lasting(now - due if late else due - now)
    if late:
        return Left("bad", MINUS + amount, _("late"))
    return Left("warn" if due - now <= SOON else "", amount, _("left"))


def lasting(length: timedelta) -> str:
    """2 h 40, from two days on in days."""
    if length >= DAYS_FROM:
        days = length.days
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    minutes = int(length.total_seconds()) // 60
    return _("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
