"""Everything that can be imported: one kind, one file, one list."""

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


def kind_called(name: str) -> Kind | None:
    """The kind of this name or alias."""
    return next((kind for kind in KINDS if kind.name == ALIASES.get(name, name)), None)
