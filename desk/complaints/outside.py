"""Complaints that a body outside sent on to us: who, under which number, until when, and our answer to it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.complaints import states
from desk.complaints.policies import complaint_policy
from desk.complaints.recording import record
from desk.complaints.words import sender as name_of
from desk.models import Complaint, ComplaintPolicy
from staff.models import User


def names(policy: ComplaintPolicy | None = None) -> list[tuple[str, str]]:
    """(what is stored, what is read) of those who may send us complaints: the known ones, the policy's."""
    others = (policy or complaint_policy()).senders.splitlines()
    known = [(one.value, str(one.label)) for one in Complaint.Sender]
    return known + [(name.strip(), name.strip()) for name in others if name.strip()]


def came(
    *,
    complaint: Complaint,
    by: User | None,
    sender: str,
    number: str = "",
    due: datetime | None = None,
    **once: Any,
) -> Complaint:
    """It was sent to us, or again with another deadline: that one counts from now on until the answer."""
    text = " · ".join(filter(None, (name_of(sender), number)))
    return record(
        complaint=complaint,
        kind=states.OUTSIDE,
        by=by,
        text=text,
        due=due,
        fields={"sender": sender, "sender_number": number},
        **once,
    )


def answer_sender(
    *, complaint: Complaint, by: User, text: str, at: datetime | None = None, **once: Any
) -> Complaint:
    """The sender has our answer, in these words; its deadline stops. at: when, if it was not just now.

    Raises ValidationError where nobody sent it, or at a moment that cannot be.
    """
    if not complaint.sender:
        raise ValidationError(_("Nobody outside sent this complaint."), code="state")
    came_at = (
        complaint.events.filter(kind=states.OUTSIDE).order_by("-at").values_list("at", flat=True).first()
    )
    now = clock.now()
    at, came_at = at or now, came_at or now
    if not came_at.replace(second=0, microsecond=0) <= at <= now:  # a form knows minutes only
        raise ValidationError({"at": _("Between the moment it was sent to us and now.")})
    at = max(at, came_at)
    return record(complaint=complaint, kind=states.SENDER_TOLD, by=by, text=text, at=at, **once)
