"""What followed from visits, on the timeline: returns and refunds, warranty claims, declined work."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from churn_crm.ui import figures
from customers.cursors import Cursor, earlier, start_of
from customers.models import DeclinedWork, Return, WarrantyClaim
from customers.timeline import Event, Part, newest_first


def with_amount(words: str, row: Any) -> str:
    """What, and how much where that is known."""
    if row.amount is None:
        return words
    return _("%(what)s, %(amount)s") % {
        "what": words,
        "amount": figures.money(row.amount, row.customer.branch.currency),
    }


def returns(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(Return.objects.of([customer_id]), before, field="asked_on", prefix="return")
    for row in found.select_related("customer__branch")[:limit]:
        due = {"day": figures.day(row.due_on, "short")}
        yield Event(
            at=start_of(row.asked_on),
            key=f"return:{row.pk:012d}",
            kind="after",
            icon="arrow-back-up",
            title=_("Wants to return: %(what)s") % {"what": with_amount(row.what, row)},
            detail=row.reason or ("" if row.refunded_on else _("refund due %(day)s") % due),
            tone="" if row.refunded_on else "warn",
        )


def refunds(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    rows = Return.objects.of([customer_id]).exclude(refunded_on=None)
    found = earlier(rows, before, field="refunded_on", prefix="refund")
    for row in found.select_related("customer__branch")[:limit]:
        late = (row.refunded_on - row.due_on).days
        yield Event(
            at=start_of(row.refunded_on),
            key=f"refund:{row.pk:012d}",
            kind="after",
            icon="cash",
            title=_("Refunded: %(what)s") % {"what": with_amount(row.what, row)},
            detail=late_words(late),
            tone="warn" if late > 0 else "good",
        )


def late_words(days: int) -> str:
    if days <= 0:
        return _("in time")
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def claims(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(WarrantyClaim.objects.of([customer_id]), before, field="claimed_on", prefix="claim")
    for row in found.select_related("customer__branch")[:limit]:
        refused = row.outcome == WarrantyClaim.Outcome.REFUSED
        yield Event(
            at=start_of(row.claimed_on),
            key=f"claim:{row.pk:012d}",
            kind="after",
            icon="shield-check",
            title=_("Warranty claim: %(what)s") % {"what": with_amount(row.what, row)},
            detail=row.get_outcome_display(),
            tone="warn" if refused else "",
        )


def declined(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(DeclinedWork.objects.of([customer_id]), before, field="recommended_on", prefix="declined")
    for row in found.select_related("customer__branch", "category", "asset")[:limit]:
        done = {"day": figures.day(row.done_on, "short")}
        parts = (
            str(row.category or ""),
            str(row.asset or ""),
            _("done %(day)s") % done if row.done_on else "",
        )
        yield Event(
            at=start_of(row.recommended_on),
            key=f"declined:{row.pk:012d}",
            kind="after",
            icon="circle-dashed",
            title=_("Recommended, not done: %(what)s") % {"what": with_amount(row.what, row)},
            detail=" · ".join(part for part in parts if part),
        )


def page(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    pages = [one(customer_id, before, limit) for one in (returns, refunds, claims, declined)]
    return newest_first(*pages, limit=limit)


def count(customer_id: int) -> int:
    rows = [model.objects.of([customer_id]).count() for model in (Return, WarrantyClaim, DeclinedWork)]
    return sum(rows) + Return.objects.of([customer_id]).exclude(refunded_on=None).count()


PART = Part("after", lazy("Returns and declined work"), (Return, WarrantyClaim, DeclinedWork), page, count)
