"""Rectifications as they stand in lists, on a complaint, and before whom they concern."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from churn_crm import clock
from desk.cursors import moment_cursor
from desk.models import Complaint, Inspection, Rectification
from desk.models.rectifications import RectificationQuerySet
from desk.promises.left import left_of
from desk.promises.reads import due_words
from desk.quality.rectifications import states
from staff.models import User

MINE, NAMED, A_PAGE = 6, 3, 50
# How long before its deadline the owner of the customer sees one.
AHEAD = timedelta(hours=24)
RELATED = ("branch", "person", "customer", "complaint", "finding__inspection", "done_by")
# What the page shows, in the order of its tabs.
SHOWS: dict[str, Callable[[RectificationQuerySet], RectificationQuerySet]] = {
    "open": lambda found: found.open(),
    "overdue": lambda found: found.overdue(at=clock.now()),
    "look": lambda found: found.to_be_looked_at(),
    "passed": lambda found: found.filter(state=states.PASSED),
    "withdrawn": lambda found: found.filter(state=states.WITHDRAWN),
}


def with_left(found: Any) -> list[Rectification]:
    """The rectifications, each with the time that is left of it while it is to be done."""
    now, rows = clock.now(), list(found)
    for one in rows:
        one.left = left_of(one.due_at, now=now) if one.state == states.OPEN else None
        one.due_words = due_words(one.due_at, now=now)
    return rows


def mine(user: User) -> dict[str, Any]:
    """What this person has to put right, most urgent first, and how much it is."""
    owed = Rectification.objects.owed_by(user).open()
    rows = with_left(owed.due_first().select_related(*RELATED)[:MINE])
    return {"rectifications": rows, "owed": owed.count() if len(rows) == MINE else len(rows)}


def for_customers_of(user: User) -> dict[str, Any]:
    """What others have to put right for his customers within a day, or should have: the first, how much."""
    due = Rectification.objects.for_customers_of(user).open().exclude(person=user)
    due = due.filter(due_at__lte=clock.now() + AHEAD)
    rows = with_left(due.due_first().select_related(*RELATED)[:NAMED])
    return {"rectifications": rows, "due": due.count() if len(rows) == NAMED else len(rows)}


def of_complaint(complaint: Complaint) -> list[Rectification]:
    found = Rectification.objects.filter(complaint=complaint).order_by("pk")
    return with_left(found.select_related(*RELATED))


def of_inspection(inspection: Inspection) -> list[Rectification]:
    found = Rectification.objects.filter(finding__inspection=inspection).order_by("pk")
    return with_left(found.select_related(*RELATED))


def listed(
    user: User, *, show: str, mine: bool, customers: bool = False, after: tuple[datetime, int] | None
) -> dict[str, Any]:
    """One page of what `user` may see, the next due first, and the cursor of the next page.

    mine: what he has to put right · customers: what is about customers of his
    """
    show = show if show in SHOWS else "open"
    found = SHOWS[show](Rectification.objects.visible_to(user))
    found = found.owed_by(user) if mine else found
    found = found.for_customers_of(user) if customers else found
    rows = with_left(found.due_first(after=after).select_related(*RELATED)[: A_PAGE + 1])
    shown, more = rows[:A_PAGE], len(rows) > A_PAGE
    return {
        "rows": shown,
        "show": show,
        "mine": mine,
        "customers": customers,
        "cursor": moment_cursor(shown[-1].due_at, shown[-1].pk) if more else "",
    }
