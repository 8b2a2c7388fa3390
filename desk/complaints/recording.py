"""One event more: written once, where the table of states allows it, and the clock wound by it."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.checks import check_complaint
from desk.complaints import states
from desk.complaints.policies import book
from desk.complaints.winding import events_of, wind_by
from desk.models import Complaint, ComplaintEvent
from staff.models import User


def locked(complaint: Complaint) -> Complaint:
    """The complaint as it is now, so that two people who work on it at once do not overwrite each other."""
    return (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("customer__branch", "customer__owner", "holder", "team", "question")
        .get(pk=complaint.pk)
    )


@transaction.atomic
def record(
    *,
    complaint: Complaint,
    kind: str,
    by: User | None,
    token: uuid.UUID | None = None,
    version: int | None = None,
    fields: dict[str, Any] | None = None,
    **said: Any,
) -> Complaint:
    """Append one event, change `fields` with it and wind the clock. The same token again changes nothing.

    said: the event's own fields; `at` is now if left out. Raises ValidationError with the code "stale" when
    the complaint was changed since `version`, "state" when this cannot happen to it now.
    """
    row = locked(complaint)
    if token is not None and was_recorded(row, token):
        return row
    if version is not None and row.version != version:
        raise ValidationError(_("Somebody has just changed this complaint. Look at it again."), code="stale")
    check(row, kind)
    ComplaintEvent.objects.create(complaint=row, kind=kind, by=by, token=token, **{"at": clock.now()} | said)
    for name, value in (fields or {}).items():
        setattr(row, name, value)
    rewind(row)
    return row


def rewind(row: Complaint) -> None:
    """Wind a locked complaint by its events and save it as a new version."""
    wind_by(book([row.customer.branch]), row, events_of([row]).get(row.pk, ()))
    row.version += 1
    row.save()


def was_recorded(complaint: Complaint, token: uuid.UUID) -> bool:
    """Whether this form was used before. Raises ValidationError if it was for another complaint."""
    known = ComplaintEvent.objects.filter(token=token).first()
    if known is not None:
        check_complaint(known, complaint)
    return known is not None


def check(complaint: Complaint, kind: str) -> None:
    if not states.may_happen(complaint.state, kind):
        words = _("%(complaint)s is %(state)s: that cannot be done now.")
        raise ValidationError(
            words % {"complaint": complaint, "state": complaint.get_state_display()}, code="state"
        )
