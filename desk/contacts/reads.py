"""Contacts as they stand in lists, and today's count of them."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from desk.contacts import resolution
from desk.models import Interaction
from desk.models.interactions import InteractionQuerySet
from staff.models import User

A_PAGE = 50
SHOWS = ("all", "first", "back")


def today(user: User, *, day: date) -> dict[str, Any]:
    """How many contacts there were today, how many were ticked as solved at once, and what is measured.

    measured: first-contact resolution lately, because what came today nobody can judge yet.
    """
    found = Interaction.objects.visible_to(user).on(day)
    counts = found.aggregate(count=Count("pk"), solved=Count("pk", filter=Q(solved=True)))
    return counts | {"measured": resolution.lately(user, on=day), "enough": resolution.ENOUGH}


def alone(user: User, *, day: date) -> InteractionQuerySet:
    """What this person wrote down on that day of contacts from which nothing else came."""
    mine = Interaction.objects.visible_to(user).of_agent(user).on(day)
    return mine.told_by_nothing_else()


def chosen(user: User, *, show: str, agent: int, on: date) -> InteractionQuerySet:
    """The contacts that the person may see; with `show` the cases of first-contact resolution, or those of
    them that came back.
    """
    if show in ("first", "back"):
        found = resolution.cases(user, on=on).visible_to(user)
        found = found.filter(came_back=True) if show == "back" else found
    else:
        found = Interaction.objects.visible_to(user)
    return found.filter(agent=agent) if agent else found


def listed(user: User, *, show: str, agent: int, on: date, before: tuple[date, int] | None) -> dict[str, Any]:
    """One page, newest first, and the cursor of the next."""
    show = show if show in SHOWS else SHOWS[0]
    found = chosen(user, show=show, agent=agent, on=on).newest_first(before=before)
    related = ("customer__branch", "agent", "reply")
    rows = list(found.select_related(*related)[: A_PAGE + 1])
    shown = rows[:A_PAGE]
    more = len(rows) > A_PAGE
    return {
        "rows": shown,
        "show": show,
        "agent": User.objects.visible_to(user).filter(pk=agent).first() if agent else None,
        "cursor": f"{shown[-1].day.isoformat()}.{shown[-1].pk}" if more else "",
    }
