"""What kind of arrears a customer has: late, deliberate, lost; how he is billed; how fast orders are paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.functional import Promise

from customers.arrears_list import KINDS, LATE
from customers.models import Account, ArrearsMark, Invoice, VisitDetail

SHOWN = 20
LEAST_ORDERS = 3


@dataclass(frozen=True)
class Arrears:
    """kind: late, deliberate or bad_debt. amount: what is open of it and late."""

    kind: str
    label: str | Promise
    amount: Decimal


def money_context(customer_id: int, *, on: date) -> dict[str, Any]:
    """What the money section shows beside the invoices."""
    marks = open_marks(customer_id)
    return {
        "marks": marks,
        "unpaid_orders": unpaid_orders(customer_id),
        "order_days": order_to_payment(customer_id),
        "arrears": told_apart(customer_id, marks, on=on),
        "monthly": Account.objects.filter(customer=customer_id, monthly=True).exists(),
        "waiting": Invoice.objects.of([customer_id]).waiting_for_statement(until=on).count(),
    }


def unpaid_orders(customer_id: int) -> list[VisitDetail]:
    """The newest orders that were not paid, as shops have them."""
    found = VisitDetail.objects.of([customer_id]).filter(payment=VisitDetail.Payment.UNPAID)
    return list(found.filter(visit__cancelled=False).select_related("visit").order_by("-visit__at")[:SHOWN])


def order_to_payment(customer_id: int) -> float | None:
    """Median days from order to payment of the last orders; None with fewer than three."""
    found = VisitDetail.objects.of([customer_id]).exclude(paid_on=None).order_by("-paid_on")
    pairs = found.values_list("paid_on", "visit__day")[:SHOWN]
    days = [(paid - ordered).days for paid, ordered in pairs if paid]
    return median(days) if len(days) >= LEAST_ORDERS else None


def open_marks(customer_id: int) -> list[ArrearsMark]:
    found = ArrearsMark.objects.of([customer_id]).filter(lifted_on=None)
    return list(found.select_related("invoice", "by").order_by("day", "pk"))


def told_apart(customer_id: int, marks: list[ArrearsMark], *, on: date) -> list[Arrears]:
    """What is late by kind, without empty kinds. An invoice's own mark goes before the whole's."""
    kinds = {mark.invoice_id: mark.kind for mark in marks}
    sums = dict.fromkeys(KINDS, Decimal(0))
    for invoice in Invoice.objects.of([customer_id]).overdue(as_of=on):
        sums[kinds.get(invoice.pk) or kinds.get(None) or LATE] += invoice.open
    return [Arrears(kind, KINDS[kind], amount) for kind, amount in sums.items() if amount > 0]
