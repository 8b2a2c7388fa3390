"""Everything that can be imported: one kind, one file, one list; other apps add theirs in the settings."""

from functools import cache
from importlib import import_module

from django.conf import settings

from customers.imports.kinds import (
    assets,
    bookings,
    contacts,
    contracts,
    customers,
    following,
    inquiries,
    invoices,
    order_details,
    order_lines,
    packages,
    payments,
    quotes,
    visits,
)
from customers.imports.kinds.base import Kind

KINDS: tuple[Kind, ...] = (
    customers.KIND,
    contacts.KIND,
    assets.KIND,
    visits.KIND,
    order_lines.KIND,
    order_details.KIND,
    *following.KINDS,
    invoices.KIND,
    payments.KIND,
    contracts.KIND,
    quotes.KIND,
    bookings.KIND,
    packages.KIND,
    inquiries.KIND,
)
ALIASES = {"orders": "visits"}


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds in the order of settings.IMPORT_KINDS."""
    return tuple(kind for path in settings.IMPORT_KINDS for kind in import_module(path).KINDS)


def kind_called(name: str) -> Kind | None:
    """The kind of this name or alias."""
    return next((kind for kind in kinds() if kind.name == ALIASES.get(name, name)), None)
