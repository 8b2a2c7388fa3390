"""What all services of agreements share: written once by token, changed under a lock, refused in words."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.agreements.states import Machine, may_go
from customers.models import Customer
from customers.models.agreed import Agreed
from customers.numbers import numbered
from staff.models import User

Row = TypeVar("Row", bound=Model)


class Refused(ValidationError):
    """What was asked for cannot be done now; the message says why and what to do."""


def today_of(customer: Customer) -> date:
    return clock.today(customer.branch.time_zone)


def enter(
    model: type[Row], *, customer: Customer, by: User, token: uuid.UUID, fields: Mapping[str, Any]
) -> tuple[Row, bool]:
    """Write one record down; the same token again returns the first. Returns (record, whether it is new).

    Raises Refused for a number that is taken, or a token that was used for another customer.
    """
    rows: Any = model._default_manager
    known = rows.filter(token=token).values_list("pk", flat=True).first()
    check_number(model, fields.get("number", ""), but=known)
    made: tuple[Any, bool] = rows.get_or_create(
        token=token, defaults={"customer": customer, "entered_by": by, "entered_at": clock.now(), **fields}
    )
    if made[0].customer_id != customer.pk:
        raise Refused(_("This form was already used for another customer. Reload the page."))
    return made


def check_number(model: type[Model], number: str, *, but: int | None) -> None:
    """Raises Refused when the number is of another record than `but` that was typed here or has no source."""
    rows: Any = model._default_manager
    typed = Q(source="") | Q(token__isnull=False)
    if number and numbered(rows.filter(typed), number).exclude(pk=but).exists():
        raise Refused({"number": _("This number is taken. Leave it empty or choose another.")})


def locked(row: Agreed) -> Any:
    """The record as it is now, so that two people who change it at once do not overwrite each other."""
    rows: Any = type(row)._default_manager
    return rows.select_for_update(of=("self",)).select_related("customer__branch").get(pk=row.pk)


def check_move(row: Any, ways: Machine, to: str) -> None:
    if not may_go(ways, row.state, to):
        raise Refused(
            _("It is “%(state)s” by now, so this can no longer be done. Reload the page."),
            params={"state": row.get_state_display()},
            code="state",
        )


def settle(row: Any, ways: Machine, to: str, *, by: User, start: str, **fields: Any) -> Any:
    """Bring a booking, quote or inquiry into state `to`; one that is there already stays as it is.

    start: the state in which nothing is settled.
    """
    row = locked(row)
    if row.state == to:
        return row
    check_move(row, ways, to)
    row.state = to
    row.settled_by, row.settled_on = (None, None) if to == start else (by, today_of(row.customer))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "settled_by", "settled_on", *fields])
    return row
