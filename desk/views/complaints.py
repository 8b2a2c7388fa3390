"""The complaint clock on the desk: its list, one row of it, and which complaint a new one may be."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from churn_crm import clock
from customers.models import Customer, Visit
from desk.complaints import reads
from desk.complaints.policies import book
from desk.models import Complaint
from desk.routing.specialists import is_key_account
from desk.work import with_people
from staff.access import StaffRequest, everybody
from staff.business_time import add


@require_GET
@everybody
def complaints(request: StaffRequest) -> HttpResponse:
    """The open complaints by deadline, as a fragment; after a cursor only further rows."""
    cursor = request.GET.get("cursor", "")
    context = clock_page(request, cursor=cursor)
    template = "desk/_complaint_rows.html" if cursor else "desk/_complaints.html"
    return render(request, template, context)


def clock_page(request: StaffRequest, *, cursor: str = "") -> dict[str, Any]:
    """What the card shows, by what the address asks for."""
    scope, only = request.GET.get("show", ""), request.GET.get("only", "")
    return reads.clock_page(request.user, scope=scope, only=only, cursor=cursor)


@require_GET
@everybody
def row(request: StaffRequest, pk: int) -> HttpResponse:
    """One complaint as a row of the list, or as an item of a customer's panel (?as=item)."""
    complaint = found(request, pk)
    if as_item(request):
        return render(request, "desk/_complaint_item.html", {"complaint": complaint})
    return render(request, "desk/_complaint_row.html", row_context(complaint))


def row_context(complaint: Complaint) -> dict[str, Any]:
    known = book([complaint.customer.branch])
    return {
        "row": reads.row_of(complaint, known, clock.now()),
        "warn_at": float(known.policy.warn_share) * 100,
    }


@require_GET
@everybody
def alike(request: StaffRequest, pk: int) -> HttpResponse:
    """Which complaint the one that is being typed may be, as a fragment."""
    customer = get_object_or_404(with_people(request.user), pk=pk)
    said = {name: request.GET.get(f"complaint-{name}", "").strip() for name in ("text", "cause", "visit")}
    key = int(said["visit"]) if said["visit"].isdecimal() and len(said["visit"]) < 19 else 0
    visit = Visit.objects.of([customer.pk]).filter(pk=key).first()
    cause = said["cause"] if said["cause"] in Complaint.Cause.values else ""
    likely = reads.alike(customer, text=said["text"], cause=cause, visit=visit)
    context = {
        "likely": list(likely),
        "promise": promise(customer, request.GET.get("complaint-severity", "")),
    }
    return render(request, "desk/_complaint_alike.html", context)


def promise(customer: Customer, severity: str) -> dict[str, datetime] | None:
    """By when it would be answered and solved, logged now with this severity."""
    if severity not in map(str, Complaint.Severity.values):
        return None
    standing, now = getattr(customer, "standing", None), clock.now()
    echelon = (standing.echelon if standing else 0) or 0
    known = book([customer.branch])
    terms = known.terms(
        severity=int(severity), echelon=echelon, branch_id=customer.branch_id, key=is_key_account(customer)
    )
    return {
        "respond": add(now, terms.respond, terms.hours),
        "solve": add(now, terms.solve, terms.hours),
    }


def found(request: StaffRequest, pk: int) -> Complaint:
    seen = Complaint.objects.visible_to(request.user).select_related(*reads.RELATED, "solved_by", "visit")
    complaint: Complaint = get_object_or_404(seen, pk=pk)
    return complaint


def as_item(request: StaffRequest) -> bool:
    return request.GET.get("as") == "item"
