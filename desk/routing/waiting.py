"""What nobody has: found for the beat, which gives it out, and for leads, who see it."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from churn_crm import clock
from customers.models import Inquiry
from desk.models import Complaint, Given
from desk.routing.policies import routing_policy
from desk.routing.services import place
from staff.models import User

AT_ONCE = 200
RECENT = timedelta(days=30)  # what was asked earlier has cooled, and files bring whole years
RELATED = ("customer__branch", "customer__owner", "customer__standing")


def unrouted_complaints() -> Any:
    """Open, with neither a person nor a department; the next deadline first."""
    return Complaint.objects.open().filter(holder=None, team=None).order_by("due_at", "pk")


def unrouted_inquiries() -> Any:
    """Open, of the last weeks, and with nobody who still belongs to the business; the oldest first."""
    today = clock.today()
    held = Given.objects.kept(on=today).filter(inquiry=OuterRef("pk"))
    lately = Inquiry.objects.filter(state=Inquiry.State.OPEN, day__gt=today - RECENT)
    return lately.filter(~Exists(held)).order_by("day", "pk")


def seen_by(user: User) -> tuple[Any, Any]:
    """The unrouted complaints and inquiries that this person may see."""
    complaints, inquiries = unrouted_complaints(), unrouted_inquiries()
    return (
        complaints.filter(pk__in=Complaint.objects.visible_to(user).order_by().values("pk")),
        inquiries.filter(pk__in=Inquiry.objects.visible_to(user).order_by().values("pk")),
    )


def give_out() -> int:
    """Give out what waits, as the rules say now. Returns how many found somebody. Safe to run twice.

    What an import without automations brought waits for a person.
    """
    if not routing_policy().on:
        return 0
    waiting = [
        *unrouted_complaints().not_quiet().select_related(*RELATED, "team")[:AT_ONCE],
        *unrouted_inquiries().select_related(*RELATED)[:AT_ONCE],
    ]
    return sum(bool((given := place(thing)) and given.person_id) for thing in waiting)
