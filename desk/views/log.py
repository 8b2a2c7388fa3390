"""Writing down what a caller said, and who he is."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from churn_crm.ui.saving import saved
from customers import phones, search
from customers import services as customer_services
from customers.views.merged import follows_merges
from desk import services, work
from desk.complaints.services import log_complaint
from desk.forms import ComplaintForm, NewCustomerForm, ScoreForm
from desk.views.answers import UNFIT, address, desk, done
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
    if not saved(form, log_complaint, customer=customer, by=request.user):
        return desk(request, status=UNFIT, **{**work.caller(customer), "complaint_form": form})
    return done(request, customer, _("Complaint of %(name)s is logged") % {"name": customer.name})


@require_http_methods(["GET", "POST"])
@everybody
@follows_merges
def score_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Log a satisfaction score of this customer. Opened as a page it is the desk with him on it."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    if request.method == "GET":
        return redirect(address(customer=pk, kind="score"))
    form = ScoreForm(request.POST, customer=customer)
    if not saved(form, services.log_score, customer=customer, by=request.user):
        return desk(request, status=UNFIT, **{**work.caller(customer), "score_form": form, "kind": "score"})
    return done(request, customer, _("Score of %(name)s is logged") % {"name": customer.name}, kind="score")
