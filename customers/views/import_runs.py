"""One import: how far it is, what became of it, mended rows, cancel, once more, undo."""

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from customers.imports import ImportRefused, drafts, ledger, mending, running, undo
from customers.imports.labels import kind_label
from customers.models import Import
from customers.tasks import enqueue, enqueue_undo
from customers.views.imports import has_rejects
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS

SHOWN_REJECTS = 20
SHOWN_KEPT = 100


@require_GET
@role_required(*READERS)
def run(request: StaffRequest, pk: int) -> HttpResponse:
    """The import; by htmx only what changes, every two seconds while it is under way."""
    record = get_object_or_404(Import.objects.select_related("by", "undone_by"), pk=pk)
    template = "customers/_import_run.html" if request.htmx else "customers/import_run.html"
    return render(request, template, context_of(record, may_change=request.user.decides))


def context_of(record: Import, *, may_change: bool) -> dict[str, Any]:
    draft = mending.draft_of(record)
    undoing = record.undo_wanted_at is not None and record.undone_at is None
    kept = list(record.kept.order_by("pk")[: SHOWN_KEPT + 1]) if record.undone_at else []
    rate, seconds = running.rows_left(record)
    return {
        "record": record,
        "kind_label": kind_label(record.kind),
        "active": undoing or record.state in (Import.State.WAITING, Import.State.RUNNING),
        "undoing": undoing,
        "busy": record.state == Import.State.WAITING and ledger.is_busy(record.kind),
        "rows_done": round(record.rows_expected * record.share),
        "rate": rate,
        "seconds": seconds,
        "has_rejects": has_rejects(record),
        "rejected": rejected_cells(record) if may_change else [],
        "header": mending.rejected_header(record),
        "kept": kept[:SHOWN_KEPT],
        "more_kept": len(kept) > SHOWN_KEPT,
        "mended": record.mended.exclude(record=None).select_related("record"),
        "can_undo": may_change and not undoing and undo.can_undo(record),
        "undo_until": undo.undo_until(record),
        "can_repeat": draft is not None and drafts.file_of(draft).is_file(),
        "may_change": may_change,
        "step": 5,
    }


def rejected_cells(record: Import) -> list[tuple[mending.Rejected, list[tuple[str, str]]]]:
    """The first rejected rows, each with (column, cell) for all columns."""
    header = mending.rejected_header(record)
    rows = mending.rejected_rows(record, SHOWN_REJECTS)
    return [(row, list(zip_longest(header, row.cells[: len(header)], fillvalue=""))) for row in rows]


@require_POST
@role_required(*DECIDERS)
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    running.cancel(record=get_object_or_404(Import, pk=pk))
    return redirect("customers:import", pk)


@require_POST
@role_required(*DECIDERS)
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Have it undone by a worker. Twice does nothing."""
    record = get_object_or_404(Import, pk=pk)
    if running.ask_undo(record=record, by=request.user):
        enqueue_undo(record)
    return redirect("customers:import", pk)


@require_POST
@role_required(*DECIDERS)
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """The same file with the same choices, to be looked at before it is imported once more."""
    try:
        draft = mending.again(record=get_object_or_404(Import, pk=pk), by=request.user)
    except ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("customers:import", pk)
    return redirect("customers:import_draft", draft.pk)


@require_POST
@role_required(*DECIDERS)
def mend(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the rows again that were changed on the page."""
    record = get_object_or_404(Import, pk=pk)
    changed = changed_rows(record, request)
    if not changed:
        context = context_of(record, may_change=True) | {"nothing": True}
        return render(request, "customers/import_run.html", context, status=422)
    draft = mending.mend(record=record, rows=changed, by=request.user)
    sent = drafts.start(draft=draft)
    enqueue(sent)
    words = ngettext("%(count)d row sent again.", "%(count)d rows sent again.", len(changed))
    messages.success(request, words % {"count": len(changed)})
    return redirect("customers:import", sent.pk)


def changed_rows(record: Import, request: StaffRequest) -> dict[int, list[str]]:
    """line → cells of the rejected rows that the person changed."""
    width = len(mending.rejected_header(record))
    changed = {}
    for row in mending.rejected_rows(record, SHOWN_REJECTS):
        before = [*row.cells, *[""] * width][:width]
        cells = [request.POST.get(f"cell-{row.line}-{place}", before[place]) for place in range(width)]
        if cells != before:
            changed[row.line] = cells
    return changed
