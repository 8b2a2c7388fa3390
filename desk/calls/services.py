"""What calls of ours have in common: closed once, tried again, and a complaint that comes up."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from churn_crm import clock
from customers.models import Visit
from desk.addresses import address
from desk.complaints.services import log_complaint
from desk.contacts.policy import contact_policy
from desk.contacts.services import belongs
from desk.models import Complaint, FollowUp, Interaction, VerificationCall
from desk.promises.deadlines import next_workday
from desk.workdays import calling_days_of
from staff.leading import leads_at
from staff.models import User
from staff.notices import notify

CLOSED = _("This call was closed meanwhile; nothing was written down.")
NOT_YOURS = _("This call is somebody else’s.")


def is_done(call: FollowUp | VerificationCall, *, by: User) -> bool:
    """Whether `by` has closed it himself, who then pressed twice. call: locked.

    Raises ValidationError when somebody else was faster: what was said now is not written down.
    """
    if call.state == call.State.OPEN:
        return False
    if call.closed_by_id != by.pk:
        raise ValidationError(CLOSED, code="closed")
    return True


def tried_again(call: FollowUp | VerificationCall) -> bool:
    """Nobody answered: it is tried again on the next day of calling. False after as many tries as the policy
    has. call: locked."""
    call.tries += 1
    if call.tries >= contact_policy().call_tries:
        return False
    branch = call.customer.branch
    call.next_on = next_workday(clock.today(branch.time_zone), calling_days_of(branch))
    call.save(update_fields=["tries", "next_on"])
    return True


def complain(
    said: Mapping[str, Any],
    *,
    score: int,
    contact: Interaction,
    by: User,
    visit: Visit | None,
    token: uuid.UUID,
    scale: int = 5,
) -> Complaint:
    """Log it during the call; who leads hears at once. said: cause, severity, text; token: of the call.

    score: what he said, of `scale`.
    """
    customer = contact.customer
    complaint = log_complaint(
        customer=customer, by=by, visit=visit, token=uuid.uuid5(token, "complaint"), **said
    )
    belongs(complaint, contact)
    notify(
        users=leads_at(customer.branch),
        kind="call_unhappy" if scale == 5 else "call_detractor",
        numbers={"customer": customer.name, "score": score, "text": complaint.text[:200]},
        occasion=f"call_unhappy {complaint.pk}",
        link=address(customer=customer.pk),
    )
    return complaint
