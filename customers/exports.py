"""The customer list as a file: CSV as it is read, or a workbook; cells stay text, who took them is kept."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers import listing
from customers.columns import Column
from customers.models import Customer, Export
from customers.querysets import CustomerQuerySet
from staff.exporting import check_export
from staff.models import User

BATCH = 2_000
ACTING = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # by which Excel knows UTF-8
# A sheet holds 1,048,576 rows, and is only sent when it is complete.
MOST_IN_A_SHEET = 100_000


class Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def begin(*, by: User, kind: str, query: str) -> Export:
    """The ledger's row, before the first customer leaves. Raises PermissionDenied for who may not export."""
    check_export(by)
    return Export.objects.create(by=by, at=clock.now(), kind=kind, query=query, with_phones=by.sees_phones)


def finish(record: Export, rows: int) -> None:
    record.rows, record.finished = rows, True
    record.save(update_fields=["rows", "finished"])


def head(columns: list[Column]) -> list[str]:
    return [
        _("Code"),
        _("Customer"),
        _("Latin name"),
        _("VIP"),
        _("Value echelon"),
        *(str(c.label) for c in columns),
    ]


def cells(customer: Customer, columns: list[Column], words: dict[str, Any]) -> list[Any]:
    """words: of this row's yes and no, and whether phone numbers are whole."""
    found = getattr(customer, "standing", None)
    echelon = found.echelon if found else None
    first = [customer.code, customer.name, customer.latin_name, words["yes"] if customer.vip else "", echelon]
    return first + [value_of(column, customer, whole=words["phones"]) for column in columns]


def value_of(column: Column, customer: Customer, *, whole: bool) -> Any:
    """A phone number is whole only for those who may see it whole."""
    hidden = column.name == "phone" and not whole
    return column.shown(customer) if hidden else column.value(customer)


def rows(
    customers: CustomerQuerySet, columns: list[Column], record: Export, *, sort: str
) -> Iterator[list[Any]]:
    """The head and every customer, by pages, so that memory does not grow; the ledger counts along.

    The words are those of the reader's language now: the lines leave when the request is over.
    """
    return in_language(get_language(), customers, columns, record, sort)


def in_language(
    language: str | None, customers: CustomerQuerySet, columns: list[Column], record: Export, sort: str
) -> Iterator[list[Any]]:
    with override(language):
        yes, first = _("yes"), head(columns)
    yield first
    words = {"yes": yes, "phones": record.with_phones}
    count, cursor, more = 0, "", True
    while more:
        page = listing.page(customers, sort=sort, cursor=cursor, size=BATCH)
        with override(language):
            block = [cells(customer, columns, words) for customer in page.rows]
        count += len(block)
        # Counted before they leave: a download that is broken off was seen as far as this.
        Export.objects.filter(pk=record.pk).update(rows=count)
        yield from block
        cursor, more = page.cursor, bool(page.cursor)
    finish(record, count)


def csv_lines(found: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield MARK
    for row in found:
        yield writer.writerow([harmless("" if cell is None else cell) for cell in row])


def harmless(cell: Any) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(ACTING) else text


def check_size(customers: CustomerQuerySet) -> None:
    """Raises ValidationError when a workbook would be too large."""
    if customers.order_by()[: MOST_IN_A_SHEET + 1].count() > MOST_IN_A_SHEET:
        raise ValidationError(
            _("A workbook takes at most %(most)s customers. Take CSV, or narrow the list.")
            % {"most": figures.figure(MOST_IN_A_SHEET)}
        )


def workbook(found: Iterable[list[Any]]) -> IO[bytes]:
    """An xlsx file, written row by row. Text is written as text, whatever it begins with."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        fill(book, found)
    file.seek(0)
    return file


def fill(book: xlsxwriter.Workbook, found: Iterable[list[Any]]) -> None:
    sheet = book.add_worksheet()
    bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for place, row in enumerate(found):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell, None if place else bold)
            elif isinstance(cell, date):
                sheet.write_datetime(place, column, cell, dated)
            elif cell is not None:
                sheet.write_number(place, column, cell)
