"""Third-day calls as they stand on their page."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from churn_crm import clock
from desk.calls.listing import with_current
from desk.contacts.policy import contact_policy
from desk.follow_ups.planning import GIVEN_UP_FOR
from desk.models import FollowUp
from desk.models.follow_ups import FollowUpQuerySet
from staff.models import User

SHOWN = 50
TABS = ("today", "overdue", "done", "given_up")
CLOSED = ("done", "given_up")
RELATED = (
    "customer__branch",
    "customer__owner",
    "customer__standing",
    "visit__type",
    "score",
    "closed_by",
    "in_hand_of",
)


def tab(calls: FollowUpQuerySet, show: str, *, on: date) -> FollowUpQuerySet:
    """The calls of one tab, in the order in which they are made."""
    if show == "done":
        return calls.done_on(on).order_by("-closed_at", "-pk")
    if show == "given_up":
        return lately_given_up(calls, on=on).order_by("-closed_at", "-pk")
    return (calls.overdue(on=on) if show == "overdue" else calls.for_today(on=on)).in_order()


def lately_given_up(calls: FollowUpQuerySet, *, on: date) -> FollowUpQuerySet:
    """Those who were never reached, of the days of which the leads are told."""
    return calls.given_up(since=on - GIVEN_UP_FOR, until=on)


def counts(user: User, *, on: date) -> dict[str, int]:
    """How many calls stand in each tab."""
    calls = FollowUp.objects.visible_to(user)
    waiting = calls.open().aggregate(
        today=Count("pk", filter=Q(next_on=on)), overdue=Count("pk", filter=Q(next_on__lt=on))
    )
    given_up = lately_given_up(calls, on=on).count()
    return {**waiting, "done": calls.done_on(on).count(), "given_up": given_up}


def free(listed: list[FollowUp], user: User) -> int:
    """The first that no colleague has open, or 0."""
    now = clock.now()
    return next((call.pk for call in listed if call.colleague(user, now=now) is None), 0)


def calls(user: User, *, show: str, on: date, at: int = 0) -> dict[str, Any]:
    """One tab, and the call that is made now: `at`, if it is open, else the first that no colleague makes."""
    show = show if show in TABS else TABS[0]
    seen = FollowUp.objects.visible_to(user).select_related(*RELATED)
    listed = list(tab(seen, show, on=on)[:SHOWN])
    rows, current = with_current(listed, seen.open(), (at or free(listed, user)) if show not in CLOSED else 0)
    for call in rows:
        call.colleague_calls = call.colleague(user, now=clock.now())
    held = counts(user, on=on)
    return {
        "rows": rows,
        "show": show,
        "tabs": [
            ("today", _("Today"), held["today"], False),
            ("overdue", _("Overdue"), held["overdue"], True),
            ("done", _("Done today"), held["done"], False),
            ("given_up", pgettext("a third-day call", "Never reached"), held["given_up"], False),
        ],
        "more": max(held[show] - len(listed), 0),
        "current": current if show not in CLOSED else None,
        "on": on,
        "policy": contact_policy(),
    }
