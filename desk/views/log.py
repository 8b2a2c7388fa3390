"""Writing down what a caller said, and who he is."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from churn_crm.ui.saving import saved
from customers import phones, search
from customers import services as customer_services
from customers.models import Customer
from customers.views.merged import follows_merges
from desk import services, work
from desk.addresses import address
from desk.contacts import services as contacts
from desk.contacts.forms import Along, InteractionForm, PromiseForm
from desk.forms import ComplaintForm, NewCustomerForm, ScoreForm
from desk.progress import linking
from desk.promises import services as promises
from desk.views.answers import UNFIT, desk, done
from staff.access import StaffRequest, everybody, writers_only

Service = Callable[..., Any]


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
    text = search.number_in(search.plain(text))
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


def logs(
    kind: str,
    form_of: Callable[..., Form],
    around: Callable[[Along], Service],
    done_with: str | Promise,
    *,
    described: bool = False,
) -> Any:
    """The view that logs one kind of thing of a customer. Opened as a page it is the desk with him on it.

    form_of: (data, customer, by) → its form · around: the service, with what goes along · done_with: what is
    said afterwards · described: the form holds the words of the contact itself, and its token.
    """

    @require_http_methods(["GET", "POST"])
    @everybody
    @follows_merges
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        customer = get_object_or_404(work.with_people(request.user), pk=pk)
        if request.method == "GET":
            return redirect(address(customer=pk, kind="" if kind == "complaint" else kind))
        form = form_of(request.POST, customer=customer, by=request.user)
        along = Along(kind, customer=customer, data=request.POST)
        sound = all([form.is_valid(), along.is_valid()])
        if not (sound and saved(form, around(along), customer=customer, by=request.user)):
            return unfit(request, customer, kind, form, along)
        token = form.cleaned_data["token"] if described else along.token
        text = str(done_with) % {"name": customer.name}
        return done(request, customer, text, contact=token, described=described, kind=kind)

    return view


complaint_new = logs(
    "complaint",
    lambda data, customer, by: ComplaintForm(data, customer=customer),
    lambda along: along.around(linking.log_and_send),
    gettext_lazy("Complaint of %(name)s is logged"),
)
score_new = logs(
    "score",
    lambda data, customer, by: ScoreForm(data, customer=customer),
    lambda along: along.around(services.log_score),
    gettext_lazy("Score of %(name)s is logged"),
)
promise_new = logs(
    "promise",
    PromiseForm,
    lambda along: along.around(promises.make),
    gettext_lazy("Promise to %(name)s is written down"),
)
interaction_new = logs(
    "interaction",
    lambda data, customer, by: InteractionForm(data),
    lambda along: partial(contacts.log_interaction, promise=along.promise),
    gettext_lazy("Contact with %(name)s is logged"),
    described=True,
)


def unfit(request: StaffRequest, customer: Customer, kind: str, form: Form, along: Along) -> HttpResponse:
    """The desk with what was typed and what is wrong with it."""
    shown = work.caller(customer, by=request.user)
    shown |= {f"{kind}_form": form, "along": shown["along"] | {kind: along}, "kind": kind}
    return desk(request, status=UNFIT, **shown)
