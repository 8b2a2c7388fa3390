"""Declaring a defect, leaving somebody out, telling everybody, and noting who was told by telephone."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Category
from desk.defects import finding, telling
from desk.models import Affected, Complaint, Defect, DefectLook, Matter
from desk.models.defects import GONE
from outbox import composing
from outbox.models import Template
from staff.models import User
from staff.notices import notify as notify_people


@transaction.atomic
def declare(
    *,
    by: User,
    title: str,
    text: str,
    first_day: date,
    last_day: date,
    token: uuid.UUID,
    category: Category | None = None,
    article: str = "",
    asset: str = "",
    technician: User | None = None,
    template: Template | None = None,
    title_other: str = "",
    text_other: str = "",
    template_other: Template | None = None,
    complaint: Complaint | None = None,
    matter: Matter | None = None,
) -> Defect:
    """Write it down and list whom it concerns; nobody is told yet. The same token again: the first one.

    …_other: the same in the other of our two languages, which customers of that language read.
    Raises ValidationError for a period upside down, or where nothing says what it is about.
    """
    known = Defect.objects.filter(token=token).first()
    if known is not None:
        return known
    about: dict[str, Any] = {"category": category, "article": article.strip(), "asset": asset.strip()}
    about["technician"] = technician
    _refuse_unclear(about, first_day, last_day)
    now = clock.now()
    said = {
        "title": title,
        "text": text,
        "template": template,
        "title_other": title_other,
        "text_other": text_other,
        "template_other": template_other,
        "first_day": first_day,
        "last_day": last_day,
        "complaint": complaint,
        "matter": matter,
        "declared_by": by,
        "declared_at": now,
        "searched_at": now,
    }
    defect, new = Defect.objects.get_or_create(token=token, defaults=said | about)
    if new:
        finding.write_down(defect)
    return defect


def _refuse_unclear(about: dict[str, Any], first_day: date, last_day: date) -> None:
    if first_day > last_day:
        raise ValidationError({"last_day": _("Not before the first day.")})
    if not any(about.values()):
        raise ValidationError(_("Say what it is about: category, words of the bill, vehicle or technician."))


@transaction.atomic
def look_again(*, defect: Defect, by: User | None = None) -> int:
    """List whom later visits or imports have added; when it is being told, they are told. How many.

    by: who looks; None is the program by itself, and who declared it hears of whom it has found.
    """
    defect = locked(defect)
    standing(defect)
    defect.searched_at = clock.now()
    defect.save(update_fields=["searched_at"])
    found = finding.write_down(defect)
    if found:
        look = DefectLook.objects.create(defect=defect, at=defect.searched_at, by=by, found=found)
        if by is None:
            _say(look)
    return found


def _say(look: DefectLook) -> None:
    """To who declared it and who had customers told of it."""
    defect = look.defect
    people = {one for one in (defect.declared_by, defect.notified_by) if one and one.is_active}
    notify_people(
        users=people,
        kind="defect_more",
        numbers={"defect": str(defect), "title": defect.title, "count": look.found},
        occasion=f"defect_more {look.pk}",
        link=reverse("desk:defect", args=[defect.pk]),
    )


@transaction.atomic
def notify(*, defect: Defect, by: User) -> Defect:
    """Tell everybody: the first ones at once, the others by the beat. Safe to repeat."""
    defect = locked(defect)
    standing(defect)
    if defect.notified_at is None:
        defect.notified_at, defect.notified_by = clock.now(), by
        defect.save(update_fields=["notified_at", "notified_by"])
        telling.tell_some(of=defect)
    return defect


@transaction.atomic
def withdraw(*, defect: Defect, by: User) -> Defect:
    """It was none, or named the wrong thing. Refused once customers are being told. Safe to repeat."""
    defect = locked(defect)
    if defect.notified_at is not None:
        raise ValidationError(_("Customers are being told of it: it cannot be taken back."), code="state")
    if defect.withdrawn_at is None:
        defect.withdrawn_at, defect.withdrawn_by = clock.now(), by
        defect.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return defect


def standing(defect: Defect) -> None:
    if defect.withdrawn_at is not None:
        raise ValidationError(_("This defect was taken back."), code="state")


@transaction.atomic
def leave_out(*, affected: Affected, by: User, reason: str) -> Affected:
    """It does not concern this customer, and why. A message that has not left is taken back."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    row = locked_row(affected)
    if row.excluded_at is not None:
        return row
    if was_told(row) or (row.message and not withdrawn(row, by)):
        raise ValidationError(_("This customer has been told already."), code="state")
    row.excluded_at, row.excluded_by, row.excluded_for = clock.now(), by, reason.strip()
    row.save(update_fields=["excluded_at", "excluded_by", "excluded_for"])
    return row


def was_told(row: Affected) -> bool:
    return row.told_at is not None or (row.message is not None and row.message.state in GONE)


def withdrawn(row: Affected, by: User) -> bool:
    """Whether its message leaves no more."""
    assert row.message is not None  # noqa: S101 (only rows with one are asked for)
    return row.message.state in ("failed", "skipped") or composing.take_back(message=row.message, by=by)


@transaction.atomic
def take_in(*, affected: Affected) -> Affected:
    """It concerns this customer after all. One whose message was taken back is called."""
    row = locked_row(affected)
    row.excluded_at = row.excluded_by = None
    row.excluded_for = ""
    row.save(update_fields=["excluded_at", "excluded_by", "excluded_for"])
    return row


@transaction.atomic
def told_by_phone(*, affected: Affected, by: User) -> Affected:
    """The customer has heard of it in a call: a message that has not left is not needed. Safe to repeat."""
    row = locked_row(affected)
    if row.defect.notified_at is None or row.excluded_at is not None:
        raise ValidationError(_("This customer is not to be told of it."), code="state")
    if row.told_at is None:
        if row.message is not None and not was_told(row):
            composing.take_back(message=row.message, by=by)
        row.told_at, row.told_by = clock.now(), by
        row.save(update_fields=["told_at", "told_by"])
    return row


def locked(defect: Defect) -> Defect:
    return Defect.objects.select_for_update(of=("self",)).get(pk=defect.pk)


def locked_row(affected: Affected) -> Affected:
    rows = Affected.objects.select_for_update(of=("self",)).select_related("defect", "message", "customer")
    row: Affected = rows.get(pk=affected.pk)
    return row
