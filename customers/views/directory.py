"""The list of customers and the search box of the shell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customers import listing, search
from customers.forms import FilterForm, customers_of
from customers.models import Customer
from staff.access import everybody


@require_GET
@everybody
def directory(request: HttpRequest) -> HttpResponse:
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


def link_of(request: HttpRequest) -> str:
    """The present choice without sort and cursor, ready for more parameters to be added."""
    chosen = request.GET.copy()
    for name in ("cursor", "sort"):
        chosen.pop(name, None)
    filled = [(name, value) for name, value in chosen.items() if value]
    chosen.clear()
    for name, value in filled:
        chosen[name] = value
    return f"?{chosen.urlencode()}&" if chosen else "?"


@require_GET
@everybody
def find(request: HttpRequest) -> HttpResponse:
    """What the shell's search box found, as a fragment."""
    text = request.GET.get("q", "")[:100]
    hits = search.find(Customer.objects.visible_to(request.user), text)
    context = {"hits": hits, "text": text.strip(), "too_short": search.too_short(text)}
    return render(request, "customers/_search_results.html", context)
