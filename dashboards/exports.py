"""Lists as CSV that a spreadsheet opens as text: a byte order mark, and no cell that acts as a formula."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from customers.models import Tier
from dashboards.rows import page_of

BATCH = 2000
ACTING = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(rows: Any, *, name: str) -> StreamingHttpResponse:
    """All rows of the list, page by page, so that memory does not grow with it."""
    # The words are chosen now: the lines leave when the request's language is gone.
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
    tiers = {tier.value: str(tier.label) for tier in Tier}
    response = StreamingHttpResponse(_lines(rows, head, tiers), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: Any, head: list[str], tiers: dict[int, str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(head)
    cursor: str | None = ""
    while cursor is not None:
        page = page_of(rows, after=cursor, size=BATCH)
        for customer, amount in page.rows:
            yield writer.writerow([harmless(cell) for cell in _cells(customer, amount, tiers)])
        cursor = page.cursor or None


def _cells(customer: Any, amount: Any, tiers: dict[int, str]) -> list[Any]:
    standing = getattr(customer, "standing", None)
    return [
        customer.code,
        customer.name,
        customer.branch.name,
        customer.owner.name,
        tiers[standing.tier] if standing else "",
        (standing.echelon or "") if standing else "",
        standing.last_visit_on or "" if standing else "",
        amount,
    ]


def harmless(cell: Any) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(ACTING) else text
