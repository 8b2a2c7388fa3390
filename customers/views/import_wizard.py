"""The wizard: upload → how the file is read and its columns → preview → start. Nothing is written before."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from customers.import_forms import ShapeForm, UploadForm
from customers.imports import ImportRefused, drafts, ledger, mapping, peek
from customers.imports.choosing import looked_ahead, map_columns, open_drafts, options_of, reread
from customers.imports.kinds.base import Kind
from customers.imports.labels import field_label, kind_label
from customers.imports.preview import Preview
from customers.imports.service import wanted
from customers.models import Import, ImportDraft
from customers.tasks import enqueue
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DECIDERS)
def upload(request: StaffRequest) -> HttpResponse:
    """Step 1: a file of one kind of record. ?kind=…&source=… are chosen beforehand."""
    sources = Import.objects.exclude(source="").order_by("source").values_list("source", flat=True).distinct()
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given, initial=request.GET.dict(), sources=sources[:50])
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.upload(
                kind=form.cleaned_data["kind"],
                file=form.cleaned_data["file"],
                source=form.cleaned_data["source"],
                by=request.user,
            )
        except ImportRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("customers:import_draft", draft.pk)
    status = 422 if form.errors else 200
    return render(request, "customers/import_upload.html", {"form": form, "step": 1}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DECIDERS)
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """Steps 2 and 3: how the file is read, and which column is which field. Every change is kept at once."""
    found = get_object_or_404(open_drafts(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "customers/import_columns.html", columns_context(found))
    form = ShapeForm(request.POST, instance=found)
    refused = ""
    if form.is_valid():
        refused = kept(form, request)
    context = columns_context(found, form if form.errors else None, refused)
    if "go" in request.POST and not (form.errors or refused or context["problems"]):
        return redirect("customers:import_preview", found.pk)
    context["asked"] = "go" in request.POST
    template = "customers/_import_columns.html" if request.htmx else "customers/import_columns.html"
    wrong = context["asked"] or form.errors or refused
    return render(request, template, context, status=422 if wrong else 200)


def kept(form: ShapeForm, request: StaffRequest) -> str:
    """Save what was chosen. Returns why the file cannot be read so, if it cannot."""
    draft = form.instance
    draft.source = request.POST.get("source", draft.source)[:40]
    if set(form.changed_data) - {"dates"}:
        try:
            reread(form)
        except ImportRefused as refused:
            return str(refused)
        return ""
    header = draft.found["header"]
    map_columns(draft, {column: request.POST.get(f"map-{place}", "") for place, column in enumerate(header)})
    return ""


def columns_context(draft: ImportDraft, form: ShapeForm | None = None, refused: str = "") -> dict[str, Any]:
    kind = wanted(draft.kind)
    problems = mapping.problems(draft)
    header, samples = draft.found["header"], draft.found["samples"]
    columns = [
        {
            "place": place,
            "name": column,
            "samples": peek.shown(samples[place]) if place < len(samples) else [],
            "field": draft.mapping.get(column, ""),
            "problem": problems.get(column, ""),
        }
        for place, column in enumerate(header)
    ]
    return common(draft, kind) | {
        "form": form or ShapeForm(instance=draft),
        "refused": refused,
        "columns": columns,
        "matched": sum(bool(column["field"]) for column in columns),
        "fields": [(field.name, field_label(field), field.required) for field in kind.fed],
        "problems": problems,
        "problem": problems.get("", ""),
        "readings": peek.readings(drafts.file_of(draft), draft) if draft.found["encoding"] else [],
        "step": 3,
    }


def common(draft: ImportDraft, kind: Kind) -> dict[str, Any]:
    return {"draft": draft, "kind_label": kind_label(kind.name), "size": draft.size}


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DECIDERS)
def preview_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Step 4: the frame; what the import would do comes after it, by `counted`."""
    found = get_object_or_404(open_drafts(request.user), pk=pk)
    if mapping.problems(found):
        return redirect("customers:import_draft", found.pk)
    if request.method == "POST":
        options = options_of(found, request.POST)
        if options.is_valid():
            options.save()
        return counted_response(request, found)
    if request.htmx:
        return counted_response(request, found)
    context = common(found, wanted(found.kind)) | {"step": 4}
    return render(request, "customers/import_preview.html", context)


def counted_response(request: StaffRequest, draft: ImportDraft) -> HttpResponse:
    """What the import would do, or that it has to wait, or why it is refused."""
    context = common(draft, wanted(draft.kind))
    if ledger.is_busy(draft.kind):
        return render(request, "customers/_import_preview.html", context | {"busy": True})
    try:
        found = looked_ahead(draft)
    except ImportRefused as refused:
        return render(request, "customers/_import_preview.html", context | {"refused": str(refused)})
    context |= {"preview": found, "options": options_of(draft), "mix": mix(found)}
    context["changes"] = [named_change(change, draft) for change in found.changes]
    return render(request, "customers/_import_preview.html", context)


def mix(found: Preview) -> list[tuple[str, str, str]]:
    """(class, x, width) of a bar in percent: created, updated, unchanged, rejected."""
    bars: list[tuple[str, str, str]] = []
    start = 0.0
    counts = (found.created, found.updated, found.unchanged, found.rejected)
    for place, count in enumerate(counts, start=1):
        width = 100 * count / max(found.read, 1)
        bars.append((f"m{place}", f"{start:.2f}", f"{width:.2f}"))
        start += width
    return bars


def named_change(change: Any, draft: ImportDraft) -> tuple[str, list[tuple[str, str, str]]]:
    labels = {field.name: field_label(field) for field in wanted(draft.kind).fields}
    shown = [
        (labels.get(name, name), peek.masked(before), peek.masked(after))
        for name, before, after in change.fields
    ]
    return change.what, shown


@require_POST
@role_required(*DECIDERS)
def start(request: StaffRequest, pk: int) -> HttpResponse:
    """Step 5. A double click finds the import of the first."""
    found = get_object_or_404(ImportDraft.objects.filter(by=request.user), pk=pk)
    if found.record_id is None:
        if mapping.problems(found):
            return redirect("customers:import_draft", found.pk)
        options = options_of(found, request.POST)
        if options.is_valid():
            options.save()
    record = drafts.start(draft=found)
    enqueue(record)
    return redirect("customers:import", record.pk)
