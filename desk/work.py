"""What stands on the desk at one moment: the customer who calls, the forms, and what is still open."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q

from customers.models import Customer
from customers.timeline import timeline
from desk.forms import ComplaintForm, ScoreForm
from desk.models import Complaint, SatisfactionScore
from staff.models import User

COMPLAINTS_A_PAGE = 20
PANEL_COMPLAINTS = 5
LATELY = 8
LOGGED_TODAY = 10


def with_people(user: User) -> Any:
    """The customers whom `user` may see, with what the caller's card shows."""
    return Customer.objects.visible_to(user).select_related("branch", "owner", "standing")


def caller(customer: Customer) -> dict[str, Any]:
    """The caller's card, both forms, and what happened lately."""
    return {
        "customer": customer,
        "complaint_form": ComplaintForm(customer=customer),
        "score_form": ScoreForm(customer=customer),
        "lately": timeline(customer.pk, limit=LATELY),
        **panel(customer),
    }


def panel(customer: Customer) -> dict[str, Any]:
    """What is open with a customer, and the last score given."""
    open_ones = Complaint.objects.of([customer.pk]).open()
    return {
        "customer": customer,
        "complaints": open_ones.newest_first()[:PANEL_COMPLAINTS],
        "complaint_count": open_ones.count(),
        "last_score": SatisfactionScore.objects.of([customer.pk]).order_by("-day", "-pk").first(),
    }


def logged_today(user: User, *, day: date) -> dict[str, Any]:
    """What this person wrote down on that day, newest first, and how much it was."""
    kinds: tuple[Any, ...] = (Complaint, SatisfactionScore)
    mine = [kind.objects.visible_to(user).filter(logged_by=user, day=day) for kind in kinds]
    newest = [list(rows.select_related("customer").order_by("-pk")[:LOGGED_TODAY]) for rows in mine]
    together: Iterable[Any] = sorted((*newest[0], *newest[1]), key=attrgetter("logged_at"), reverse=True)
    return {
        "logged": list(islice(together, LOGGED_TODAY)),
        "logged_count": sum(rows.count() for rows in mine),
    }


def open_complaints(user: User, *, mine: bool, cursor: str = "") -> dict[str, Any]:
    """One page of the open complaints that `user` may see, with how many there are and how many press."""
    scope = Complaint.objects.visible_to(user).open()
    counts = scope.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(logged_by=user)),
        grave=Count("pk", filter=Q(severity__gte=Complaint.Severity.HIGH)),
    )
    listed = scope.logged_by_person(user) if mine else scope
    related = ("customer__branch", "customer__standing", "logged_by")
    rows = list(
        listed.newest_first(before=read_cursor(cursor)).select_related(*related)[: COMPLAINTS_A_PAGE + 1]
    )
    shown = rows[:COMPLAINTS_A_PAGE]
    more = len(rows) > COMPLAINTS_A_PAGE
    return {
        "rows": shown,
        "counts": counts,
        "mine": mine,
        "cursor": f"{shown[-1].day.isoformat()}.{shown[-1].pk}" if more else "",
    }


def read_cursor(cursor: str) -> tuple[date, int] | None:
    """A cursor that cannot be read starts from the beginning."""
    day, _dot, key = cursor.partition(".")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
