"""Saved views of the customer list: made, renamed, deleted and brought back."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import SavedView
from staff.models import User
from staff.roles import Role

Audience = SavedView.Audience
ORDER = {Audience.PRESET: 0, Audience.SHARED: 1, Audience.OWN: 2}
MOST = 50  # of one person


def audiences(by: User) -> list[tuple[str, str | Promise]]:
    """Whom this person may save a view for: leaders share, administrators preset."""
    offered = [Audience.OWN]
    if by.leads and by.may_write:
        offered.append(Audience.SHARED)
    if by.role == Role.ADMINISTRATOR:
        offered.append(Audience.PRESET)
    return [(one.value, one.label) for one in offered]


def save_view(*, name: str, query: str, by: User, audience: str = Audience.OWN) -> SavedView:
    """Keep a query string under a name; the same name again takes the new query string.

    query: as `FilterForm.query` gives it. Raises ValidationError for an audience that is not theirs to
    choose, and when a person keeps too many.
    """
    if audience not in dict(audiences(by)):
        raise ValidationError(_("You save views for yourself only."), code="audience")
    kept = SavedView.objects.kept().filter(by=by)
    if not kept.filter(name=name).exists() and kept.count() >= MOST:
        raise ValidationError(
            _("You keep %(most)d views already. Delete one first.") % {"most": MOST}, code="most"
        )
    view, _created = SavedView.objects.update_or_create(
        name=name,
        by=by,
        deleted_at=None,
        defaults={"query": query, "audience": audience, "order": ORDER[Audience(audience)]},
    )
    return view


def rename_view(*, view: SavedView, name: str) -> None:
    """Raises ValidationError when its maker has another view of this name."""
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError as error:
        raise ValidationError(_("There is a view called “%(name)s” already.") % {"name": name}) from error


def delete_view(*, view: SavedView) -> None:
    SavedView.objects.filter(pk=view.pk, deleted_at=None).update(deleted_at=clock.now())


def restore_view(*, view: SavedView) -> None:
    """Bring a deleted view back. Raises ValidationError when its name was given anew."""
    view.deleted_at = None
    try:
        with transaction.atomic():
            view.save(update_fields=["deleted_at"])
    except IntegrityError as error:
        raise ValidationError(
            _("There is a view called “%(name)s” already.") % {"name": view.name}
        ) from error
