"""What stands on the desk at one moment: the customer who calls, the forms, and what is still open."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any

from customers.models import Customer
from customers.timeline import timeline
from desk.forms import ComplaintForm, ScoreForm
from desk.models import Complaint, SatisfactionScore
from staff.models import User

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
