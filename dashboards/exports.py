"""Lists as CSV that a spreadsheet opens as text: a byte order mark, and no cell that acts as a formula."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from churn_crm.ui import chips
from dashboards.rows import page_of

BATCH = 2000
ACTING = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(rows: Any, *, name: str) -> StreamingHttpResponse:
    """All rows of the list, page by page, so that memory does not grow with it."""
    # The lines leave when the request's language is gone.
    head = [
        _("Code"),
        _("Customer"),
        _("Branch"),
        _("Owner"),
        _("Tier"),
        _("Echelon"),
        _("Last visit"),
        _("Amount"),
    ]
    response = StreamingHttpResponse(
        _lines(rows, head, get_language()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: Any, head: list[str], language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(head)
    cursor: str | None = ""
    while cursor is not None:
        page = page_of(rows, after=cursor, size=BATCH)
        with override(language):
            cells = [_cells(customer, amount) for customer, amount in page.rows]
        for row in cells:
            yield writer.writerow([harmless(cell) for cell in row])
        cursor = page.cursor or None


def _cells(customer: Any, amount: Any) -> list[Any]:
    standing = getattr(customer, "standing", None)
    return [
        customer.code,
        customer.name,
        customer.branch.name,
        customer.owner.name,
        chips.away(standing) if standing else "",
        (standing.echelon or "") if standing else "",
        standing.last_visit_on or "" if standing else "",
        amount,
    ]


def harmless(cell: Any) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(ACTING) else text
