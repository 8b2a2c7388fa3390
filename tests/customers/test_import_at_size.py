"""A large file loses nothing but its bad rows, and memory does not grow with it.

How fast that is: bench/import_orders.py.
"""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import Sum

from customers.models import Visit
from tests.customers.importing import imported

CUSTOMERS = 2_000
BAD = 100
# Megabytes, of the importing process. A block of lines as text, as Arrow and as what COPY takes; Django.
MOST_MEMORY = 512
# What goes wrong with a row, and a word of the reason for it. %s: number of the row.
WRONG = (
    ("K0001,not a date,5.00,A%s,", "ts: “not a date” is no date"),
    ("K0001,2024-02-30 10:00:00,5.00,A%s,", "ts: “2024-02-30 10:00:00” is no date"),
    ("K0001,,5.00,A%s,", "ts is empty"),
    ("K0001,2035-01-01,5.00,A%s,", "is yet to come"),
    ("K0001,2024-03-01,a lot,A%s,", "amount: “a lot” is no amount"),
    ("K0001,2024-03-01,,A%s,", "amount is empty"),
    (",2024-03-01,5.00,A%s,", "customer_id is empty"),
    ("NOBODY,2024-03-01,5.00,A%s,", "no customer has the code “NOBODY”"),
    ("K0001,2024-03-01,5.00,A%s,,,one too many", "instead of 5"),
    ("K0001,2024-03-01,5.00", "instead of 5"),
    ("K0001,2024-03-01,5.00,A%s,perhaps", "“perhaps” is neither yes nor no"),
    ("K0001,2024-03-01,5.00,1.38E+10,", "is no code"),
)
# The highest memory of its own: what getrusage tells of a child may still be its parent's.
MEASURED = """
import re, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    status = open("/proc/self/status").read()
    sys.stderr.write("peak %s kB" % re.search(r"VmHWM:\\s+(\\d+)", status).group(1))
"""


@dataclass(frozen=True)
class File:
    """A till's export and what has to become of it: line → word of the reason for each bad row."""

    path: Path
    good: int
    total: Decimal
    wrong: dict[int, str]


def made(path: Path, *, rows: int, bad: int = BAD) -> File:
    """`rows` lines, `bad` of them wrong in every way in turn, spread from the first to the last."""
    spots = {1 + number * (rows - 1) // (bad - 1): number for number in range(bad)}
    wrong, cents = {}, 0
    with path.open("w") as file:
        file.write("customer_id,ts,amount,order_id,cancelled\n")
        for row in range(1, rows + 1):
            if row in spots:
                text, reason = WRONG[spots[row] % len(WRONG)]
                wrong[row + 1] = reason
                file.write((text % f"{row:07d}" if "%s" in text else text) + "\n")
            else:
                file.write(good(row))
                cents += row % 90_000
    return File(path, rows - bad, Decimal(cents) / 100, wrong)


def good(row: int) -> str:
    at = f"202{row % 4 + 1}-{row % 12 + 1:02d}-{row % 28 + 1:02d} {row % 24:02d}:{row % 60:02d}:00"
    cents = row % 90_000
    return (
        f"K{row % CUSTOMERS:04d},{at},{cents // 100}.{cents % 100:02d},A{row:07d},{'yes' * (row % 50 == 0)}\n"
    )


@pytest.fixture
def customers(transactional_db, settings, tmp_path) -> None:
    settings.LOCAL_DIR = tmp_path / "local"
    path = tmp_path / "customers.csv"
    path.write_text(
        "code,name\n" + "".join(f"K{number:04d},Customer {number}\n" for number in range(CUSTOMERS))
    )
    imported(path, "customers")


def by_the_command(file: File, *, local: Path) -> tuple[dict, int]:
    """`manage.py import_records --json` in a process of its own: (its last line, its peak in megabytes)."""
    # The suite's server, and of its databases the one of this test.
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {"DATABASE_URL": url, "TODAY": "2026-06-16", "LOCAL_DIR": str(local)}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "manage.py", "import_records", "visits", file.path, "--json"],
        cwd=configured.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1]), int(done.stderr.split()[-2]) // 1024


def rejected(path: str) -> Iterator[tuple[int, str]]:
    """(line, reason) of the rejects file."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for line, reason, *_cells in list(csv.reader(file))[1:]:
            yield int(line), reason


def check(file: File, *, local: Path) -> int:
    """Import it and see that exactly the bad rows are missing, each with its reason. Returns megabytes."""
    last, memory = by_the_command(file, local=local)
    assert (last["created"], last["rejected"]) == (file.good, len(file.wrong))
    assert last["read"] == file.good + len(file.wrong)
    found = list(rejected(last["rejects_file"]))
    assert [line for line, _reason in found] == sorted(file.wrong)
    assert [(line, reason) for line, reason in found if file.wrong[line] not in reason] == []
    assert Visit.objects.count() == file.good
    assert Visit.objects.aggregate(total=Sum("amount"))["total"] == file.total
    return memory


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads a process's peak in /proc")


@linux
def test_of_20_000_rows_exactly_the_100_bad_ones_are_rejected(customers, tmp_path):
    file = made(tmp_path / "till.csv", rows=20_000)
    assert check(file, local=tmp_path / "child") < MOST_MEMORY


@linux
@pytest.mark.long
def test_of_a_million_rows_exactly_the_100_bad_ones_are_rejected(customers, tmp_path):
    file = made(tmp_path / "till.csv", rows=1_000_000)
    assert check(file, local=tmp_path / "child") < MOST_MEMORY


@linux
@pytest.mark.long
def test_four_times_the_rows_need_no_more_memory(customers, tmp_path):
    quarter = check(made(tmp_path / "quarter.csv", rows=250_000), local=tmp_path / "child")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_visit CASCADE")
    whole = check(made(tmp_path / "whole.csv", rows=1_000_000), local=tmp_path / "child")
    assert whole < quarter * 1.25
