"""The list of customers and the search box of the shell."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from customers import listing, search
from customers.forms import FilterForm, customers_of
from customers.models import Customer
from staff.access import StaffRequest, everybody


@require_GET
@everybody
def directory(request: StaffRequest) -> HttpResponse:
    """One page of customers; by htmx only the rows after a cursor, or the table after another choice."""
    form = FilterForm(request.GET, customers=customers_of(request.user))
    cursor = request.GET.get("cursor", "")
    page = listing.page(form.found(), sort=form.sorted_by, cursor=cursor)
    context = {"form": form, "page": page, "sort": form.sorted_by, "link": link_of(request)}
    if request.htmx and cursor:
        return render(request, "customers/_customer_rows.html", context)
    context["count"], context["more"] = listing.count(form.found())
    template = "customers/_customers.html" if request.htmx else "customers/list.html"
    return render(request, template, context)


def link_of(request: StaffRequest) -> str:
    """The present choice without sort and cursor, ready for more parameters to be added."""
    given = ((name, str(value)) for name, value in request.GET.items() if name not in ("cursor", "sort"))
    chosen = [(name, value) for name, value in given if value]
    return f"?{urlencode(chosen)}&" if chosen else "?"


@require_GET
@everybody
def find(request: StaffRequest) -> HttpResponse:
    """What the shell's search box found, as a fragment."""
    text = request.GET.get("q", "")[:100]
    hits = search.find(Customer.objects.visible_to(request.user), text)
    context = {"hits": hits, "text": text.strip(), "too_short": search.too_short(text)}
    return render(request, "customers/_search_results.html", context)
