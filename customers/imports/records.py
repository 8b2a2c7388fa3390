"""Lines of text → records of cells with true line numbers. A broken record costs its own line, no other."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

DELIMITERS = ",;\t|"
LONGEST_CELL = 32_767  # characters, as in a spreadsheet
BLOCK_LINES = 100_000
LARGEST_BLOCK = (1 << 31) - 1  # bytes

csv.field_size_limit(LONGEST_CELL)


@dataclass(frozen=True)
class Block:
    """Records of one stretch of the file.

    lines: int64, where each record begins; columns: text, one for each header; broken: (line, cells) of
    records with another number of cells.
    """

    lines: pa.Array
    columns: list[pa.Array]
    broken: list[tuple[int, list[str]]]

    @property
    def last_line(self) -> int:
        """The line on which its last record begins; 0 for an empty block."""
        last = [line for line, _cells in self.broken[-1:]]
        return max([*last, *self.lines[-1:].to_pylist()], default=0)

    def cells(self, row: int) -> list[str]:
        return [column[row].as_py() for column in self.columns]

    def first(self, most: int) -> "Block":
        """Its first `most` records."""
        every = sorted([*self.lines.to_pylist(), *(line for line, _cells in self.broken)])
        if len(every) <= most:
            return self
        end = every[most]
        whole = pc.sum(pc.less(self.lines, end)).as_py() or 0
        return Block(
            self.lines[:whole],
            [column[:whole] for column in self.columns],
            [(line, cells) for line, cells in self.broken if line < end],
        )


class Feed:
    """Lines that remember what was taken, and can be put back."""

    def __init__(self, lines: Iterable[str], line: int) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.line = line  # of the next line to be taken

    def __iter__(self) -> "Feed":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        self.line += 1
        return line

    def start_record(self) -> int:
        self.taken = []
        return self.line

    def put_back_all_but_first(self) -> str:
        """Take only the first line of the record, as it stands."""
        self._again.extend(reversed(self.taken[1:]))
        self.line -= len(self.taken) - 1
        return self.taken[0]

    def block(self, size: int) -> list[str]:
        """The next lines, without a record in mind."""
        again = [self._again.pop() for _ in range(min(size, len(self._again)))]
        lines = again + list(islice(self._lines, size - len(again)))
        self.line += len(lines)
        return lines

    def return_block(self, lines: list[str]) -> None:
        self._again.extend(reversed(lines))
        self.line -= len(lines)


def sniff(header: str) -> str:
    """The delimiter that occurs most in the header line, outside quotes."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def read_header(
    lines: Iterator[str], *, row: int = 0, delimiter: str = "", numbered: bool = False
) -> tuple[list[str], str, int]:
    """(cells, delimiter, lines used) of the first line from `row` on that is not blank; else ([], ",", n).

    row: line number from 1; of a numbered copy the number that stands in front. delimiter: "" finds out.
    """
    for number, line in enumerate(lines, start=1):
        place = int(line.partition(",")[0] or 0) if numbered and row else number
        if place >= row and line.strip(" \t\r\n" + DELIMITERS):
            delimiter = delimiter or sniff(line)
            reader = csv.reader(chain([line], lines), delimiter=delimiter)
            return next(reader), delimiter, number - 1 + reader.line_num
    return [], ",", 0


def blocks(lines: Iterable[str], *, delimiter: str, width: int, line: int) -> Iterator[Block]:
    """All records after the header. line: the number of the first of `lines`. Blank rows are left out."""
    feed = Feed(lines, line)
    while True:
        start = feed.line
        block = feed.block(BLOCK_LINES)
        if not block:
            return
        fast = one_a_line(start, block, delimiter, width)
        if fast is None:
            feed.return_block(block)
            fast = sorted_out(one_by_one(feed, len(block), delimiter, width), width)
        yield fast


def one_a_line(line: int, block: list[str], delimiter: str, width: int) -> Block | None:
    """Read lines that are a record each, quickly. None when one may not be, is blank or has another width."""
    text = "".join(block)
    if '"' in text and any(part.count('"') % 2 for part in block):
        return None
    names = [str(place) for place in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(text.encode()),
            pyarrow.csv.ReadOptions(column_names=names, block_size=LARGEST_BLOCK),
            pyarrow.csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[]),
        )
    except pa.ArrowInvalid:
        return None
    columns = [column.combine_chunks() for column in table.columns]
    if table.num_rows != len(block) or has_blank_row(columns):
        return None
    return Block(pa.array(range(line, line + len(block)), pa.int64()), columns, [])


def has_blank_row(columns: list[pa.Array]) -> bool:
    filled = pc.greater(pc.binary_length(columns[0]), 0)
    if pc.all(filled).as_py():
        return False
    for column in columns[1:]:
        filled = pc.or_(filled, pc.greater(pc.binary_length(column), 0))
    return not pc.all(filled).as_py()


def one_by_one(feed: Feed, size: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """Records of about `size` lines. One that ends wrong costs its first line; the rest is read again."""
    end = feed.line + size
    while feed.line < end:
        line = feed.start_record()
        try:
            cells = next(csv.reader(feed, delimiter=delimiter, strict=True), None)
        except csv.Error:
            cells = []
        if cells is None:
            return
        wrong = len(trimmed(cells, width)) != width
        if wrong and feed.taken and (len(feed.taken) > 1 or not cells):
            cells = [feed.put_back_all_but_first().rstrip("\r\n")]
        yield line, cells


def sorted_out(records: Iterable[tuple[int, list[str]]], width: int) -> Block:
    lines, whole, broken = [], [], []
    for line, cells in records:
        cells = trimmed(cells, width)
        if len(cells) == width and any(map(str.strip, cells)):
            lines.append(line)
            whole.append(cells)
        elif any(map(str.strip, cells)):
            broken.append((line, cells))
    columns = list(zip(*whole, strict=True)) or [()] * width
    return Block(pa.array(lines, pa.int64()), [pa.array(column, pa.string()) for column in columns], broken)


def trimmed(cells: list[str], width: int) -> list[str]:
    """Without the empty cells that spreadsheets add at the end of a row."""
    last = len(cells)
    while last > width and not cells[last - 1].strip():
        last -= 1
    return cells[:last]
