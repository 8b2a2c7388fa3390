"""What lies far above the market, told while a bill, a quote or a contract is being entered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from customers.agreements import words
from customers.agreements.forms import ContractForm, QuoteForm
from customers.agreements.market import Market, market_in
from customers.agreements.policy import agreement_policy
from customers.agreements.pricing import needs_approval
from customers.models import Customer, VisitLine
from customers.views.records import customer_of, today_of
from customers.visit_forms import VisitForm
from staff.access import StaffRequest, writers_only


@require_POST
@writers_only
def price_marks(request: StaffRequest, pk: int) -> HttpResponse:
    """A note for each price that is far above the market, as it stands in the form; nothing is saved."""
    customer = customer_of(request, pk)
    marks = agreement_marks(request, customer) if "subject" in request.POST else bill_marks(request, customer)
    return render(request, "customers/_price_marks.html", {"marks": marks})


def bill_marks(request: StaffRequest, customer: Customer) -> list[str]:
    form = VisitForm(request.POST, customer=customer, on=today_of(customer))
    form.is_valid()
    entered = form.cleaned_data
    lines = [VisitLine(**line) for line in entered.get("lines", [])]
    market: Market = market_in(customer.branch.currency)
    return [words.dear(one) for one in market.dear(lines, day=entered.get("day") or form.on)]


def agreement_marks(request: StaffRequest, customer: Customer) -> list[str]:
    """Of a quote, which says an amount and for how many units, or of a contract, which says a price."""
    make: Any = QuoteForm if "amount" in request.POST else ContractForm
    form = make(request.POST, customer=customer, on=today_of(customer))
    form.is_valid()
    entered = form.cleaned_data
    benchmark, whole = entered.get("benchmark"), entered.get("amount") or entered.get("price")
    if not benchmark or not whole:
        return []
    price = whole / (entered.get("market_units") or 1)
    dear = needs_approval(price, benchmark.high, agreement_policy().over_share)
    return [words.too_dear(benchmark.item, price, benchmark)] if dear else []
