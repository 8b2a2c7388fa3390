"""What people keep of the customer list: their columns and saved views."""

import json
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from churn_crm.ui import figures
from customers import listing, saved_views
from customers.columns import choose_columns, offered_columns
from customers.forms import ColumnsForm, ViewForm, asked
from customers.models import CustomField, SavedView
from staff.access import StaffRequest, everybody, signed_in


def triggering(**events: Any) -> HttpResponse:
    """Nothing to swap, but something to happen on the page."""
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


@require_POST
@signed_in
def columns(request: StaffRequest) -> HttpResponse:
    """Remember the columns; the list is fetched again."""
    form = ColumnsForm(request.POST, offered=offered_columns(CustomField.objects.in_use()))
    if not form.is_valid():
        raise BadRequest(_("There is no such column."))
    choose_columns(reader=request.user, names=form.cleaned_data["columns"])
    if not request.htmx:
        return redirect("customers:list")
    return triggering(**{"customers-changed": {}, "close-dialog": {}})


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def views(request: StaffRequest) -> HttpResponseBase:
    """The saved views, to rename and delete; POST saves the present choice as one."""
    if request.method == "POST":
        return save(request)
    return render(request, "customers/views.html", {"rows": view_rows(request)})


def view_rows(request: StaffRequest) -> list[tuple[SavedView, bool]]:
    """(view, whether this person may change it)."""
    seen = SavedView.objects.visible_to(request.user).select_related("by")
    mine = set(changeable(request).kept().values_list("pk", flat=True)) if request.user.may_write else set()
    return [(view, view.pk in mine) for view in seen]


def changeable(request: StaffRequest) -> Any:
    return SavedView.objects.changeable_by(request.user)


def save(request: StaffRequest) -> HttpResponse:
    """The choice of filters in the address, under the name in the form."""
    form = ViewForm(request.POST, by=request.user)
    query = asked(request.GET.urlencode(), request.user).query()
    if form.is_valid():
        try:
            view = saved_views.save_view(**form.cleaned_data, query=query, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return to(request, f"{reverse('customers:list')}?{view.query}")
    return render(request, "customers/_save_view.html", {"view_form": form, "query": query}, status=422)


def to(request: StaffRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_POST
@everybody
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(changeable(request).kept(), pk=pk)
    name = request.POST.get("name", "").replace("\0", "").strip()[:60]
    error = ""
    try:
        if not name:
            raise ValidationError(_("A view needs a name."))
        saved_views.rename_view(view=view, name=name)
    except ValidationError as wrong:
        error = wrong.messages[0]
    context = {"view": view, "mine": True, "error": error}
    answer = render(request, "customers/_view_row.html", context, status=422 if error else 200)
    if not error:
        answer["HX-Trigger"] = json.dumps({"toast": {"text": _("Renamed to %(name)s") % {"name": name}}})
    return answer


@require_POST
@everybody
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(changeable(request).kept(), pk=pk)
    saved_views.delete_view(view=view)
    text = _("View deleted: %(name)s") % {"name": view.name}
    toast = {"toast": {"text": text, "undo": reverse("customers:view_restore", args=[pk])}}
    # An empty answer, swapped in, takes the row away.
    return HttpResponse(headers={"HX-Trigger": json.dumps(toast)})


@require_POST
@everybody
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo of a deletion."""
    view = get_object_or_404(changeable(request), pk=pk)
    try:
        saved_views.restore_view(view=view)
    except ValidationError as error:
        return HttpResponse(error.messages[0], status=409)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@require_GET
@everybody
def view_count(request: StaffRequest, pk: int) -> HttpResponse:
    """How many customers of the reader's a view holds, for its tab."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    count, more = listing.count(asked(view.query, request.user).found())
    return HttpResponse(figures.figure(count) + ("+" if more else ""))
