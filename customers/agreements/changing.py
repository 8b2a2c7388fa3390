"""Mending what was written down here, as long as nothing has come of it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from customers.agreements.comparing import market_of
from customers.agreements.contracts import check_people
from customers.agreements.entering import Refused, check_number, locked
from customers.models import Booking, Contract, Package, Quote
from staff.models import User

# What stays as it was entered: the token, the contract before, and what movements have counted.
FIXED = ("token", "follows", "kind", "total", "benchmark")
NO_MARKET = {
    "market_item": "",
    "market_low": None,
    "market_high": None,
    "market_source": "",
    "market_on": None,
}


def may_change(row: Any) -> bool:
    """Written here and still in its first state; a package's name and days at any time."""
    if row.source or row.came_from_id:
        return False
    return isinstance(row, Package) or row.state == row._meta.get_field("state").default


@transaction.atomic
def change(*, row: Any, by: User, **fields: Any) -> Any:
    """Replace the given values. Raises Refused when something has come of it since, or a number is taken."""
    row = locked(row)
    if not may_change(row):
        raise Refused(_("It can no longer be changed. Reload the page."), code="state")
    check_number(type(row), fields.get("number", ""), but=row.pk)
    values = {name: value for name, value in fields.items() if name not in FIXED}
    if isinstance(row, Contract):
        check_people(row.customer, values.get("decider"), None)
        values |= changed_market(row, fields)
    if isinstance(row, Quote) and (chosen := fields.get("benchmark")):
        values |= market_of(chosen, currency=row.currency, unit=chosen.unit)
    if isinstance(row, Booking):
        zone = ZoneInfo(row.customer.branch.time_zone)
        values["at"] = datetime.combine(values["day"], values["at"], tzinfo=zone)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def changed_market(contract: Contract, fields: dict[str, Any]) -> dict[str, Any]:
    """The range that was chosen; without a choice the old one, as long as it is for the same unit."""
    if fields.get("benchmark"):
        return market_of(fields["benchmark"], currency=contract.currency, unit=fields["unit"])
    return NO_MARKET if fields["unit"] != contract.unit else {}


def shown(row: Any, names: list[str]) -> dict[str, Any]:
    """What the fields of a form show of a record."""
    values = {name: getattr(row, name, None) for name in names if name not in FIXED}
    if isinstance(row, Booking):
        values["at"] = row.at.astimezone(ZoneInfo(row.customer.branch.time_zone)).time()
    return values
