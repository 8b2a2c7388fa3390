"""Everything that can be imported: one kind, one file, one list."""

from customers.imports.kinds import assets, customers, invoices, payments, visits
from customers.imports.kinds.base import Kind

KINDS: tuple[Kind, ...] = (customers.KIND, visits.KIND, invoices.KIND, assets.KIND, payments.KIND)
ALIASES = {"orders": "visits"}


def kind_called(name: str) -> Kind | None:
    """The kind of this name or alias."""
    return next((kind for kind in KINDS if kind.name == ALIASES.get(name, name)), None)
