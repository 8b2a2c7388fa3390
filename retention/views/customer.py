"""The customer page (E2): everything about one customer, and what to do next."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from customers import cursors
from customers.agreements.market import market_in
from customers.agreements.section import section as agreement_cards
from customers.agreements.words import dear
from customers.models import Asset, Contact, Customer, Invoice, Visit
from customers.timeline import Event, kinds, timeline
from customers.views.merged import follows_merges
from outbox import permission
from retention import queue
from retention.arrears import money_context
from retention.asset_clock import asset_context
from retention.brief import Brief, action_for
from retention.followings import followings
from retention.forms import ReassignForm, SnoozeForm
from retention.money import ageing, last_paid
from retention.views.triage import dock_context
from staff.access import StaffRequest, everybody
from staff.roles import KEEPERS

log = structlog.get_logger(__name__)

EVENTS = 20
ROWS = 50
ASSET_ICONS = {Asset.Kind.VEHICLE: "car", Asset.Kind.SITE: "building", Asset.Kind.DEVICE: "device-desktop"}
SECTIONS = (
    ("overview", "retention:customer", _("Overview")),
    ("visits", "retention:customer_visits", _("Visits and orders")),
    ("money", "retention:customer_money", _("Money")),
    ("agreements", "retention:customer_agreements", _("Agreements")),
    ("assets", "retention:customer_assets", _("Vehicles and assets")),
    ("profile", "retention:customer_profile", _("Profile")),
    ("history", "retention:customer_history", _("History")),
)


@require_GET
@everybody
@follows_merges
def overview(request: StaffRequest, pk: int) -> HttpResponse:
    brief = brief_of(request, pk)
    events = timeline(pk, limit=EVENTS + 1)
    context = page_context(request, brief, "overview") | timeline_context(pk, events)
    context |= {
        "ages": ageing(pk, on=brief.on),
        "last_paid": last_paid(pk, on=brief.on),
        "complaints": url_or_none("desk:customer_panel", pk),
        "quality": url_or_none("desk:customer_quality", pk),
    } | asset_context(brief)
    return render(request, "retention/customer.html", context)


@require_GET
@everybody
@follows_merges
def visits(request: StaffRequest, pk: int) -> HttpResponse:
    """All visits and orders, newest first, by cursor."""
    brief = brief_of(request, pk)
    before = cursors.decode(request.GET.get("before", ""))
    found = cursors.earlier(Visit.objects.of([pk]), before, field="at", prefix="visit")
    found = list(
        found.select_related("type", "asset", "detail", "detail__comeback_of").prefetch_related(
            "lines__category"
        )[: ROWS + 1]
    )
    more = cursors.encode(found[ROWS - 1].at, f"visit:{found[ROWS - 1].pk:012d}") if len(found) > ROWS else ""
    market = market_in(brief.customer.branch.currency)
    rows = [(visit, list(map(dear, market.dear(visit.lines.all(), day=visit.day)))) for visit in found[:ROWS]]
    context = {"customer": brief.customer, "visits": rows, "more": more}
    if request.htmx and before:
        return render(request, "retention/_visit_rows.html", context)
    context |= page_context(request, brief, "visits") | followings(pk)
    template = "retention/_visits_section.html" if request.htmx else "retention/customer_visits.html"
    return render(request, template, context)


@require_GET
@everybody
@follows_merges
def money(request: StaffRequest, pk: int) -> HttpResponse:
    """Invoices, newest first, by cursor, and what is open by age."""
    brief = brief_of(request, pk)
    before = cursors.decode(request.GET.get("before", ""))
    found = cursors.earlier(Invoice.objects.of([pk]), before, field="issued_on", prefix="invoice")
    found = list(found.with_balance().prefetch_related("payments")[: ROWS + 1])
    last = found[ROWS - 1] if len(found) > ROWS else None
    more = cursors.encode(cursors.start_of(last.issued_on), f"invoice:{last.pk:012d}") if last else ""
    context = {"customer": brief.customer, "invoices": found[:ROWS], "more": more, "on": brief.on}
    context |= money_context(pk, on=brief.on)
    if request.htmx and before:
        return render(request, "retention/_invoice_rows.html", context)
    context |= page_context(request, brief, "money") | {"ages": ageing(pk, on=brief.on), "open_tab": True}
    template = "retention/_money_section.html" if request.htmx else "retention/customer_money.html"
    return render(request, template, context)


@require_GET
@everybody
@follows_merges
def agreements(request: StaffRequest, pk: int) -> HttpResponse:
    """Contracts, quotes, bookings, packages and inquiries."""
    brief = brief_of(request, pk)
    context = page_context(request, brief, "agreements") | agreement_cards(brief.customer, user=request.user)
    return render(request, "retention/customer_agreements.html", context)


@require_GET
@everybody
@follows_merges
def events(request: StaffRequest, pk: int) -> HttpResponse:
    """A page of the timeline: of one kind, or before a cursor."""
    get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    kind = request.GET.get("kind", "")
    before = cursors.decode(request.GET.get("before", ""))
    found = timeline(pk, before=before, kind=kind, limit=EVENTS + 1)
    template = "retention/_events.html" if before else "retention/_timeline.html"
    return render(request, template, timeline_context(pk, found, kind=kind))


@require_GET
@everybody
@follows_merges
def next_action(request: StaffRequest, pk: int) -> HttpResponse:
    """The card with the next best action, fetched again after it was acted upon."""
    brief = brief_of(request, pk)
    return render(request, "retention/_next_action.html", action_context(request, brief))


@require_GET
@everybody
def why(request: StaffRequest, pk: int) -> HttpResponse:
    """Why the customer may leave, fetched again after something was said to a signal."""
    return render(request, "retention/_why.html", {"brief": brief_of(request, pk)})


@require_POST
@everybody
def phone(request: StaffRequest, pk: int) -> HttpResponse:
    """A whole phone number, for those who may see it; that they looked is logged, the number is not."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    if not request.user.sees_phones:
        raise PermissionDenied
    contact = request.POST.get("contact", "")
    person = get_object_or_404(Contact, pk=contact, customer=customer) if contact.isdecimal() else None
    log.info("phone_shown", customer=pk, contact=person.pk if person else None, user=request.user.pk)
    number = (person.phone if person else "") or customer.phone
    context = {"number": number, "copy_now": "copy" in request.POST}
    return render(request, "retention/_phone_shown.html", context)


