"""By which ways a customer may be contacted: the card, the short form, and writing down what he says."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers import cursors
from customers.models import Customer
from customers.views.records import Sheet, answer, customer_of, today_of, undone
from outbox import consents, permission, planning, telling
from outbox.consent_forms import ConsentForm, LiftForm
from outbox.models import Channel, Consent
from staff.access import StaffRequest, everybody, writers_only

SECTION = "retention:customer_profile"
ROWS = 10


@require_GET
@everybody
def card(request: StaffRequest, pk: int) -> HttpResponse:
    """What counts now and the ledger below it; after a cursor only older rows of the ledger."""
    customer = customer_of(request, pk)
    before = cursors.decode(request.GET.get("before", ""))
    context = {"customer": customer} | ledger(customer, before)
    if before:
        return render(request, "outbox/_consent_rows.html", context)
    context["lines"] = permission.lines(customer)
    return render(request, "outbox/_consent.html", context)


def ledger(customer: Customer, before: cursors.Cursor | None) -> dict[str, Any]:
    rows = Consent.objects.of([customer.pk]).select_related("by")
    found = list(cursors.earlier(rows, before, field="at", prefix="consent")[: ROWS + 1])
    shown = found[:ROWS]
    more = cursors.encode(shown[-1].at, f"consent:{shown[-1].pk:012d}") if len(found) > ROWS else ""
    told = [(one, telling.consent_title(one), telling.consent_detail(one)) for one in shown]
    return {"ledger": told, "more": more}


@require_GET
@everybody
def short(request: StaffRequest, pk: int) -> HttpResponse:
    """The short form in the head of the customer page, fetched again after a change."""
    customer = customer_of(request, pk)
    context = {"customer": customer, "may_contact": permission.short(customer)}
    return render(request, "outbox/_may_contact.html", context)


@require_http_methods(["GET", "POST"])
@writers_only
def consent_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what the customer allows or refuses."""
    customer = customer_of(request, pk)
    asked = {name: request.GET.get(name, "") for name in ("channel", "purpose")}
    zone = customer.branch.time_zone
    form = ConsentForm(request.POST or None, on=today_of(customer), zone=zone, initial=asked)

    def save(_data: dict[str, Any]) -> tuple[str, str]:
        said = consents.record(customer=customer, by=request.user, **form.said())
        return telling.consent_title(said), reverse("outbox:consent_undo", args=[said.pk])

    return answer(request, Sheet(customer, form, _("What the customer allows"), _("Save"), SECTION), save)


@require_POST
@writers_only
def consent_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """What counted before counts again; the ledger shows both."""
    consent = get_object_or_404(Consent.objects.visible_to(request.user), pk=pk)
    back = reverse(SECTION, args=[consent.customer_id])
    return undone(request, back=back, undo=lambda: consents.take_back(consent=consent, by=request.user))


@require_http_methods(["GET", "POST"])
@writers_only
def lift(request: StaffRequest, pk: int, channel: str) -> HttpResponse:
    """Write to an address again that opted out: on the customer's word, with a note."""
    customer = customer_of(request, pk)
    if channel not in permission.opt_outs(customer, Channel):
        raise Http404
    form = LiftForm(request.POST or None, on=today_of(customer))
    note = _("Only the customer may take an opt-out back. What they allow is written down afterwards.")
    sheet = Sheet(customer, form, _("Take the opt-out back"), _("Take back"), SECTION, note)

    def save(data: dict[str, Any]) -> tuple[str, str]:
        address = planning.address_of(customer, channel)
        consents.lift(customer=customer, channel=channel, address=address, by=request.user, note=data["note"])
        return _("The opt-out is taken back"), ""

    return answer(request, sheet, save)
