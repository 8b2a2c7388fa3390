"""Writing down what a caller said, and who he is."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from churn_crm.ui.saving import saved
from customers import phones, search
from customers import services as customer_services
from customers.models import Customer
from customers.views.merged import follows_merges
from desk import services, work
from desk.addresses import address
from desk.complaints.services import log_complaint
from desk.contacts import services as contacts
from desk.contacts.forms import Along, InteractionForm, PromiseForm
from desk.forms import ComplaintForm, NewCustomerForm, ScoreForm
from desk.promises import services as promises
from desk.views.answers import UNFIT, desk, done
from staff.access import StaffRequest, everybody, writers_only


@require_http_methods(["GET", "POST"])
@writers_only
def customer_new(request: StaffRequest) -> HttpResponse:
    """Register a caller who is not known; he is then on the desk."""
    if request.method == "GET":
        text = request.GET.get("q", "")[:100].strip()
        return desk(request, new_form=NewCustomerForm(by=request.user, initial=guess(text)), text=text)
    form = NewCustomerForm(request.POST, by=request.user)
    if not form.is_valid():
        return desk(request, new_form=form, status=UNFIT)
    try:
        customer = customer_services.add_customer(by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return desk(request, new_form=form, status=UNFIT)
    return done(request, customer, _("%(name)s is registered") % {"name": customer.name})


def guess(text: str) -> dict[str, str]:
    """Which field of a new customer the words of the search belong to."""
    if search.NUMBER.fullmatch(text):
        return {"phone": text}
    if search.PLATE.fullmatch(search.BETWEEN.sub("", text)):
        return {"plate": text.upper()}
    return {"name": text}


@require_GET
@everybody
def alike(request: StaffRequest) -> HttpResponse:
    """Who may be the same customer as the one being typed, as a fragment."""
    typed = {name: request.GET.get(f"new-{name}", "")[:160].strip() for name in ("name", "phone", "plate")}
    try:
        typed["phone"] = phones.understood(typed["phone"])
    except ValidationError:
        typed["phone"] = ""
    # A VIN is typed where the plate belongs, a code or a buyer id where the name does.
    also = {"vin": typed["plate"], "code": typed["name"]}
    found = customer_services.alike(by=request.user, **typed, **also)
    return render(request, "desk/_alike.html", {"alike": found})


@require_http_methods(["GET", "POST"])
@everybody
@follows_merges
def complaint_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Log a complaint of this customer. Opened as a page it is the desk with him on it."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    if request.method == "GET":
        return redirect(address(customer=pk))
    form = ComplaintForm(request.POST, customer=customer)
    along = Along("complaint", customer=customer, data=request.POST)
    if not logged(request, form, along, log_complaint, customer):
        return unfit(request, customer, "complaint", form, along)
    text = _("Complaint of %(name)s is logged") % {"name": customer.name}
    return done(request, customer, text, contact=along.token)


@require_http_methods(["GET", "POST"])
@everybody
@follows_merges
def score_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Log a satisfaction score of this customer. Opened as a page it is the desk with him on it."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    if request.method == "GET":
        return redirect(address(customer=pk, kind="score"))
    form = ScoreForm(request.POST, customer=customer)
    along = Along("score", customer=customer, data=request.POST)
    if not logged(request, form, along, services.log_score, customer):
        return unfit(request, customer, "score", form, along)
    text = _("Score of %(name)s is logged") % {"name": customer.name}
    return done(request, customer, text, contact=along.token, kind="score")


@require_http_methods(["GET", "POST"])
@everybody
@follows_merges
def promise_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what this customer was promised. Opened as a page it is the desk with him on it."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    if request.method == "GET":
        return redirect(address(customer=pk, kind="promise"))
    form = PromiseForm(request.POST, customer=customer, by=request.user)
    along = Along("promise", customer=customer, data=request.POST)
    if not logged(request, form, along, promises.make, customer):
        return unfit(request, customer, "promise", form, along)
    text = _("Promise to %(name)s is written down") % {"name": customer.name}
    return done(request, customer, text, contact=along.token, kind="promise")


@require_http_methods(["GET", "POST"])
@everybody
@follows_merges
def interaction_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Log a contact with this customer. Opened as a page it is the desk with him on it."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    if request.method == "GET":
        return redirect(address(customer=pk, kind="interaction"))
    form = InteractionForm(request.POST)
    along = Along("interaction", customer=customer, data=request.POST)
    log = partial(contacts.log_interaction, promise=along.promise) if along.is_valid() else None
    if log is None or not saved(form, log, customer=customer, by=request.user):
        form.is_valid()
        return unfit(request, customer, "interaction", form, along)
    text = _("Contact with %(name)s is logged") % {"name": customer.name}
    token = form.cleaned_data["token"]
    return done(request, customer, text, contact=token, described=True, kind="interaction")


def logged(
    request: StaffRequest, form: Form, along: Along, log: Callable[..., Any], customer: Customer
) -> bool:
    """Whether the service took what the form and what goes along with it say."""
    sound = [form.is_valid(), along.is_valid()]
    return all(sound) and saved(form, along.around(log), customer=customer, by=request.user)


def unfit(request: StaffRequest, customer: Customer, kind: str, form: Form, along: Along) -> HttpResponse:
    """The desk with what was typed and what is wrong with it."""
    shown = work.caller(customer, by=request.user)
    shown |= {f"{kind}_form": form, "along": shown["along"] | {kind: along}, "kind": kind}
    return desk(request, status=UNFIT, **shown)
