"""The rejected rows as a file: why, and their cells as they came, to be mended and imported again."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from customers.imports.columns import REJECT_COLUMNS
from customers.imports.staging import Stage
from customers.imports.tables import Table

# A spreadsheet would compute such a cell. A number may begin with its sign.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]+$)")


def write(stage: Stage, table: Table, path: Path) -> int:
    """Write the rejected rows in the order of the file. Returns how many; no file for none."""
    if not stage.one("SELECT EXISTS (SELECT FROM {rejects})"):
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    count = 0
    # With its mark spreadsheets read UTF-8 right.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*REJECT_COLUMNS, *table.header])
        for line, reason, cells in with_cells(stage, table):
            writer.writerow([line, reason, *map(harmless, cells)])
            count += 1
    return count


def with_cells(stage: Stage, table: Table) -> Iterator[tuple[int, str, list[str]]]:
    """Read the file once more, beside its rejects, both in the order of lines."""
    rows = table.rows()
    for line, reason in reasons(stage):
        cells = next((cells for number, cells in rows if number == line), [])
        yield line, reason, cells


def reasons(stage: Stage) -> Iterator[tuple[int, str]]:
    """(line, first reason), ordered, a thousand at a time."""
    text = "SELECT DISTINCT ON (line) line, reason FROM {rejects} WHERE line > %s ORDER BY line LIMIT 1000"
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(stage.sql(text), [last])
            page = cursor.fetchall()
        yield from page
        if not page:
            return
        last = page[-1][0]


def harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
