"""Rejected rows mended on the page and sent again; the same file once more."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from customers.imports import ledger
from customers.imports.columns import REJECT_COLUMNS
from customers.imports.drafts import file_of, from_chunks, safe_name
from customers.imports.errors import ImportRefused
from customers.models import Import, ImportDraft
from staff.models import User


@dataclass(frozen=True)
class Rejected:
    """A rejected row of an import as its file tells it."""

    line: int
    reason: str
    cells: list[str]


def rejected_rows(record: Import, most: int | None = None) -> list[Rejected]:
    """The rejected rows that nobody has mended on the page yet, in the order of the file."""
    path = ledger.rejects_path(record)
    if not path.is_file():
        return []
    sent = {line for draft in record.mended.all() for line in draft.mended_lines}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        left = (Rejected(int(line), reason, cells) for line, reason, *cells in rows if int(line) not in sent)
        return list(islice(left, most))


def rejected_header(record: Import) -> list[str]:
    path = ledger.rejects_path(record)
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))[len(REJECT_COLUMNS) :]


@transaction.atomic
def mend(*, record: Import, rows: Mapping[int, list[str]], by: User) -> ImportDraft:
    """Mended rows (line → cells) as a draft with the choices of the import they come from."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*REJECT_COLUMNS, *rejected_header(record)])
    writer.writerows([line, "", *cells] for line, cells in sorted(rows.items()))
    draft = from_chunks(
        kind=record.kind,
        name=safe_name(f"mended-{record.file_name.partition('.')[0]}.csv"),
        chunks=[text.getvalue().encode()],
        source=record.source,
        by=by,
        like=draft_of(record),
    )
    draft.mends, draft.mended_lines, draft.remember = record, sorted(rows), False
    draft.whole = False  # a few rows of the file
    draft.save()
    return draft


def again(*, record: Import, by: User) -> ImportDraft:
    """The same file with the same choices once more. Raises ImportRefused when the file is gone."""
    old = draft_of(record)
    if old is None or not file_of(old).is_file():
        raise ImportRefused(_("The file is not kept any more: upload it again."))
    with file_of(old).open("rb") as file:
        draft = from_chunks(
            kind=old.kind,
            name=old.file_name,
            chunks=iter(partial(file.read, 1 << 20), b""),
            source=old.source,
            by=by,
            like=old,
        )
    draft.encoding, draft.delimiter, draft.header_row = old.encoding, old.delimiter, old.header_row
    draft.sheet, draft.found, draft.mapping = old.sheet, old.found, old.mapping
    draft.save()
    return draft


def draft_of(record: Import) -> ImportDraft | None:
    return ImportDraft.objects.filter(record=record).first()
