"""The desk itself: who is calling, and what is known of him."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET
from django_htmx.http import trigger_client_event

from customers import search
from customers.merging.tombstones import survivor_of
from customers.models import Customer
from customers.views.merged import follows_merges
from desk import work
from desk.addresses import address
from desk.contacts import reads as contacts
from desk.views.answers import calling, desk, today_of
from staff.access import StaffRequest, everybody


@require_GET
@everybody
def home(request: StaffRequest) -> HttpResponse:
    """The desk; ?customer= puts a customer on it, ?number= says who calls, ?kind= opens a form."""
    key = request.GET.get("customer", "")
    if not key:
        return desk(request)
    number = int(key) if key.isdecimal() and len(key) < 19 else 0
    customer = work.with_people(request.user).filter(pk=number).first()
    if customer is None:
        return redirect(address(customer=survivor_or_404(request, number).pk, **others(request)))
    kind = request.GET.get("kind", "")
    return desk(
        request,
        **work.caller(customer, by=request.user),
        kind=kind if kind in ("interaction", "score", "promise") else "complaint",
    )


def survivor_or_404(request: StaffRequest, key: int) -> Customer:
    """Who took in the customer of an old address."""
    survivor = survivor_of(key, seen_by=request.user)
    if survivor is None:
        raise Http404
    return survivor


def others(request: StaffRequest) -> dict[str, str]:
    """What the address says beside the customer."""
    return {name: request.GET[name] for name in ("kind", "number") if request.GET.get(name)}


@require_GET
@everybody
def call(request: StaffRequest) -> HttpResponse:
    """The screen pop of a telephone system: /desk/call?number=… picks the one customer whose number it is.

    An internal number of a few digits is part of many customers' numbers and nobody's whole one.
    """
    number = search.number_in(search.plain(request.GET.get("number", "")[:64]))[:32]
    found = search.whose(search.find(Customer.objects.visible_to(request.user), number), number)
    return redirect(address(customer=found[0].pk if len(found) == 1 else "", number=number))


@require_GET
@everybody
def callers(request: StaffRequest) -> HttpResponse:
    """Whom the words in the caller's box may mean, as a fragment."""
    text = request.GET.get("q", "")[:100].strip()
    hits = search.find(Customer.objects.visible_to(request.user), text)
    context = {
        "hits": hits,
        "text": text,
        "too_short": search.too_short(text),
        "number": calling(request),
    }
    response = render(request, "desk/_callers.html", context)
    found = ngettext("%(count)d customer found", "%(count)d customers found", len(hits)) % {
        "count": len(hits)
    }
    return trigger_client_event(response, "announce", {"text": found}) if text else response


@require_GET
@everybody
def today(request: StaffRequest) -> HttpResponse:
    """How many contacts there were today, as a fragment of the head."""
    return render(
        request, "desk/_today.html", {"today": contacts.today(request.user, day=today_of(request.user))}
    )


@require_GET
@everybody
@follows_merges
def customer_panel(request: StaffRequest, pk: int) -> HttpResponse:
    """What is open with a customer and his last score, for the pages of other rooms."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    return render(request, "desk/_panel.html", work.panel(customer))


@require_GET
@everybody
@follows_merges
def lately(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest of a customer's timeline, as a fragment."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    context = {"customer": customer, "lately": work.timeline(customer.pk, limit=work.LATELY)}
    return render(request, "desk/_lately.html", context)
