"""The list of customers and the search box of the shell."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from customers import bulk, listing, search
from customers.columns import chosen_columns, offered_columns
from customers.forms import ColumnsForm, FilterForm, ViewForm
from customers.models import Customer, SavedView
from customers.table import headings, table_rows
from staff.access import StaffRequest, everybody

TABS = 7  # views beside one another; the rest under “Views”


@require_GET
@everybody
def directory(request: StaffRequest) -> HttpResponse:
    """One page of customers; by htmx only the rows after a cursor, or the table after another choice."""
    form = FilterForm(request.GET, reader=request.user)
    cursor = request.GET.get("cursor", "")
    context = table_context(request, form, cursor)
    if request.htmx and cursor:
        return render(request, "customers/_customer_rows.html", context)
    context["count"], context["more"] = listing.count(form.found())
    if request.htmx:
        return render(request, "customers/_customers.html", context)
    return render(request, "customers/list.html", context | page_context(request, form, context))


def table_context(request: StaffRequest, form: FilterForm, cursor: str) -> dict[str, Any]:
    offered = offered_columns(form.own_fields)
    columns = chosen_columns(request.user, offered)
    page = listing.page(form.found(), sort=form.sorted_by, cursor=cursor)
    link = form.query()
    return {
        "form": form,
        "page": page,
        "columns": columns,
        "offered": offered,
        "rows": table_rows(page.rows, columns),
        "headings": headings(columns, form),
        "query": link,
        "next": f"?{urlencode({'cursor': page.cursor})}&{link}" if page.cursor else "",
        "chips": [(one, f"?{form.query(without=one.names)}") for one in form.in_use],
        "token": uuid.uuid4(),
        "may_reassign": request.user.leads and request.user.may_write,
    }


def page_context(request: StaffRequest, form: FilterForm, table: dict[str, Any]) -> dict[str, Any]:
    """What stands around the table, whose context is `table`."""
    views = list(SavedView.objects.visible_to(request.user))
    return {
        "views": views[:TABS],
        "hidden_views": len(views) - TABS,
        "view": next((view for view in views if view.query == form.query()), None),
        "columns_form": ColumnsForm(offered=table["offered"], shown=table["columns"]),
        "view_form": ViewForm(by=request.user),
        "most_at_once": bulk.MOST_AT_ONCE,
    }


@require_GET
@everybody
def find(request: StaffRequest) -> HttpResponse:
    """What the shell's search box found, as a fragment."""
    text = request.GET.get("q", "")[:100]
    hits = search.find(Customer.objects.visible_to(request.user), text)
    context = {"hits": hits, "text": text.strip(), "too_short": search.too_short(text)}
    return render(request, "customers/_search_results.html", context)
