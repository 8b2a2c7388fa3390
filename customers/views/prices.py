"""What the market asks, and from where on a price needs a manager."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from churn_crm import clock
from customers.agreements.policy import agreement_policy, change_policy, set_benchmark
from customers.agreements.price_forms import BenchmarkForm, PolicyForm
from customers.models import Benchmark
from staff.access import StaffRequest, everybody, role_required
from staff.models import Branch
from staff.roles import DECIDERS

UNFIT = 422
SHOWN = 200


@require_GET
@everybody
def prices(request: StaffRequest) -> HttpResponse:
    """The current market prices by item, and the policy in words."""
    current = Benchmark.objects.current(as_of=clock.today()).select_related("category")[:SHOWN]
    context = {"benchmarks": current, "policy": agreement_policy(), "may_change": request.user.decides}
    return render(request, "customers/prices.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*DECIDERS)
def benchmark(request: StaffRequest) -> HttpResponse:
    """Write down what the market asks for an item."""
    found = Branch.objects.order_by("currency").values_list("currency", flat=True).distinct()
    initial = {"found_on": clock.today()}
    form = BenchmarkForm(request.POST or None, currencies=list(found), initial=initial)
    if form.is_bound and form.is_valid():
        set_benchmark(by=request.user, **form.cleaned_data)
        messages.success(request, _("Market price written down"))
        return redirect("customers:prices")
    return ask(request, form, heading=_("Add a market price"))


@require_http_methods(["GET", "POST"])
@role_required(*DECIDERS)
def policy(request: StaffRequest) -> HttpResponse:
    """From where on a price needs approval, and how far the lists look ahead."""
    form = PolicyForm(request.POST or None, initial=model_to_dict(agreement_policy()))
    if form.is_bound and form.is_valid():
        change_policy(values=form.cleaned_data, by=request.user)
        messages.success(request, _("Saved"))
        return redirect("customers:prices")
    return ask(request, form, heading=_("Rules for agreements"))


def ask(request: StaffRequest, form: Any, *, heading: str) -> HttpResponse:
    context = {"form": form, "heading": heading}
    return render(request, "customers/price_form.html", context, status=UNFIT if form.is_bound else 200)
