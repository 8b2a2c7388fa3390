"""What the desk answers with: the page or what stands on it, and what changed."""

import uuid
from collections.abc import Container, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.forms import CharField, Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from churn_crm import clock
from customers import search
from customers.models import Customer
from desk import work
from desk.addresses import address
from desk.complaints import reads
from desk.contacts import reads as contacts
from desk.promises import reads as promises
from staff.access import StaffRequest
from staff.models import User

UNFIT = 422
# A list that shows open complaints fetches itself again when it hears this.
CHANGED = "complaints"


def desk(request: StaffRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    """The whole page, or by htmx what stands on the desk."""
    number = request.GET.get("number", "")[:32] or calling(request)
    user = request.user
    context = {"kind": "complaint", "number": number, "text": number, **context}
    day = today_of(user)
    context["mine_promised"] = promises.mine(user, on=day)
    if "customer" not in context:
        context |= work.logged_today(user, day=day)
    if request.htmx:
        return render(request, "desk/_work.html", context, status=status)
    if number and "customer" not in context:
        context["hits"] = search.find(Customer.objects.visible_to(user), number)
    scope, only = request.GET.get("show", ""), request.GET.get("only", "")
    context |= reads.clock_page(user, scope=scope, only=only)
    context["today"] = contacts.today(user, day=day)
    return render(request, "desk/home.html", context, status=status)


def calling(request: StaffRequest) -> str:
    """The number that rings, as long as nobody has said whose it is: it stands in the page's address."""
    shown = QueryDict(urlsplit(request.htmx.current_url or "").query)
    return "" if shown.get("customer") else shown.get("number", "")[:32]


def today_of(user: User) -> date:
    """The business day where this person works."""
    return clock.today(user.branch.time_zone if user.branch else None)


def done(
    request: StaffRequest,
    customer: Customer,
    text: str,
    *,
    contact: uuid.UUID | None = None,
    described: bool = False,
    **context: Any,
) -> HttpResponse:
    """The desk as it is after something was written down, and a word that it was.

    contact: the contact during which it was; what follows belongs to it too.
    """
    if not request.htmx:
        messages.success(request, text)
        return redirect(address(customer=customer.pk))
    customer = work.with_people(request.user).get(pk=customer.pk)
    on_desk = work.caller(customer, by=request.user, contact=contact, described=described)
    response = desk(request, **on_desk, **context)
    response["HX-Push-Url"] = address(customer=customer.pk)
    return changed(response, text)


def missed(refused: Mapping[str, Form], offered: Container[str]) -> dict[str, Any] | None:
    """What came too late: its form is offered no longer, and can neither say why nor keep what was typed."""
    form = next((form for name, form in refused.items() if name not in offered), None)
    if form is None:
        return None
    written = [bound for bound in form if isinstance(bound.field, CharField) and bound.value()]
    return {
        "why": [words for said in form.errors.values() for words in said],
        "typed": "\n".join(str(bound.value()) for bound in written),
    }


def led(request: StaffRequest, target: str) -> HttpResponse:
    """To another page, also where htmx would swap it into this one."""
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def changed(response: HttpResponse, text: str, undo: str = "") -> HttpResponse:
    """Say what was done, how it is undone, and that lists of complaints are to be fetched again."""
    trigger_client_event(response, "toast", {"text": text, "undo": undo} if undo else {"text": text})
    return trigger_client_event(response, CHANGED, {})
