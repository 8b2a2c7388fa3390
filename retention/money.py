"""What a customer owes, by age, and how late the last invoices were paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils.functional import Promise

from customers.ageing import AGES, by_age
from customers.models import Invoice

SHOWN_PAID = 4


@dataclass(frozen=True)
class Bucket:
    """Open amounts of one age. x, width: its place in the bar, in percent."""

    tone: int
    label: str | Promise
    amount: Decimal
    x: float
    width: float


@dataclass(frozen=True)
class Ageing:
    """What is open, the empty ages left out; false when nothing is."""

    total: Decimal
    buckets: list[Bucket]

    def __bool__(self) -> bool:
        return bool(self.buckets)


def ageing(customer_id: int, *, on: date) -> Ageing:
    """Open amounts by age."""
    open_ones = Invoice.objects.of([customer_id]).unpaid(as_of=on).values_list("late_from", "open")
    # A monthly invoice whose statement was not sent is not due yet.
    sums = by_age([((on - late_from).days if late_from else 0, owed) for late_from, owed in open_ones])
    total = sum(sums)
    buckets, x = [], 0.0
    for tone, (age, amount) in enumerate(zip(AGES, sums, strict=True)):
        if amount > 0:
            width = round(float(100 * amount / total), 1)
            buckets.append(Bucket(tone, age.label, amount, round(x, 1), width))
            x += width
    return Ageing(Decimal(total), buckets)


@dataclass(frozen=True)
class Paid:
    """days: late by so many, never below zero. height: of its bar, in pixels of 24."""

    days: int
    height: int

    @property
    def y(self) -> int:
        return 24 - self.height


def last_paid(customer_id: int, *, on: date) -> list[Paid]:
    """How late the last invoices were paid, oldest first."""
    found = Invoice.objects.of([customer_id]).standing().filter(paid_on__lte=on).order_by("-paid_on", "-pk")
    late = found.annotate(late=F("paid_on") - F("late_from")).values_list("late", flat=True)[:SHOWN_PAID]
    days = [max(one // timedelta(days=1), 0) if one else 0 for one in late][::-1]
    most = max(days, default=0)
    return [Paid(one, max(3, round(24 * one / most)) if most else 3) for one in days]
