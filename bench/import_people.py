"""Customers and contacts through the import wizard, and back: python bench/import_people.py [--rows 5000]

Each file is uploaded, mapped and run as on the page: new, the same again, and with every row changed. Then
the change and the making are undone, each as a whole. In a database of its own inside the configured server.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from _measuring import database, say, timed

NAME = "bench_people"
CONTACT = "customer,name,role,phone,email"
CUSTOMER = "code,name,phone,email,region"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder, database(NAME):
        from django.conf import settings

        settings.LOCAL_DIR = Path(folder)  # uploads are kept there
        by = somebody()
        say(f"{rows:,} rows, seconds", "clock", "processor", "rows/second", "made", "changed", "unchanged")
        for kind, make in (("customers", customers), ("contacts", contacts)):
            there_and_back(kind, make, rows, by)
            imported(kind, make(rows, ""), "made again", by)


def somebody() -> Any:
    from staff.models import Branch, Business, User

    by = User.objects.create(username="bench", name="Bench", role="manager")
    Business.objects.create(name="Bench")
    Branch.objects.create(code="bench", name="Bench", pool_owner=by)
    return by


def customers(rows: int, changed: str) -> str:
    """changed: is added to every region."""
    lines = (f"K{n:06d},Customer {n},138{n:08d},k{n}@example.com,North{changed}\n" for n in range(rows))
    return "".join([f"{CUSTOMER}\n", *lines])


def contacts(rows: int, changed: str) -> str:
    """changed: is added to every role."""
    lines = (f"K{n:06d},Contact {n},Buyer{changed},139{n:08d},c{n}@example.com\n" for n in range(rows))
    return "".join([f"{CONTACT}\n", *lines])


def there_and_back(kind: str, make: Any, rows: int, by: Any) -> None:
    made = imported(kind, make(rows, ""), "new", by)
    imported(kind, make(rows, ""), "the same again", by)
    changed = imported(kind, make(rows, " 2"), "each row changed", by)
    undone(kind, changed, "undo of the change", rows, by)
    undone(kind, made, "undo of what was made", rows, by)


def imported(kind: str, text: str, what: str, by: Any) -> Any:
    from customers.imports import drafts, running

    def run() -> Any:
        draft = drafts.from_chunks(kind=kind, name=f"{kind}.csv", chunks=[text.encode()], source="", by=by)
        record = drafts.start(draft=draft)
        running.run(record=record)
        record.refresh_from_db()
        return record

    record, clock, processor = timed(run)
    if record.state != "done" or record.rows_rejected:
        raise SystemExit(f"{kind}, {what}: {record.state}, {record.rows_rejected} rejected, {record.error}")
    counts = (record.rows_created, record.rows_updated, record.rows_unchanged)
    say(f"{kind}: {what}", clock, processor, f"{sum(counts) / clock:,.0f}", *counts)
    return record


def undone(kind: str, record: Any, what: str, rows: int, by: Any) -> None:
    from customers.imports.undo import undo

    record, clock, processor = timed(lambda: undo(record=record, by=by))
    if record.kept.exists():
        raise SystemExit(f"{kind}, {what}: {record.kept.count()} rows were kept")
    say(f"{kind}: {what}", clock, processor, f"{rows / clock:,.0f}")


if __name__ == "__main__":
    main()
