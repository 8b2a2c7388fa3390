"""Bulk actions on the customer list: on the selected rows, or on all that match."""

import json
import re
import uuid
from collections.abc import Iterable
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from churn_crm import clock
from customers import bulk as service
from customers import exports
from customers.columns import chosen_columns, offered_columns
from customers.forms import FilterForm, ReassignForm, TagForm, asked
from customers.models import BulkChange
from customers.querysets import CustomerQuerySet
from staff.access import StaffRequest, everybody, role_required, signed_in, writers_only
from staff.exporting import check_export
from staff.roles import LEADERS

log = structlog.get_logger(__name__)
NUMBER = re.compile(r"\d{1,18}")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chosen(request: StaffRequest, form: FilterForm) -> CustomerQuerySet:
    """The selected ones, or all that match the address's filters; only what this person sees.

    Raises ValidationError when nobody is selected.
    """
    if request.POST.get("all"):
        return form.found()
    keys = [int(key) for key in request.POST.getlist("pk") if NUMBER.fullmatch(key)]
    if not keys:
        raise ValidationError(_("Nobody is selected."))
    return form.customers.filter(pk__in=keys[: service.MOST_AT_ONCE + 1])


@require_POST
@everybody
def bulk(request: StaffRequest) -> HttpResponse:
    """Do one thing with many customers; the toast takes it back."""
    form = asked(request.GET.urlencode(), request.user)
    try:
        record = done(request, chosen(request, form))
    except ValidationError as error:
        return render(request, "customers/_bulk_error.html", {"error": error.messages[0]}, status=422)
    toast = {"text": service.in_words(record), "undo": reverse("customers:bulk_undo", args=[record.token])}
    events = {"toast": toast, "customers-changed": {}, "close-dialog": {}}
    return HttpResponse(headers={"HX-Trigger": json.dumps(events)})


def done(request: StaffRequest, customers: CustomerQuerySet) -> BulkChange:
    token = token_of(request)
    what = request.POST.get("do", "")
    if what in ("vip", "no_vip"):
        return service.mark_vip(customers=customers, vip=what == "vip", by=request.user, token=token)
    if what in service.TAGGING:
        return service.set_tag(customers=customers, by=request.user, token=token, **tagging(request))
    if what != "reassign":
        raise ValidationError(_("What is to be done with them?"))
    if not request.user.leads:
        raise PermissionDenied
    form = ReassignForm(request.POST, by=request.user)
    if not form.is_valid():
        raise ValidationError(list(form.errors.get("owner_to", [])))
    to = form.cleaned_data["owner_to"]
    return service.reassign(customers=customers, to=to, by=request.user, token=token)


def tagging(request: StaffRequest) -> dict[str, Any]:
    """Which tag, and whether it is put on. Raises ValidationError for no tag."""
    form = TagForm(request.POST)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return {"tag": form.cleaned_data["tag"], "on": form.cleaned_data["do"] == service.Kind.TAG_ON}


def token_of(request: StaffRequest) -> uuid.UUID:
    """Of the page, so that a double click does it once."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_GET
@role_required(*LEADERS)
def owners(request: StaffRequest) -> HttpResponse:
    """Whom customers can be given to, fetched when the dialog opens."""
    return render(request, "customers/_bulk_owners.html", {"form": ReassignForm(by=request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def tags(request: StaffRequest) -> HttpResponse:
    """The tags to choose from, fetched when the dialog opens; POST says how many the choice would change."""
    if request.method != "POST":
        return render(request, "customers/_bulk_tags.html", {"form": TagForm()})
    form = asked(request.GET.urlencode(), request.user)
    try:
        customers, wish = chosen(request, form), tagging(request)
        keys, count = service.to_be_tagged(customers=customers, **wish)
    except ValidationError as error:
        return render(request, "customers/_bulk_error.html", {"error": error.messages[0]})
    context = {"changed": len(keys), "chosen": count, "on": wish["on"]}
    return render(request, "customers/_bulk_tags_count.html", context)


@require_POST
@everybody
def undo(request: StaffRequest, token: uuid.UUID) -> HttpResponse:
    """Take back one's own change."""
    get_object_or_404(BulkChange, token=token, by=request.user)
    service.undo(token=token, by=request.user)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"customers-changed": {}})})


@require_POST
@signed_in
def export(request: StaffRequest) -> HttpResponseBase:
    """The chosen customers as CSV or as a workbook, for people who may export."""
    check_export(request.user)
    form = asked(request.GET.urlencode(), request.user)
    as_workbook = request.POST.get("format") == "xlsx"
    try:
        customers = chosen(request, form)
        if as_workbook:
            exports.check_size(customers)
    except ValidationError as error:
        return render(request, "customers/export_refused.html", {"error": error.messages[0]}, status=422)
    kind = "xlsx" if as_workbook else "csv"
    record = exports.begin(by=request.user, kind=kind, query=form.query())
    log.info("customers_exported", export=record.pk, user=request.user.pk, kind=kind)
    columns = chosen_columns(request.user, offered_columns(form.own_fields))
    rows = exports.rows(customers, columns, record, sort=form.sorted_by)
    name = f"customers-{clock.today():%Y-%m-%d}"
    return sheet(rows, f"{name}.xlsx") if as_workbook else lines(rows, f"{name}.csv")


def sheet(rows: Iterable[list], name: str) -> FileResponse:
    return FileResponse(exports.workbook(rows), as_attachment=True, filename=name, content_type=XLSX)


def lines(rows: Iterable[list], name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(exports.csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
