"""Excel and Parquet → CSV, run as a script of its own under limits on memory, time and output.

    python sheet_child.py IN OUT [SHEET]

Parsers of such files can be made to abort or to unfold without end; here that costs only this process. Each
line of OUT is the row's number and its cells; a workbook's sheets are listed on stdout. It ends with 0, or
with 3 and the name of a refusal on stderr.
"""

import contextlib
import csv
import resource
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

MEMORY = 2 << 30  # bytes of address space
SECONDS = 600  # of processor time
OUTPUT = 8 << 30  # bytes
MOST_UNZIPPED = 2 << 30  # bytes of all parts together
EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number


class Refusal(Exception):
    pass


def main(source: Path, target: Path, sheet: str = "") -> None:
    limit()
    with source.open("rb") as file:
        start = file.read(4)
    with target.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        if start == b"PAR1":
            parquet(source, writer)
        else:
            excel(source, writer, sheet)


def limit() -> None:
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, OUTPUT))
    for kind, most in limits:
        # Where the system refuses (macOS and memory) the other limits and the parent's clock remain.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def excel(source: Path, writer: Any, wanted: str) -> None:
    """One sheet's cells, without a name the first's; formulas by the value that was saved with them."""
    from openpyxl import load_workbook

    check_parts(source)
    book = load_workbook(source, read_only=True, data_only=True)
    names = [sheet.title for sheet in book.worksheets]
    print(*names, sep="\n")  # noqa: T201
    if wanted and wanted not in names:
        raise Refusal("no_sheet")
    sheet = book.worksheets[names.index(wanted) if wanted else 0]
    # The size that a sheet claims may be made up; without it rows end at their last cell.
    sheet.reset_dimensions()
    width = 0  # of the header
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = filled(row)
        width = width or len(cells)
        if cells:
            writer.writerow([number, *map(text, cells), *[""] * (width - len(cells))])


def filled(row: Sequence[Any]) -> Sequence[Any]:
    """Up to the last cell that is not empty."""
    last = len(row)
    while last and row[last - 1] is None:
        last -= 1
    return row[:last]


def check_parts(source: Path) -> None:
    """Refuse a bomb before anything is parsed: too much unzipped, or XML with a document type."""
    with zipfile.ZipFile(source) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            raise Refusal("not_excel")
        if sum(part.file_size for part in parts.infolist()) > MOST_UNZIPPED:
            raise Refusal("too_large")
        for part in parts.infolist():
            with parts.open(part) as file:
                if b"<!" in file.read(4096).replace(b"\0", b"").replace(b"<!--", b""):
                    raise Refusal("entities")


def text(cell: Any) -> str:
    """The cell as a CSV would hold it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).replace("\0", "")


def number(cell: int | float) -> str:
    """Whole numbers without a point. Beyond 15 digits the rest is lost: written so that it is no id."""
    if abs(cell) >= 10**EXACT_DIGITS:
        return f"{cell:.14E}"
    if cell == int(cell):
        return str(int(cell))
    return format(cell, ".15f").rstrip("0") if abs(cell) < 1 else repr(cell)


def parquet(source: Path, writer: Any) -> None:
    """All columns as text; nested ones are left empty."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    file = pq.ParquetFile(source)
    writer.writerow([0, *file.schema_arrow.names])
    row = 0
    for batch in file.iter_batches(50_000, use_threads=False):
        columns = [written(column) for column in batch.columns]
        writer.writerows(zip(range(row + 1, row + 1 + batch.num_rows), *columns, strict=True))
        row += batch.num_rows


def written(column: Any) -> list[str]:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_nested(kind):
        return [""] * len(column)
    if pa.types.is_floating(kind) or pa.types.is_boolean(kind) or not pa.types.is_string(kind):
        return [text(cell) for cell in column.to_pylist()]
    return [cell or "" for cell in column.to_pylist()]


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        sys.exit(3)
    except MemoryError:
        print("too_large", file=sys.stderr)  # noqa: T201
        sys.exit(3)
    except Exception as error:
        print("damaged", type(error).__name__, file=sys.stderr)  # noqa: T201
        sys.exit(3)
