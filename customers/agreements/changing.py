"""Mending what was written down here, as long as nothing has come of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from customers.agreements.comparing import benchmark_of, market_of
from customers.agreements.contracts import check_people
from customers.agreements.entering import Refused, check_number, locked
from customers.models import Booking, Contract, Package, Quote
from staff.models import User

# What is no column to be replaced: the token, the contract before, what movements have counted, the range.
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
        values |= changed_market(row, fields, unit=fields["unit"])
    if isinstance(row, Quote):
        values |= changed_market(row, fields, unit=chosen.unit if (chosen := fields.get("benchmark")) else "")
    if isinstance(row, Booking):
        zone = ZoneInfo(row.customer.branch.time_zone)
        values["at"] = datetime.combine(values["day"], values["at"], tzinfo=zone)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def changed_market(row: Contract | Quote, fields: dict[str, Any], *, unit: str) -> dict[str, Any]:
    """The range that was chosen; where nothing else was, the old one, as long as it is for the same unit."""
    chosen, old = fields.get("benchmark"), benchmark_of(row)
    if chosen and chosen != old:
        return market_of(chosen, currency=row.currency, unit=unit)
    taken_away = "benchmark" in fields and old and not chosen
    other_unit = isinstance(row, Contract) and unit != row.unit
    return NO_MARKET if taken_away or other_unit else {}


def held(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What the record holds, by field of its form."""
    kept = [name for name in names if name not in FIXED]
    values = {name: getattr(row, f"{name}_id", None) or getattr(row, name, None) for name in kept}
    if isinstance(row, Contract | Quote):
        values["benchmark"] = (old := benchmark_of(row)) and old.pk
    if isinstance(row, Booking):
        values["at"] = row.at.astimezone(ZoneInfo(row.customer.branch.time_zone)).time()
    return values
