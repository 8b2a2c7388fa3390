"""A file of any kind as a table: a header, and blocks of text columns with true line numbers."""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from customers.imports import decoding, records
from customers.imports.errors import ImportRefused

CHILD = Path(__file__).with_name("sheet_child.py")
CHILD_SECONDS = 900  # by the clock


@dataclass(frozen=True)
class Shape:
    """What a person says about a file; empty and 0: it is found out.

    delimiter: one sign; header_row: of the file, from 1; sheet: of a workbook, by name.
    """

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""


AS_FOUND = Shape()


@dataclass
class Table:
    """A private UTF-8 copy that can be read again and again. numbered: the first cell is the row's number."""

    copy: Path
    name: str
    numbered: bool = False
    header: list[str] = field(default_factory=list)
    delimiter: str = ","
    header_lines: int = 0
    encoding: str = ""
    sheets: list[str] = field(default_factory=list)
    header_row: int = 1  # of the file

    def read_header(self, shape: Shape = AS_FOUND) -> None:
        delimiter = "" if self.numbered else shape.delimiter
        with self.lines() as lines:
            cells, self.delimiter, self.header_lines = records.read_header(
                lines, row=shape.header_row, delimiter=delimiter, numbered=self.numbered
            )
        self.header = [cell.strip() for cell in (cells[1:] if self.numbered else cells)]
        self.header_row = int(cells[0]) if self.numbered and cells else max(1, self.header_lines)

    def first_rows(self, most: int) -> list[tuple[int, list[str]]]:
        """(line, cells) of the first lines as they stand, before a header is known."""
        with self.lines() as lines:
            first = [line.rstrip("\r\n") for line in islice(lines, most)]
        rows = []
        for number, line in enumerate(first, start=1):
            cells = next(csv.reader([line], delimiter="," if self.numbered else records.sniff(line)), [])
            rows.append((int(cells[0]), cells[1:]) if self.numbered and cells else (number, cells))
        return rows

    @contextmanager
    def lines(self) -> Iterator[Any]:
        # newline="": a line break inside a quoted cell stays what it is.
        with self.copy.open(encoding="utf-8", newline="") as file:
            yield file

    def blocks(self) -> Iterator[tuple[records.Block, float]]:
        """Blocks of records, each with the share of the file that is read by then."""
        size = max(self.copy.stat().st_size, 1)
        width = len(self.header) + self.numbered
        with self.lines() as lines:
            for _line in islice(lines, self.header_lines):
                pass
            start = self.header_lines + 1
            for block in records.blocks(lines, delimiter=self.delimiter, width=width, line=start):
                yield self.renumbered(block), min(lines.buffer.tell() / size, 1.0)

    def has_rows(self) -> bool:
        with self.lines() as lines:
            return any(line.strip() for line in islice(lines, self.header_lines, None))

    def renumbered(self, block: records.Block) -> records.Block:
        if not self.numbered:
            return block
        return records.Block(
            pc.cast(block.columns[0], pa.int64()),
            block.columns[1:],
            [(int(cells[0]), cells[1:]) for _line, cells in block.broken],
        )


@contextmanager
def opened(
    path: Path,
    *,
    workspace: Path,
    shape: Shape = AS_FOUND,
    guess: Callable[["Table"], int] | None = None,
    check: bool = True,
) -> Iterator[Table]:
    """The file as a table, for as long as the context lasts.

    workspace: folder for the private copy; guess: finds the header's row where the shape does not say;
    check: whether it must have a sound header and rows. Raises ImportRefused for what is no table.
    """
    if path.is_dir():
        raise ImportRefused(_("%(file)s is a folder: name a file in it.") % {"file": path})
    if not path.is_file():
        raise ImportRefused(_("There is no file %(file)s.") % {"file": path})
    if not os.access(path, os.R_OK):
        raise ImportRefused(_("You may not read %(file)s.") % {"file": path})
    workspace.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace, prefix="reading-") as folder:
        table = copied(path, Path(folder) / "copy.csv", shape)
        if guess and not shape.header_row:
            shape = replace(shape, header_row=guess(table))
        table.read_header(shape)
        if check:
            check_header(table)
        yield table


def copied(path: Path, copy: Path, shape: Shape) -> Table:
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise ImportRefused(_("%(file)s is empty.") % {"file": path.name})
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(
            _("%(file)s is an old Excel file (.xls), or has a password. Save it as .xlsx without one.")
            % {"file": path.name}
        )
    if start.startswith((b"PK\x03\x04", b"PAR1")):
        return Table(copy, path.name, numbered=True, sheets=unpack(path, copy, shape.sheet))
    return Table(copy, path.name, encoding=decoding.to_utf8(path, copy, encoding=shape.encoding))


def unpack(path: Path, copy: Path, sheet: str) -> list[str]:
    """Excel or Parquet to CSV, in a process that may fail. Returns the workbook's sheets."""
    refusals = {
        "not_excel": _("%(file)s is a zip file, but no Excel workbook."),
        "too_large": _("%(file)s unfolds to more than we read. Save the sheet as CSV and import that."),
        "entities": _("%(file)s holds a document type, which no workbook needs: it is refused."),
        "no_sheet": _("%(file)s has no such sheet."),
    }
    damaged = _("%(file)s cannot be read: it is damaged or no workbook. Open it, save it anew and try again.")
    try:
        child = subprocess.run(
            [sys.executable, "-I", CHILD, path.resolve(), copy, sheet],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=CHILD_SECONDS,
        )
        reason = child.stderr.strip().rpartition("\n")[2]
    except subprocess.TimeoutExpired:
        child, reason = None, "too_large"
    if child is None or child.returncode:
        raise ImportRefused(refusals.get(reason, damaged) % {"file": path.name})
    return child.stdout.splitlines()


def check_header(table: Table) -> None:
    """Raises ImportRefused for no header, a header without rows, empty and repeated headers."""
    if not table.header:
        raise ImportRefused(_("%(file)s is empty.") % {"file": table.name})
    empty = [str(place) for place, name in enumerate(table.header, start=1) if not name]
    if empty:
        raise ImportRefused(
            _("%(file)s: column %(places)s has no header. Give it a name or delete it.")
            % {"file": table.name, "places": ", ".join(empty)}
        )
    repeated = sorted({name for name in table.header if table.header.count(name) > 1})
    if repeated:
        raise ImportRefused(
            _("%(file)s: several columns are called %(names)s. Give each its own name.")
            % {"file": table.name, "names": ", ".join(repeated)}
        )
    if not table.has_rows():
        raise ImportRefused(_("%(file)s has a header and no rows.") % {"file": table.name})
