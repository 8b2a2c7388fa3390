"""Everything that can be imported: one kind, one file, one list."""

from customers.imports.kinds import (
    assets,
    customers,
    following,
    invoices,
    order_details,
    order_lines,
    payments,
    visits,
)
from customers.imports.kinds.base import Kind

KINDS: tuple[Kind, ...] = (customers.KIND, visits.KIND, invoices.KIND, assets.KIND, payments.KIND)
KINDS += (order_lines.KIND, order_details.KIND, *following.KINDS)
ALIASES = {"orders": "visits"}


def kind_called(name: str) -> Kind | None:
    """The kind of this name or alias."""
    return next((kind for kind in KINDS if kind.name == ALIASES.get(name, name)), None)
