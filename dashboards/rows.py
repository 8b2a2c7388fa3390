"""Pages of the list behind a number: largest amount first, found by the last row of the page before."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count, Q, Sum

from customers.models import Customer

PAGE = 50


@dataclass(frozen=True)
class Page:
    """(customer, amount) pairs, and the cursor of the next page, empty when there is none."""

    rows: list[tuple[Customer, Decimal]]
    cursor: str


def page_of(rows: Any, *, after: str = "", size: int = PAGE) -> Page:
    """The page after the cursor; one that cannot be read starts from the beginning. Three queries at most."""
    cursor = _read(after)
    if cursor:
        amount, key = cursor
        rows = rows.filter(Q(amount__lt=amount) | Q(amount=amount, customer_id__gt=key))
    found = list(rows.order_by("-amount", "customer_id")[: size + 1])
    shown = found[:size]
    customers = _customers([row["customer_id"] for row in shown])
    pairs = [(customers[row["customer_id"]], row["amount"]) for row in shown]
    more = len(found) > size
    return Page(pairs, f"{shown[-1]['amount']}~{shown[-1]['customer_id']}" if more else "")


def total_of(rows: Any) -> dict[str, Any]:
    """How many customers, and their amounts together."""
    return rows.order_by().aggregate(count=Count("customer_id"), total=Sum("amount", default=Decimal(0)))


def _customers(keys: list[int]) -> dict[int, Customer]:
    return Customer.objects.select_related("branch", "owner", "standing").in_bulk(keys)


def _read(text: str) -> tuple[Decimal, int] | None:
    amount, _, key = text.partition("~")
    try:
        return Decimal(amount), int(key)
    except (InvalidOperation, ValueError):
        return None
