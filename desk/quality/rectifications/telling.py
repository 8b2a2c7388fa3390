"""Notices about rectifications: each fact once, in the inbox of whom it concerns."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from desk.models import Rectification
from staff.away import Away
from staff.leading import Sees
from staff.models import User
from staff.notices import notify


def tell(found: Rectification, kind: str, users: Iterable[User], *, by: User, **more: Any) -> int:
    """What just happened, to those who did not do it themselves. Returns how many notices are new."""
    return send(found, kind, [user for user in users if user != by], by=str(by), **more)


def remind(found: Rectification, kind: str, *more: User, away: Away) -> int:
    """What is due, to whose business it is and to `more`; while he is away to who stands in for him, too, and
    to the leads alone when he has gone.
    """
    return send(found, kind, [*away.hearers(found.person, sees=who_sees(found)), *more])


def who_sees(found: Rectification) -> Sees:
    """Whether somebody can open it."""
    return lambda person: Rectification.objects.visible_to(person).filter(pk=found.pk).exists()


def send(found: Rectification, kind: str, users: Iterable[User], **more: Any) -> int:
    """A notice to each of them, once for person and deadline. Returns how many are new."""
    due = found.due_at.astimezone(ZoneInfo(found.branch.time_zone))
    numbers = {
        "rectification": str(found),
        "what": found.what,
        "person": str(found.person),
        "day": due.date().isoformat(),
        "time": f"{due:%H:%M}",
        **more,
    }
    return notify(
        users={user.pk: user for user in users if user.is_active}.values(),
        kind=kind,
        numbers=numbers,
        occasion=occasion(found, kind),
        link=reverse("desk:rectification", args=[found.pk]),
    )


def occasion(found: Rectification, kind: str) -> str:
    """What got another deadline, or somebody else, is told of again."""
    return f"{kind} {found.pk} {found.person_id} {found.due_at:%Y-%m-%dT%H:%M}"
