"""Numbers of invoices, orders and agreements: which are taken when people enter one by hand."""

from typing import Any

from customers.models import Import


def numbered(rows: Any, number: str) -> Any:
    """Those with this number, of whatever source; by the index, which begins with the source."""
    sources = Import.objects.order_by().values_list("source", flat=True).distinct()
    return rows.filter(number=number, source__in={"", *sources})
