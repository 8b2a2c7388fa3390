"""Absences are entered, changed, taken back; who may do that for whom."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from staff.models import Absence, User, UserQuerySet

LONGEST = timedelta(days=366)  # somebody who is away for longer leaves, or is switched off


def may_enter_for(by: User) -> UserQuerySet:
    """Whose absences this person enters: his own, those of whom he leads; everybody's who decides."""
    if not by.may_write:
        return User.objects.none()
    return User.objects.at_work().led_by(by)


@transaction.atomic
def enter_absence(
    *,
    person: User,
    by: User,
    starts_on: date,
    ends_on: date,
    kind: str,
    token: uuid.UUID,
    deputy: User | None = None,
) -> Absence:
    """Write down that a person is away from `starts_on` until `ends_on`, both days included.

    The same token again returns the first. Raises ValidationError by field; an overlap names the other one.
    """
    lock(person)
    known = Absence.objects.filter(token=token).first()
    if known is not None:
        return known
    absence = Absence(
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        kind=kind,
        deputy=deputy,
        entered_by=by,
        entered_at=clock.now(),
        token=token,
    )
    check(absence)
    absence.save()
    return absence


@transaction.atomic
def change_absence(*, absence: Absence, **fields: Any) -> Absence:
    """Other days, another kind or deputy. Raises ValidationError by field."""
    lock(absence.person)
    row = Absence.objects.select_related("person").get(pk=absence.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    check(row)
    row.save()
    return row


@transaction.atomic
def take_back(*, absence: Absence, by: User) -> None:
    """He is not away after all. Doing it again changes nothing."""
    Absence.objects.standing().filter(pk=absence.pk).update(removed_at=clock.now(), removed_by=by)


@transaction.atomic
def put_back(*, absence: Absence) -> Absence:
    """What was taken back stands again, unless another absence has taken its days. Raises ValidationError."""
    lock(absence.person)
    row = Absence.objects.select_related("person").get(pk=absence.pk)
    row.removed_at = row.removed_by = None
    check(row)
    row.save()
    return row


def lock(person: User) -> None:
    """One change of a person's absences at a time, so that an overlap is refused in words."""
    User.objects.select_for_update().get(pk=person.pk)


def check(absence: Absence) -> None:
    """Raises ValidationError by field for what cannot be."""
    if absence.ends_on < absence.starts_on:
        raise ValidationError({"ends_on": _("The last day lies before the first.")})
    if absence.ends_on - absence.starts_on > LONGEST:
        raise ValidationError({"ends_on": _("A year at most.")})
    if absence.deputy_id == absence.person_id:
        raise ValidationError({"deputy": _("Somebody else stands in.")})
    others = Absence.objects.within(absence.starts_on, absence.ends_on).filter(person=absence.person_id)
    other = others.exclude(pk=absence.pk).first()
    if other is not None:
        raise ValidationError({"starts_on": overlap(other)})


def overlap(other: Absence) -> str:
    return _("Away already from %(first)s until %(last)s. Change that absence, or choose other days.") % {
        "first": figures.day(other.starts_on),
        "last": figures.day(other.ends_on),
    }
