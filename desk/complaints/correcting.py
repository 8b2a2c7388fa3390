"""What a complaint is, put right: its cause, severity, role and visit. What it was stays in its history.

A customer on our web page, or an agent in a hurry, may say less than it is. Its clocks run by what it is now,
from its beginning; so whoever is not leading makes it graver, never lighter.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from churn_crm.ui import figures
from desk.checks import check_visit
from desk.complaints import states
from desk.complaints.recording import locked, record, was_recorded
from desk.models import Complaint
from staff.models import User


@transaction.atomic
def correct(
    *,
    complaint: Complaint,
    by: User,
    token: uuid.UUID | None = None,
    version: int | None = None,
    **said: Any,
) -> Complaint:
    """said: of cause, severity, about and visit what it is; what is left out or the same stays.

    Raises ValidationError for a visit of somebody else, and for a lighter severity by who does not lead.
    """
    row = locked(complaint)
    if token is not None and was_recorded(row, token):
        return row
    changes = {name: value for name, value in said.items() if getattr(row, name) != value}
    if not changes:
        return row
    check_visit(row.customer, changes.get("visit"))
    check_severity(row, changes.get("severity"), by)
    text = in_words(row, changes)
    once: dict[str, Any] = {"token": token, "version": version}
    return record(complaint=row, kind=states.CORRECTED, by=by, text=text, fields=changes, **once)


def check_severity(row: Complaint, severity: int | None, by: User) -> None:
    if severity is not None and severity < row.severity and not by.leads:
        raise ValidationError({"severity": _("Only who leads makes it lighter: its deadlines move.")})


def in_words(row: Complaint, changes: Mapping[str, Any]) -> str:
    """Severity: Medium → Safety · Cause: Waiting → Function."""
    lines = (
        f"{label(name)}: {told(name, getattr(row, name))} → {told(name, new)}"
        for name, new in changes.items()
    )
    return " · ".join(lines)


def label(name: str) -> str:
    field: Any = Complaint._meta.get_field(name)
    return pgettext("the customer comes", "Visit") if name == "visit" else capfirst(str(field.verbose_name))


def told(name: str, value: Any) -> str:
    """One of its values as people read it."""
    if name == "visit":
        return figures.day(value.day) if value else "–"
    field: Any = Complaint._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, "–"))
