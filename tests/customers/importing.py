"""What the tests of the import share: a file of bytes, and the import of it."""

from pathlib import Path
from typing import Any

from customers.imports import Summary, Wish, import_file


def written(folder: Path, content: str | bytes, name: str = "till.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def imported(path: Path, kind: str = "visits", **wish: Any) -> Summary:
    wish.setdefault("create_customers", kind != "customers")
    return import_file(wish=Wish(kind=kind, path=path, **wish))


def counts(summary: Summary) -> tuple[int, int, int, int]:
    """(created, updated, unchanged, rejected); read is always their sum."""
    record = summary.record
    four = (record.rows_created, record.rows_updated, record.rows_unchanged, record.rows_rejected)
    assert record.rows_read == sum(four)
    return four


def reasons(summary: Summary) -> list[str]:
    """Each line of the rejects file: line, reason and cells."""
    if summary.rejects_file is None:
        return []
    return summary.rejects_file.read_text(encoding="utf-8-sig").splitlines()[1:]
