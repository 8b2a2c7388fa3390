"""How fast orders or visits are imported: makes a CSV with some bad rows, imports it, prints what it took.

    python bench/import_orders.py [--visits] [--rows 1000000] [--customers 50000] [--bad 100]
        [--create-customers]

The database is the one that manage.py would use; choose a LOCAL_DIR of its own to leave yours alone.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = datetime(2022, 1, 1)  # noqa: DTZ001 - as a till writes it
# What a workshop writes beside an order, and who has been at it.
ABOUT_A_VISIT = ("plate", "technician")
BAD = ("not a date", "2024-02-30 10:00:00", "")


def make(path: Path, *, rows: int, customers: int, bad: int, visits: bool, seed: int = 7) -> None:
    """A till's export: customer_id, ts, amount, order_id, cancelled; `bad` rows spread over it.

    visits: with the customer's plate and the technician, too.
    """
    random_ = random.Random(seed)
    every = rows // bad if bad else rows + 1
    with path.open("w") as file:
        file.write(",".join(("customer_id,ts,amount,order_id,cancelled", *ABOUT_A_VISIT * visits)) + "\n")
        for number in range(rows):
            at = FIRST + timedelta(seconds=random_.randrange(4 * 365 * 86_400))
            when = BAD[number % len(BAD)] if bad and number % every == every - 1 else at.isoformat(" ")
            amount = random_.randrange(100, 100_000) / 100
            cancelled = random_.random() < 0.02
            customer = random_.randrange(customers)
            about = f",川A{customer:05d},Technician {number % 12}" if visits else ""
            file.write(f"K{customer:06d},{when},{amount},A{number:08d},{cancelled}{about}\n")


def make_customers(path: Path, customers: int) -> None:
    with path.open("w") as file:
        file.write("code,name\n")
        file.writelines(f"K{number:06d},Customer {number}\n" for number in range(customers))


def run(*arguments: str | Path) -> dict:
    """manage.py import_records … --json → its last line."""
    command = [sys.executable, ROOT / "manage.py", "import_records", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(options: argparse.Namespace) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        orders = Path(folder) / "orders.csv"
        make(
            orders,
            rows=options.rows,
            customers=options.customers,
            bad=options.bad,
            visits=options.visits,
        )
        extra = ["--create-customers"] if options.create_customers else []
        if not options.create_customers:
            people = Path(folder) / "customers.csv"
            make_customers(people, options.customers)
            run("customers", people)
        result = run("orders", orders, "--source", options.source, *extra)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return result | {"rows_per_second": round(result["read"] / result["seconds"]), "peak_mb": round(memory)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visits", action="store_true", help="with plate and technician")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--bad", type=int, default=100)
    parser.add_argument("--source", default="bench")
    parser.add_argument("--create-customers", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options)
    if options.json:
        print(json.dumps(result))
        return
    what, speed = "visits" if options.visits else "orders", result["rows_per_second"]
    print(f"{result['read']:,} {what} in {result['seconds']:.1f} s: {speed:,} a second")
    print(f"{result['rejected']} rejected, peak memory of the import {result['peak_mb']} MB")


if __name__ == "__main__":
    main()
