"""The trail of what was done with actions: claimed, changed with a before and an after, and restored."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import F, Field
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm import clock
from customers.models import Customer
from retention.models import Action, ActionEvent
from staff.models import User


class Refused(Exception):
    """Not done, and trying again does not help; the message says why, in the reader's language."""


def claim(ids: Iterable[int], *, token: UUID, by: User) -> list[Action]:
    """The pending ones of these actions, locked; none when this form was already worked off.

    Raises Refused when none is pending any more, naming who closed it.
    """
    found = lock(Action.objects.filter(pk__in=list(ids)))
    if ActionEvent.objects.filter(batch=token, by=by).exists():
        return []
    pending = [one for one in found if one.state in Action.PENDING]
    if not pending:
        raise Refused(closed_words(found))
    return pending


def closed_words(actions: list[Action]) -> str:
    if len(actions) == 1 and actions[0].closed_by:
        return _("%(person)s has already done this.") % {"person": actions[0].closed_by}
    if not actions:
        return _("This is no longer there.")
    return ngettext("This is no longer to be done.", "None of these is still to be done.", len(actions))


def lock(actions: Any) -> list[Action]:
    """In the order of their ids, so that two people who touch the same actions never wait for each other."""
    return list(actions.select_for_update(of=("self",)).select_related("customer").order_by("pk"))


def change(
    action: Action,
    *,
    by: User,
    on: date,
    token: UUID,
    kind: str,
    channel: str = "",
    also: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Write the fields and the trail: as they were, as they became. also: more of what was, for undo."""
    before = {name: encoded(getattr(action, name)) for name in fields} | (also or {})
    for name, value in fields.items():
        setattr(action, name, value)
    action.save(update_fields=list(fields))
    ActionEvent.objects.create(
        action=action,
        customer_id=action.customer_id,
        kind=kind,
        channel=channel,
        at=clock.now(),
        day=on,
        by=by,
        batch=token,
        before=before,
        after={name: encoded(value) for name, value in fields.items()},
    )


def encoded(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def unchanged_since(action: Action, event: ActionEvent) -> bool:
    """Is the action still what this event made of it? If not, somebody or a night came after."""
    return all(encoded(getattr(action, name)) == value for name, value in event.after.items())


def restore(action: Action, event: ActionEvent, *, by: User, on: date) -> None:
    before = dict(event.before)
    owner = before.pop("owner_id", None)
    if owner:
        Customer.objects.filter(pk=action.customer_id).update(owner=owner, version=F("version") + 1)
    for name, value in before.items():
        field = cast(Field, Action._meta.get_field(name))
        setattr(action, name, field.to_python(value))
    action.save(update_fields=list(before))
    event.undone = True
    event.save(update_fields=["undone"])
    ActionEvent.objects.create(
        action=action,
        customer_id=action.customer_id,
        kind=ActionEvent.Kind.UNDONE,
        at=clock.now(),
        day=on,
        by=by,
        batch=event.batch,
        undone=True,
    )