def brief_of(request: StaffRequest, pk: int) -> Brief:
    """The customer, if this person may see him; otherwise he is not there."""
    seen = Customer.objects.visible_to(request.user).select_related("branch", "owner", "standing")
    customer = get_object_or_404(seen, pk=pk)
    on = queue.business_day()
    return Brief(customer=customer, on=on, action=action_for(customer, on=on), reader=request.user)


def page_context(request: StaffRequest, brief: Brief, section: str) -> dict[str, Any]:
    """What every section shows: the head, the tabs, the buttons."""
    pk = brief.customer.pk
    counts = {"visits": Visit.objects.of([pk]).count()}
    late = Invoice.objects.of([pk]).overdue(as_of=brief.on).count()
    return action_context(request, brief) | {
        "customer": brief.customer,
        "section": section,
        "icon": ASSET_ICONS[Asset.Kind(brief.assets[0].kind)] if brief.assets else "user",
        "sections": [
            (key, reverse(name, args=[pk]), label, counts.get(key)) for key, name, label in SECTIONS
        ],
        "late_invoices": late,
        "may_contact": permission.short(brief.customer),
        "log_url": log_url(pk),
        "snooze_form": SnoozeForm(on=brief.on),
        "reassign_form": ReassignForm(by=request.user) if request.user.leads else None,
    }


def action_context(request: StaffRequest, brief: Brief) -> dict[str, Any]:
    """The next best action; agents see it, keepers act on it, auditors look on."""
    keeps = request.user.role in KEEPERS
    context: dict[str, Any] = {"brief": brief, "customer": brief.customer, "on": brief.on}
    if brief.action:
        context |= dock_context(request, brief.action, brief=brief)
    return context | {"writes": keeps and request.user.may_write, "origin": "customer"}


def timeline_context(pk: int, found: list[Event], kind: str = "") -> dict[str, Any]:
    shown = found[:EVENTS]
    more = cursors.encode(shown[-1].at, shown[-1].key) if len(found) > EVENTS else ""
    held = [(key, label, count) for key, label, count in kinds(pk) if count]
    return {
        "pk": pk,
        "months": by_month(shown),
        "kinds": held,
        "kind": kind,
        "all_events": sum(count for _, _, count in held),
        "more": urlencode({"before": more, "kind": kind}) if more else "",
    }


def by_month(found: list[Event]) -> list[tuple[Any, list[Event]]]:
    """The events under the first day of their month, newest first."""
    months: dict[Any, list[Event]] = {}
    for event in found:
        months.setdefault(timezone.localtime(event.at).date().replace(day=1), []).append(event)
    return list(months.items())


def log_url(pk: int) -> str:
    desk = url_or_none("desk:home")
    return f"{desk}?customer={pk}" if desk else ""


def url_or_none(name: str, *args: object) -> str:
    """Another app's page by its name, while it is there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
