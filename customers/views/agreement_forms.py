"""Writing an agreement down and doing something with it: a form in place of nothing, then a toast."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event

from churn_crm.ui.saving import FORM_METHODS, saved
from customers import meanwhile
from customers.agreements import changing, contracts, packages, words
from customers.agreements.entering import today_of
from customers.agreements.kinds import BY_NAME
from customers.agreements.policy import agreement_policy
from customers.agreements.verbs import Verb, verb_called
from customers.models import Contract, Customer, PackageMovement
from customers.record_forms import SEEN
from customers.views.agreements import found
from customers.views.merged import follows_merges
from customers.views.records import Sheet, and_kept, clashed, locked_by_post
from staff.access import StaffRequest, writers_only

UNFIT = 422
# Lists of agreements fetch themselves again when they hear this.
CHANGED = "agreements"


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def new(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Write one down. ?follows= renews a contract."""
    customer = found(request, pk)
    if kind not in BY_NAME:
        raise Http404
    variant, on = BY_NAME[kind], today_of(customer)
    form = variant.form(
        request.POST if request.method == "POST" else None,
        customer=customer,
        on=on,
        initial=renewal(request, customer, kind),
    )
    if form.is_bound and saved(form, variant.enter, customer=customer, by=request.user):
        return done(request, customer.pk, str(variant.saved))
    return ask(request, form, customer=customer, heading=str(variant.add), button=_("Save"))


def renewal(request: StaffRequest, customer: Customer, kind: str) -> dict[str, Any]:
    """What a contract that follows another begins with."""
    key = request.GET.get("follows", "")
    if kind != "contract" or not key.isdecimal():
        return {}
    before = get_object_or_404(Contract.objects.of([customer.pk]), pk=int(key[:18]))
    kept = ("subject", "price", "unit", "covers", "decider", "clash")
    values = {name: getattr(before, name) for name in kept}
    return {**values, "follows": before.pk, "starts_on": date.fromordinal(before.ends_on.toordinal() + 1)}


@require_http_methods(FORM_METHODS)
@writers_only
def act(request: StaffRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    """Do one of the verbs of its kind, after asking for what it needs."""
    if kind not in BY_NAME or (way := verb_called(kind, verb)) is None:
        raise Http404
    row = get_object_or_404(BY_NAME[kind].rows.visible_to(request.user), pk=pk)
    warned = warning(row) if verb == "sign" else ""
    form = form_of(request, way, row, warned=bool(warned))
    keep: dict[str, Any] = {}
    if form.is_bound and saved(form, keeping(way.do, keep), **{kind: row}, by=request.user):
        made = keep["made"]
        return done(request, row.customer_id, told(way, made), undo=undo_of(way, kind, made))
    context = {
        "warning": warned,
        "subject": str(row),
        "button": _("Ask for approval") if warned else way.label,
    }
    return ask(request, form, customer=row.customer, heading=str(way.label), **context)


def form_of(request: StaffRequest, way: Verb, row: Any, *, warned: bool) -> Form:
    """The form of a verb, filled with what is usual; only a price that is too high has to be explained."""
    data = request.POST if request.method == "POST" else None
    form = (way.form or Form)(data, initial=usual(row, way))
    if not warned:
        form.fields.pop("note" if way.name == "sign" else "", None)
    first = next(iter(form.visible_fields()), None)
    if first:
        first.field.widget.attrs["autofocus"] = True
    return form


@require_http_methods(FORM_METHODS)
@writers_only
@transaction.atomic
def change(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Mend what was written down, as long as nothing has come of it."""
    if kind not in BY_NAME:
        raise Http404
    variant = BY_NAME[kind]
    row = get_object_or_404(locked_by_post(request, variant.rows.visible_to(request.user)), pk=pk)
    form = variant.change_form(row, request.POST if request.method == "POST" else None)
    sheet = Sheet(row.customer, form, _("Change"), _("Save"), "retention:customer_agreements")
    kept = ""
    if form.is_valid():
        merge = meanwhile.merged(form)
        if merge.conflicts:
            return clashed(request, sheet, merge)
        meanwhile.take_over(form, merge.taken_over)
        kept = and_kept(form, merge)
    if form.is_bound and saved(form, mending(row, request)):
        return done(request, row.customer_id, kept or _("Changed"))
    labels = {"heading": sheet.heading, "button": sheet.button, "subject": str(row)}
    return ask(request, form, customer=row.customer, **labels)


def mending(row: Any, request: StaffRequest) -> Any:
    """The service for what the form says, without what it brought along to be compared."""

    def mend(**said: Any) -> None:
        said.pop(SEEN, None)
        changing.change(row=row, by=request.user, **said)

    return mend


def usual(row: Any, way: Verb) -> dict[str, Any]:
    """What the fields of a verb show at first."""
    today = today_of(row.customer)
    return {
        "token": uuid.uuid4(),
        "day": today,
        "signed_on": today,
        "talked_on": today,
        "ended_on": getattr(row, "ends_on", None),
    }


def warning(contract: Contract) -> str:
    """The price is far above the market, in words; empty where it is not."""
    if not contracts.is_too_high(contract):
        return ""
    return words.warning(contract, allowed=agreement_policy().over_share)


def keeping(service: Any, keep: dict[str, Any]) -> Any:
    """The service, remembering what it returned."""

    def call(**given: Any) -> None:
        keep["made"] = service(**given)

    return call


def told(way: Verb, made: Any) -> str:
    if way.name == "sign" and made.state == Contract.State.AWAITING:
        return _("The price waits for a manager's approval")
    return str(way.said)


def undo_of(way: Verb, kind: str, made: Any) -> str:
    """The URL that takes it back; empty where nothing does."""
    if isinstance(made, PackageMovement):
        return reverse("customers:movement_undo", args=[made.pk])
    return reverse("customers:agreement", args=[kind, made.pk, way.undo]) if way.undo else ""


@require_POST
@writers_only
def movement_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a use or a top-up back."""
    seen = PackageMovement.objects.filter(package__customer__in=visible_customers(request))
    movement = get_object_or_404(seen.select_related("package__customer"), pk=pk)
    try:
        packages.take_back(movement=movement, by=request.user)
    except ValidationError as refusal:
        return trigger_client_event(HttpResponse(status=409), "toast", {"text": " ".join(refusal.messages)})
    return done(request, movement.package.customer_id, _("Undone"))


def visible_customers(request: StaffRequest) -> Any:
    return Customer.objects.visible_to(request.user)


def ask(
    request: StaffRequest, form: Form, *, customer: Customer, heading: str, **context: Any
) -> HttpResponse:
    """The form: in its place on the page by htmx, otherwise on a page of its own."""
    context |= {"form": form, "customer": customer, "heading": heading, "address": request.get_full_path()}
    template = "customers/_agreement_form.html" if request.htmx else "customers/agreement_form.html"
    return render(request, template, context, status=UNFIT if form.is_bound else 200)


def done(request: StaffRequest, customer: int, text: str, *, undo: str = "") -> HttpResponse:
    """Say what was done and how it is undone; the lists on the page fetch themselves again."""
    if not request.htmx:
        messages.success(request, text)
        return redirect("retention:customer_agreements", customer)
    response = reswap(HttpResponse(), "none")
    trigger_client_event(response, "toast", {"text": text, "undo": undo} if undo else {"text": text})
    return trigger_client_event(response, CHANGED, {})
