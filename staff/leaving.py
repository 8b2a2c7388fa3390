"""Who leaves: written down by managers, seen by managers and administrators only."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from staff.models import Leaving, User
from staff.roles import DECIDERS


@transaction.atomic
def set_leaving(*, person: User, by: User, last_day: date, told_on: date) -> Leaving:
    """Write down that a person leaves, or correct the days. From now on he exports nothing.

    Raises ValidationError: by whom it cannot be written, or which day cannot be.
    """
    if by.role not in DECIDERS or by.pk == person.pk:
        raise ValidationError(_("Another manager writes this down."))
    if last_day < told_on:
        words = _("The last day lies before the day on which managers were told.")
        raise ValidationError({"last_day": words})
    User.objects.select_for_update().get(pk=person.pk)
    leaving = Leaving.objects.standing().filter(person=person).first() or Leaving(person=person)
    leaving.last_day, leaving.told_on = last_day, told_on
    leaving.set_by, leaving.set_at = by, clock.now()
    leaving.save()
    return leaving


@transaction.atomic
def withdraw(*, person: User, by: User) -> int:
    """He stays: what he could export he may export again. Returns how many were withdrawn, 0 or 1."""
    standing = Leaving.objects.visible_to(by).standing().filter(person=person)
    return standing.update(withdrawn_at=clock.now(), withdrawn_by=by)


@transaction.atomic
def put_back(*, person: User, by: User) -> int:
    """The withdrawal is taken back, unless he leaves again already. Returns how many stand again."""
    if Leaving.objects.standing().filter(person=person).exists():
        return 0
    mine = Leaving.objects.visible_to(by).filter(person=person, withdrawn_by=by)
    last = mine.order_by("-withdrawn_at").first()
    if last is None:
        return 0
    last.withdrawn_at = last.withdrawn_by = None
    last.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return 1
