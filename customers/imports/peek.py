"""Glimpses of a file for the page: sample cells with masked phones, a line read in several encodings."""

import re
from collections.abc import Iterable
from pathlib import Path

from churn_crm.ui import figures
from customers.imports.decoding import MARKS, opened
from customers.models import ImportDraft

PHONE = re.compile(r"(\+?86)?\s?1[3-9]\d{9}|\+\d{8,15}")
START = 1 << 12  # bytes
LONGEST_LINE = 120
TRIED = ("utf-8", "gb18030", "big5")


def shown(samples: Iterable[str]) -> list[str]:
    return [masked(cell) for cell in samples]


def masked(cell: str) -> str:
    """A cell that is a phone number, masked."""
    return figures.masked_phone(cell) if PHONE.fullmatch(cell) else cell


def readings(path: Path, draft: ImportDraft) -> list[tuple[str, str, bool]]:
    """(encoding, the line after the header, whether it is the chosen one) in some encodings."""
    used = draft.encoding or draft.found["encoding"]
    if not path.is_file():
        return []
    with opened(path) as file:
        start = file.read(START)
    for mark, _encoding in MARKS:
        start = start.removeprefix(mark)
    others = () if used.startswith("utf-16") else TRIED
    names = dict.fromkeys([used, *others])
    return [(name, line_of(start, name, draft.found["header_row"]), name == used) for name in names]


def line_of(start: bytes, encoding: str, number: int) -> str:
    lines = start.decode(encoding, errors="replace").splitlines()
    line = lines[number] if len(lines) > number else next(iter(lines[-1:]), "")
    return re.sub(r"1[3-9]\d{9}", lambda match: figures.masked_phone(match[0]), line[:LONGEST_LINE])
