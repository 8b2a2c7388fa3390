"""The ledger of imports: what each file brought, what it refused, and whether messages may follow."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers.imports import ledger, reach
from customers.imports.kinds import kind_called
from customers.imports.labels import kind_label
from customers.models import Import
from staff.access import StaffRequest, role_required
from staff.exporting import check_own_file
from staff.roles import DECIDERS, READERS

PAGE = 30


@require_GET
@role_required(*READERS)
def imports(request: StaffRequest) -> HttpResponse:
    """The newest imports; by htmx those after a cursor, or all of them anew while one runs."""
    before = request.GET.get("before", "")
    found = Import.objects.select_related("by")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    rows = list(found[: PAGE + 1])
    context = {
        "imports": [(record, has_rejects(record), kind_label(record.kind)) for record in rows[:PAGE]],
        "more": str(rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "running": any(record.state in (Import.State.WAITING, Import.State.RUNNING) for record in rows),
        "may_change": request.user.decides,
    }
    if request.htmx:
        return render(request, f"customers/_import{'_row' if before else ''}s.html", context)
    return render(request, "customers/imports.html", context)


def has_rejects(record: Import) -> bool:
    return bool(record.rows_rejected) and ledger.rejects_path(record).is_file()


@require_GET
@role_required(*READERS)
def rejects(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The rejected rows of one import, to be mended and imported again."""
    check_own_file(request.user)
    path = ledger.rejects_path(get_object_or_404(Import, pk=pk))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DECIDERS)
def automations(request: StaffRequest, pk: int) -> HttpResponse:
    """Asks, then lets messages go out for lapses that the import told us about; or holds them back again."""
    record = get_object_or_404(Import, pk=pk, state=Import.State.DONE)
    kind = kind_called(record.kind)
    if request.method != "POST":
        context = {"record": record, "kind": kind, "customers": reach.customers_of(record)}
        return render(request, "customers/import_automations.html", context)
    on = "on" in request.POST
    ledger.set_automations(record=record, on=on)
    let_go = (
        _("Its records are treated like those that were entered here from now on.")
        if kind and kind.held
        else _("From the next night on messages may go out.")
    )
    messages.success(request, let_go if on else _("Held back again."))
    return redirect("customers:imports")
