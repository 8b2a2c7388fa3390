"""Promises as they stand in lists: what is due, what became of the others."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from churn_crm import clock
from churn_crm.ui import figures
from desk.cursors import moment_cursor
from desk.models import Promise, PromiseEvent
from desk.models.promises import PromiseQuerySet
from desk.promises import rates
from desk.promises.left import left_of
from staff.models import User

MINE, NEXT, A_PAGE = 6, 3, 50
RELATED = ("customer__branch", "person", "late_with")
# What the page of promises shows, in the order of its tabs.
SHOWS: dict[str, Callable[[PromiseQuerySet], PromiseQuerySet]] = {
    "open": lambda found: found.open(),
    "overdue": lambda found: found.overdue(at=clock.now()),
    "broken": lambda found: found.filter(state=Promise.State.BROKEN),
    "late": lambda found: found.kept_late(),
    "kept": lambda found: found.kept(),
}
SETTLED = ("broken", "late", "kept")


def with_left(promises: Any) -> list[Promise]:
    """The promises, each with the time that is left of it."""
    now, found = clock.now(), list(promises)
    for promise in found:
        promise.left = left_of(promise.due_at, now=now)
        promise.due_words = due_words(promise.due_at, now=now)
    return found


def due_words(due: datetime, *, now: datetime) -> str:
    """15:00 for today, 3 Jun, 15:00 for another day, by the reader's clock."""
    local, today = timezone.localtime(due), timezone.localtime(now).date()
    return f"{local:%H:%M}" if local.date() == today else figures.moment(due)


def owed(user: User) -> dict[str, Any]:
    """The next of what this person has to keep, what is late first, and how many there are."""
    found = Promise.objects.visible_to(user).owed_by(user).open()
    rows = with_left(found.due_first().select_related(*RELATED)[:NEXT])
    return {"promises": rows, "owed": found.count() if len(rows) == NEXT else len(rows)}


def mine(user: User, *, on: date) -> dict[str, Any]:
    """What this person has to keep, what is late first, and how many were kept."""
    owed = Promise.objects.visible_to(user).owed_by(user).open()
    return {
        "promises": with_left(owed.due_first().select_related(*RELATED)[:MINE]),
        "owed": owed.count(),
        "rate": rates.own(user, on=on),
    }


def unheard(promises: list[Promise]) -> set[int]:
    """Those that broke without anybody but the person himself hearing of it."""
    events = PromiseEvent.objects.filter(promise__in=promises, unheard=True)
    return set(events.values_list("promise", flat=True))


def of_customer(customer_id: int) -> list[Promise]:
    """What was promised to a customer and is not settled, next due first."""
    found = Promise.objects.of([customer_id]).open().due_first()
    return with_left(found.select_related("person", "customer__branch"))


def pressing(user: User, *, until: datetime) -> int:
    """How many of his promises are late or fall due until then."""
    return Promise.objects.visible_to(user).owed_by(user).open().filter(due_at__lte=until).count()


def listed(
    user: User, *, show: str, person: int, on: date, after: tuple[datetime, int] | None
) -> dict[str, Any]:
    """One page of the promises of the people whom `user` may see, and the cursor of the next."""
    show = show if show in SHOWS else "open"
    people = User.objects.visible_to(user)
    whose = people.filter(pk=person).first() if person else None
    scope = rates.settled(user, on=on) if show in SETTLED else Promise.objects.all()
    found, of = SHOWS[show](scope.visible_to(user)), [whose.pk] if whose else people.order_by()
    if show in SETTLED:
        found = found.answered_for(of).due_last(after=after)
    else:
        found = found.filter(person__in=of).due_first(after=after)
    rows = with_left(found.select_related(*RELATED)[: A_PAGE + 1])
    shown = rows[:A_PAGE]
    more = len(rows) > A_PAGE
    return {
        "rows": shown,
        "unheard": unheard(shown) if show == "broken" else set(),
        "show": show,
        "whose": whose,
        "cursor": moment_cursor(shown[-1].due_at, shown[-1].pk) if more else "",
    }
