"""What stands on the desk at one moment: the customer who calls, the forms, and what is still open."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db.models import Count, Q

from customers.duplicates.twin import twin_of
from customers.models import Customer
from customers.reasons import why_at_risk
from customers.timeline import timeline
from desk.contacts import reads as contacts
from desk.contacts.forms import desk_forms
from desk.forms import ComplaintForm, ScoreForm
from desk.models import Complaint, Promise, SatisfactionScore
from desk.promises import reads as promises
from desk.routing.specialists import specialist_of
from staff.models import User

PANEL_COMPLAINTS = 5
LATELY = 4  # more would push the clock off the screen; all of it is a click away
LOGGED_TODAY = 5


def with_people(user: User) -> Any:
    """The customers whom `user` may see, with what the caller's card shows."""
    return Customer.objects.visible_to(user).select_related("branch", "owner", "standing")


def caller(
    customer: Customer, *, by: User, contact: uuid.UUID | None = None, described: bool = False
) -> dict[str, Any]:
    """The caller's card, the forms, and what happened lately.

    contact: the contact that goes on, if one does; described: it has its own words already.
    """
    return {
        "customer": customer,
        "why_at_risk": why_at_risk(customer),
        "twin": twin_of(customer, seen_by=by),
        "complaint_form": ComplaintForm(customer=customer),
        "score_form": ScoreForm(customer=customer),
        **desk_forms(customer, by=by, contact=contact, described=described),
        "lately": timeline(customer.pk, limit=LATELY),
        **panel(customer),
    }


def panel(customer: Customer) -> dict[str, Any]:
    """What is open with a customer, what was promised to him, and the last score given."""
    open_ones = Complaint.objects.of([customer.pk]).open()
    return {
        "promised": promises.of_customer(customer.pk),
        "customer": customer,
        "complaints": open_ones.newest_first()[:PANEL_COMPLAINTS],
        **open_ones.aggregate(
            complaint_count=Count("pk"), is_asked=Count("pk", filter=Q(asked_at__isnull=False))
        ),
        "specialist": specialist_of(customer.pk),
        "last_score": SatisfactionScore.objects.of([customer.pk]).order_by("-day", "-pk").first(),
    }


def logged_today(user: User, *, day: date) -> dict[str, Any]:
    """What this person wrote down on that day, newest first, and how much it was."""
    mine = [
        Complaint.objects.visible_to(user).filter(logged_by=user, day=day),
        SatisfactionScore.objects.visible_to(user).filter(logged_by=user, day=day),
        contacts.alone(user, day=day),
        Promise.objects.visible_to(user).filter(made_by=user, day=day),
    ]
    newest = [list(rows.select_related("customer").order_by("-pk")[:LOGGED_TODAY]) for rows in mine]
    together: Iterable[Any] = sorted(chain(*newest), key=logged_at, reverse=True)
    return {
        "logged": [(one, logged_at(one)) for one in islice(together, LOGGED_TODAY)],
        "logged_count": sum(rows.count() for rows in mine),
    }


def logged_at(row: Any) -> datetime:
    """When it was written down, whatever it is."""
    names = ("logged_at", "made_at", "at")
    moment: datetime = next(getattr(row, name) for name in names if hasattr(row, name))
    return moment
