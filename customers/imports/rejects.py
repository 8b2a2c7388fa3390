"""The rejected rows as a file: why, and their cells as they came, to be mended and imported again."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from customers.imports.columns import REJECT_COLUMNS
from customers.imports.staging import Stage
from customers.imports.tables import Table

LAST_LINE = (1 << 63) - 1
# A spreadsheet would compute such a cell. A number may begin with its sign.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]+$)")


def write(stage: Stage, table: Table, path: Path) -> int:
    """Write the rejected rows in the order of the file. Returns how many; no file for none."""
    path.unlink(missing_ok=True)
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
    """(line, reason, cells) by line. What PostgreSQL refused has no cells: then the file is read again."""
    if stage.one("SELECT EXISTS (SELECT FROM {rejects} WHERE cells IS NULL)"):
        yield from out_of_file(stage, table)
    else:
        for line, reason, cells in between(stage, -1, LAST_LINE):
            yield line, reason, json.loads(cells or "[]")


def out_of_file(stage: Stage, table: Table) -> Iterator[tuple[int, str, list[str]]]:
    before = -1
    for block, _done in table.blocks():
        rows = {line: row for row, line in enumerate(block.lines.to_pylist())}
        for line, reason, cells in between(stage, before, block.last_line):
            yield line, reason, json.loads(cells) if cells else block.cells(rows[line])
        before = max(before, block.last_line)


def between(stage: Stage, first: int, last: int) -> Iterator[tuple[int, str, str | None]]:
    """Rejects after line `first` up to `last`, each with its first reason, a thousand at a time."""
    text = """
        SELECT DISTINCT ON (line) line, reason, cells FROM {rejects}
        WHERE line > %(first)s AND line <= %(last)s ORDER BY line LIMIT 1000
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(stage.sql(text), {"first": first, "last": last})
            page = cursor.fetchall()
        yield from page
        if not page:
            return
        first = page[-1][0]


def harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
