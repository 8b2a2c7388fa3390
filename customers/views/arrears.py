"""The list of who owes, and the same as a file."""

import structlog
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from churn_crm import clock
from customers import arrears_file, exports
from customers import arrears_list as arrears
from customers.ageing import AGES
from customers.views.due import day_of
from customers.views.many import lines, sheet
from staff.access import StaffRequest, everybody, signed_in
from staff.exporting import check_export

log = structlog.get_logger(__name__)


@require_GET
@everybody
def who_owes(request: StaffRequest) -> HttpResponse:
    """One page; by htmx only the rows after a cursor, or the table after another choice."""
    form = arrears.ArrearsFilter(request.GET, user=request.user)
    wanted, on, cursor = form.wanted(), day_of(request), request.GET.get("cursor", "")
    chosen = {name: str(value) for name, value in request.GET.items() if name != "cursor" and value}
    page = arrears.page(wanted, on=on, cursor=cursor)
    context = {
        "form": form,
        "page": page,
        "ages": AGES,
        "query": urlencode(chosen),
        "more": f"?{urlencode(chosen | {'cursor': page.cursor})}",
    }
    if request.htmx and cursor:
        return render(request, "customers/_arrears_rows.html", context)
    context["totals"] = arrears.totals(wanted, on=on)
    template = "customers/_arrears.html" if request.htmx else "customers/arrears.html"
    return render(request, template, context)


@require_POST
@signed_in
def export(request: StaffRequest) -> HttpResponseBase:
    """All that the filter of the address finds, as CSV or as a workbook, for people who may export."""
    check_export(request.user)
    form = arrears.ArrearsFilter(request.GET, user=request.user)
    kind = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    record = exports.begin(by=request.user, kind=kind, query=f"arrears?{request.GET.urlencode()}")
    log.info("arrears_exported", export=record.pk, user=request.user.pk, kind=kind)
    rows = arrears_file.rows(form.wanted(), record, on=day_of(request))
    name = f"arrears-{clock.today():%Y-%m-%d}.{kind}"
    return sheet(rows, name) if kind == "xlsx" else lines(rows, name)
