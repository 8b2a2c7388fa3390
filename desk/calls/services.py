"""A complaint that comes up when we call."""

import uuid
from collections.abc import Mapping
from typing import Any

from customers.models import Visit
from desk.addresses import address
from desk.complaints.services import log_complaint
from desk.contacts.services import belongs
from desk.models import Complaint, Interaction
from staff.leading import leads_at
from staff.models import User
from staff.notices import notify


def complain(
    said: Mapping[str, Any],
    *,
    score: int,
    contact: Interaction,
    by: User,
    visit: Visit | None,
    token: uuid.UUID,
) -> Complaint:
    """Log it during the call; who leads hears at once. said: cause, severity, text; token: of the call."""
    customer = contact.customer
    complaint = log_complaint(
        customer=customer, by=by, visit=visit, token=uuid.uuid5(token, "complaint"), **said
    )
    belongs(complaint, contact)
    notify(
        users=leads_at(customer.branch),
        kind="call_unhappy",
        numbers={"customer": customer.name, "score": score, "text": complaint.text[:200]},
        occasion=f"call_unhappy {complaint.pk}",
        link=address(customer=customer.pk),
    )
    return complaint
