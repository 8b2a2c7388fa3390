"""The dashboard, and the customers behind each of its numbers."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import exports, page
from dashboards.forms import ListForm, ScopeForm
from dashboards.rows import page_of, total_of
from dashboards.scope import finished_nights
from staff.access import StaffRequest, role_required
from staff.exporting import check_export
from staff.roles import LEADERS


@require_GET
@role_required(*LEADERS)
def home(request: StaffRequest) -> HttpResponse:
    """Managers' first page."""
    nights = finished_nights()
    if not nights:
        return render(request, "dashboards/no_nights.html")
    form = ScopeForm(request.GET, user=request.user, nights=nights)
    by = request.GET.get("by", "")
    context = page.context(form.scope(), by=by if by in page.DIMENSIONS else page.DIMENSIONS[0])
    return render(request, "dashboards/home.html", context | {"form": form})


@require_GET
@role_required(*LEADERS)
def customers(request: StaffRequest) -> HttpResponse:
    """The list behind a number; by htmx only the rows after a cursor."""
    form = _list_form(request)
    if form is None:
        return render(request, "dashboards/no_nights.html")
    scope, choice, figure = form.scope(), form.choice(), form.chosen
    rows = figure.rows(scope, choice)
    context = {
        "page": page_of(rows, after=request.GET.get("cursor", "")),
        "figure": figure,
        "link": form.link(),
        "currency": page.currency_of(scope),
    }
    if request.htmx and request.GET.get("cursor"):
        return render(request, "dashboards/_customer_rows.html", context)
    context |= {"title": figure.title(scope, choice), "scope": scope, "names": form.names()}
    return render(request, "dashboards/customers.html", context | total_of(rows))


@require_GET
@role_required(*LEADERS)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """The same list as CSV, for people who may export."""
    check_export(request.user)
    form = _list_form(request)
    if form is None:
        raise Http404
    return exports.csv_response(form.chosen.rows(form.scope(), form.choice()), name=form.name)


def _list_form(request: StaffRequest) -> ListForm | None:
    """The checked address of a list; None before the first night, 404 when it names no known figure."""
    nights = finished_nights()
    if not nights:
        return None
    form = ListForm(request.GET, user=request.user, nights=nights)
    if not form.is_valid():
        raise Http404
    return form
