"""How visits, invoices, contacts and what we look after belong to a customer and to his timeline."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext, pgettext

from churn_crm.ui import figures
from customers import money_events, visit_events
from customers.cursors import Cursor, earlier, start_of
from customers.merging.visits import count_on
from customers.models import (
    Account,
    ArrearsMark,
    Asset,
    AssetEvent,
    Contact,
    ContactEvent,
    CustomerEvent,
    CustomerStanding,
    CustomerTag,
    CustomerTagEvent,
    ExternalIdentityEvent,
    Invoice,
    SearchKey,
    StaffLine,
    StaffLineEvent,
    Statement,
    Visit,
    VisitCorrection,
    VisitDetail,
)
from customers.timeline import Event, Part, newest_first

SHOWN_LINES = 3


def visits(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(Visit.objects.of([customer_id]), before, field="at", prefix="visit")
    found = found.select_related("type", "asset", "customer__branch").prefetch_related("lines__category")
    for visit in found[:limit]:
        yield Event(
            at=visit.at,
            key=f"visit:{visit.pk:012d}",
            kind="visit",
            icon=visit_icon(visit),
            title=visit_title(visit),
            detail=visit_detail(visit),
        )


def visit_icon(visit: Visit) -> str:
    if visit.cancelled:
        return "calendar-x"
    return "arrow-back-up" if visit.amount < 0 else "tool"


def visit_title(visit: Visit) -> str:
    amount = figures.money(abs(visit.amount), visit.customer.branch.currency)
    if visit.cancelled:
        return _("Cancelled, %(amount)s") % {"amount": amount}
    if visit.amount < 0:
        return _("Return, %(amount)s") % {"amount": amount}
    if visit.type and not visit.type.resets_clock:
        return _("%(type)s, %(amount)s") % {"type": visit.type, "amount": amount}
    return _("Visit, %(amount)s") % {"amount": amount}


def visit_detail(visit: Visit) -> str:
    """What was done, on what, under which number."""
    return " · ".join(part for part in (lines_of(visit), str(visit.asset or ""), visit.number) if part)


def lines_of(visit: Visit) -> str:
    named = list(dict.fromkeys(str(line.category or line.text) for line in visit.lines.all()))
    shown = pgettext("between things of a list", ", ").join(named[:SHOWN_LINES])
    more = len(named) - SHOWN_LINES
    return shown if more <= 0 else _("%(shown)s and %(more)d more") % {"shown": shown, "more": more}


def money(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    """Invoices when they were issued and when they were paid, part payments, statements, marks."""
    pages = [page(customer_id, before, limit) for page in (issued, paid, *money_events.PAGES)]
    return newest_first(*pages, limit=limit)


def issued(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    for invoice in invoices(customer_id, before, limit, field="issued_on", prefix="issued"):
        facts = {"number": invoice.number, "amount": amount_of(invoice)}
        yield Event(
            at=start_of(invoice.issued_on),
            key=f"issued:{invoice.pk:012d}",
            kind="money",
            icon="file-invoice",
            title=_("Invoice %(number)s, %(amount)s") % facts,
            detail=_("due %(day)s") % {"day": figures.day(invoice.due_on, "short")},
        )


def paid(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    for invoice in invoices(customer_id, before, limit, field="paid_on", prefix="paid", voided_on=None):
        assert invoice.paid_on is not None  # noqa: S101 (only paid ones are asked for)
        late = (invoice.paid_on - invoice.late_from).days if invoice.late_from else 0
        yield Event(
            at=start_of(invoice.paid_on),
            key=f"paid:{invoice.pk:012d}",
            kind="money",
            icon="cash",
            title=paid_title(amount_of(invoice), late),
            detail=_("Invoice %(number)s") % {"number": invoice.number},
            tone="good" if late <= 0 else "warn",
        )


def paid_title(amount: str, late: int) -> str:
    if late <= 0:
        return _("Paid %(amount)s in time") % {"amount": amount}
    return ngettext("Paid %(amount)s, %(late)d day late", "Paid %(amount)s, %(late)d days late", late) % {
        "amount": amount,
        "late": late,
    }


def invoices(
    customer_id: int, before: Cursor | None, limit: int, *, field: str, prefix: str, **only: Any
) -> list[Invoice]:
    found = Invoice.objects.of([customer_id]).filter(**only).exclude(**{field: None})
    return list(earlier(found.select_related("customer__branch"), before, field=field, prefix=prefix)[:limit])


def amount_of(invoice: Invoice) -> str:
    return figures.money(invoice.amount, invoice.customer.branch.currency)


def count_visits(customer_id: int) -> int:
    return Visit.objects.of([customer_id]).count()


def count_money(customer_id: int) -> int:
    held = Invoice.objects.of([customer_id])
    paid_ones = held.standing().exclude(paid_on=None)
    return held.count() + paid_ones.count() + money_events.count(customer_id)


HISTORY = (CustomerEvent, ContactEvent, AssetEvent, StaffLineEvent, CustomerTagEvent, ExternalIdentityEvent)
PARTS = (
    Part(
        "visit",
        lazy("Visits"),
        (Visit, VisitDetail, VisitCorrection),
        visits,
        count_visits,
        makes_way={Visit: count_on},
    ),
    Part("money", lazy("Money"), (Invoice, Account, Statement, ArrearsMark), money, count_money),
    visit_events.PART,
    Part(
        "profile",
        lazy("Profile"),
        (Contact, Asset, CustomerStanding, SearchKey),
        computed=(CustomerStanding, SearchKey),
        stays=(SearchKey,),  # triggers make them anew for whoever has the names
    ),
    Part("people", lazy("Staff lines and tags"), (StaffLine, CustomerTag)),
    # Append-only: it stays with the customer whom it was written for.
    Part("history", lazy("History"), HISTORY, stays=HISTORY),
)
