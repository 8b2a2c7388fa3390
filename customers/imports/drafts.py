"""An uploaded file on its way to becoming an import: kept on disk, looked into, mapped, remembered."""

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports import ledger, tables
from customers.imports.dates import Order
from customers.imports.errors import ImportRefused
from customers.imports.kinds import Kind
from customers.imports.mapping import proposed, recall, remember
from customers.imports.service import Wish, wanted
from customers.imports.tables import Shape, Table
from customers.imports.values import same
from customers.models import Import, ImportDraft
from staff.models import User

NAMES = (".csv", ".csv.gz", ".tsv", ".txt", ".gz", ".xlsx", ".parquet")
TITLES_ABOVE = 15  # lines among which the header is looked for
SAMPLED_ROWS = 1_000
SAMPLES = 3
LONGEST_SAMPLE = 60


def folder(draft: ImportDraft) -> Path:
    return ledger.workspace() / "uploads" / str(draft.pk)


def file_of(draft: ImportDraft) -> Path:
    """The uploaded file, under its own name."""
    return folder(draft) / draft.file_name


def wish_of(draft: ImportDraft) -> Wish:
    """The draft as the service wants it: the person's choices, else what was found."""
    return Wish(
        kind=draft.kind,
        path=file_of(draft),
        source=draft.source,
        by=draft.by,
        mapping={column: name for column, name in draft.mapping.items() if column in draft.found["header"]},
        create_customers=draft.create_customers,
        automations=draft.automations,
        overwrite=draft.overwrite,
        whole=draft.whole,
        people=draft.people,
        dates=cast(Order, draft.dates),
        encoding=draft.encoding,
        delimiter=draft.delimiter,
        header_row=draft.header_row or draft.found["header_row"],
        sheet=draft.sheet,
    )


def upload(*, kind: str, file: UploadedFile, source: str, by: User) -> ImportDraft:
    """Keep an uploaded file and look into it. Raises ImportRefused for no table; then nothing stays."""
    wanted(kind)
    name = safe_name(file.name or "")
    if not name.lower().endswith(NAMES):
        raise ImportRefused(_("CSV (also .gz), Excel (.xlsx) and Parquet files are read."))
    return from_chunks(kind=kind, name=name, chunks=file.chunks(), source=source, by=by)


def from_chunks(
    *,
    kind: str,
    name: str,
    chunks: Iterable[bytes],
    source: str,
    by: User,
    like: ImportDraft | None = None,
    chosen: Mapping[str, Any] | None = None,
) -> ImportDraft:
    """A draft of these bytes. like: another draft whose choices it takes over; chosen: its own columns."""
    draft = ImportDraft(
        kind=kind, file_name=name, by=by, source=source, created_at=clock.now(), **(chosen or {})
    )
    if like:
        for choice in ("mapping", "people", "dates", "create_customers", "automations", "overwrite", "whole"):
            setattr(draft, choice, getattr(like, choice))
    draft.language = get_language() or ""
    draft.save()
    try:
        draft.size = write(file_of(draft), chunks)
        look_into(draft)
    except BaseException:
        discard(draft)
        raise
    return draft


def discard(draft: ImportDraft) -> None:
    """Forget a draft and its file."""
    shutil.rmtree(folder(draft), ignore_errors=True)
    draft.delete()


def write(path: Path, chunks: Iterable[bytes]) -> int:
    """Stream to disk; only we may read it. Returns its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        path.chmod(0o600)
        return sum(file.write(chunk) for chunk in chunks)


def safe_name(name: str) -> str:
    """Its last part without control signs, no longer than a file system takes."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2]).strip(". ") or "file"
    stem, dot, ending = name.partition(".")
    return f"{stem[:50]}{dot}{ending[-20:]}"


def look_into(draft: ImportDraft) -> None:
    """Find out what the person did not say, take samples, and propose fields for the columns. Saves.

    Raises ImportRefused for what cannot be read so.
    """
    kind = wanted(draft.kind)
    shape = Shape(draft.encoding, draft.delimiter, draft.header_row, draft.sheet)
    with tables.opened(
        file_of(draft),
        workspace=folder(draft),
        shape=shape,
        guess=lambda table: header_row(table, kind),
        check=False,
    ) as table:
        draft.found = {
            "encoding": table.encoding,
            "delimiter": "" if table.numbered else table.delimiter,
            "header_row": table.header_row,
            "sheets": table.sheets,
            "header": table.header,
            "samples": samples(table),
            "problem": header_problem(table),
        }
    remembered = recall(draft)
    draft.found["remembered"] = bool(remembered)
    draft.mapping = proposed(draft.found["header"], kind.fed, remembered or draft.mapping)
    draft.save()


def header_problem(table: Table) -> str:
    """Why its header or sheet is not one that can be imported; it may be the wrong row or sheet."""
    try:
        tables.check_header(table)
    except ImportRefused as refused:
        return str(refused)
    return ""


def header_row(table: Table, kind: Kind) -> int:
    """The line among the first ones that names most fields of the kind; 0 when none does."""
    known = {same(word) for field in kind.fed for word in (field.name, *field.aliases)}
    rows = table.first_rows(TITLES_ABOVE)
    named = {number: sum(same(cell) in known for cell in cells) for number, cells in rows}
    best = max(named, key=lambda number: (named[number], -number), default=0)
    return best if named.get(best) else 0


def samples(table: Table) -> list[list[str]]:
    """The first different values of each column; empty cells are left out."""
    for block, _done in table.blocks():
        columns = [column[:SAMPLED_ROWS].to_pylist() for column in block.columns]
        return [
            [
                cell.strip()[:LONGEST_SAMPLE]
                for cell in list(dict.fromkeys(filter(str.strip, cells)))[:SAMPLES]
            ]
            for cells in columns
        ]
    return [[] for _column in table.header]


@transaction.atomic
def start(*, draft: ImportDraft) -> Import:
    """Put the draft's import into the ledger, waiting for a worker. Twice, as by a double click, is once."""
    draft = ImportDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.record:
        return draft.record
    draft.record = Import.objects.create(
        kind=draft.kind,
        file_name=draft.file_name,
        source=draft.source,
        by=draft.by,
        day=clock.today(),
        automations=draft.automations,
        started_at=clock.now(),
        state=Import.State.WAITING,
        rows_expected=draft.found.get("rows", 0),
    )
    draft.save(update_fields=["record"])
    if draft.remember:
        remember(draft)
    return draft.record


def values(draft: ImportDraft) -> dict[str, Any]:
    """What the person chose or, without a choice, what was found."""
    return {
        "encoding": draft.encoding or draft.found["encoding"],
        "delimiter": draft.delimiter or draft.found["delimiter"],
        "header_row": draft.header_row or draft.found["header_row"],
    }
