"""How long a night takes: python bench/nightly.py [--customers 100000 1000000] [--json]

Fills a database of its own for each size with BG/NBD-like customers, 20 visits each on average, and learns
a model from them that the nights follow (neither is counted; with --prior they follow none). Nights run in
processes of their own: the first, which is the baseline of all movements; the usual one, of which the figures
are; and with --workers 2 once more by so many processes together. Of each step the seconds by the clock and
those of the processor, PostgreSQL's apart, which say the same on a busy machine; and the peak memory of a
process. Between nights tables are vacuumed, as they are in a day. Everybody is scored before anything is
planned, so that `said` holds no planning.

lifetimes, installed in an environment of its own (--alone: not), reads the same visits from PostgreSQL, in
chunks by pandas as usual, sums up, fits and predicts. The ratio is of that to our reading, features, scores,
reasons, tiers and their writing, by the processor, and by the clock. `said` are the seconds in which at least
one thread was at one of these steps; while it was, the other may have been at movements and signals.
"""

import argparse
import json
import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import _lifetimes
from _measuring import database, say

NAME = "bench_nightly_{}"
LAST = date(2026, 6, 16)
DAYS = (date(2026, 6, 14), date(2026, 6, 15), date(2026, 6, 16))
# What is said, to be compared with others; movements, signals, actions and cares are what is made of it.
SAID = ("visits", "features", "history", "scoring", "snapshots", "standing", "sorting")

CUSTOMERS = """
INSERT INTO customers_customer (code, kind, name, latin_name, phone, email, wechat, region, branch_id,
    owner_id, vip, sensitivity, since, version, created_at)
SELECT 'B' || n, 'person', 'Customer ' || n, '', '', '', '', '', %(branch)s, %(owner)s, n %% 33 = 0,
    'unknown', '2023-01-01', 1, now()
FROM generate_series(1, %(customers)s) AS n
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'customers_visit' AND indexname NOT LIKE '%%pkey'
"""
# As they came in: day by day, everybody's.
VISITS = """
INSERT INTO customers_visit (customer_id, day, at, amount, counts, in_rhythm, cancelled, source, number, nth)
SELECT customer_id, day, day + row_number() OVER () * interval '1 ms', cents / 100.0, true, true, false,
    'bench', '', 1
FROM (SELECT * FROM bench_visits ORDER BY day) AS drawn
"""
THEIR_STEPS = ("read", "summary", "fit", "predict")
# Runs in the other environment: what lifetimes does for less (four columns, one probability).
THEIRS = """
import json, os, sys, time
import pandas as pd, sqlalchemy
from lifetimes import BetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data
engine = sqlalchemy.create_engine(os.environ["VISITS"]).connect().execution_options(stream_results=True)
began = time.perf_counter()
asked = "SELECT customer_id, day FROM customers_visit WHERE counts AND day <= '" + sys.argv[1] + "'"
chunks = pd.read_sql(sqlalchemy.text(asked), engine, chunksize=200_000, parse_dates=["day"])
rows = pd.concat(chunks, ignore_index=True)
read = time.perf_counter()
summary = summary_data_from_transaction_data(rows, "customer_id", "day")
summarised = time.perf_counter()
fitter = BetaGeoFitter().fit(summary.frequency, summary.recency, summary["T"])
fitted = time.perf_counter()
fitter.conditional_probability_alive(summary.frequency, summary.recency, summary["T"])
ended = time.perf_counter()
print(json.dumps({"read": read - began, "summary": summarised - read, "fit": fitted - summarised,
    "predict": ended - fitted}))
"""
TOLD = ("seconds", "processor", "peak_mb", "lifetimes_seconds", "ratio", "ratio_processor", "together")


def main() -> None:
    options = parsed()
    options.lifetimes = None if options.alone else options.lifetimes or _lifetimes.python()
    found = {customers: measured(customers, options) for customers in options.customers}
    told: dict[str, Any] = {"customers": {str(customers): of for customers, of in found.items()}}
    if len(found) > 1:
        small, large = min(found), max(found)
        for name, by in (("growth", "seconds"), ("growth_processor", "processor")):
            told[name] = round(found[large][by]["said"] / found[small][by]["said"], 2)
    largest = found[max(found)]
    told |= {name: largest.get(name) for name in TOLD}
    if options.json:
        print(json.dumps(told))
    elif "growth" in told:
        say("growth, by clock and processor", told["growth"], told["growth_processor"])


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--customers", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument(
        "--lifetimes", metavar="PYTHON", help="of an environment that has lifetimes, else made"
    )
    parser.add_argument("--alone", action="store_true", help="without lifetimes")
    parser.add_argument("--workers", type=int, default=2, help="processes that share one more night")
    parser.add_argument("--threads", type=int, default=2, help="parts of a night at a time in a process")
    parser.add_argument("--prior", action="store_true", help="nights that follow no learned model")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use it when it is there")
    parser.add_argument("--json", action="store_true", help="as the last line")
    return parser.parse_args()


def measured(customers: int, options: argparse.Namespace) -> dict[str, Any]:
    """Everything about one size; each part in a process of its own, so that its memory is its own."""
    with database(NAME.format(customers), keep=options.keep):
        connected = dict(os.environ, DATABASE_URL=url())
        visits = alone(connected, fill, customers)
        alone(connected, start_anew)
        alone(connected, learn_nothing if options.prior else learn)
        first = alone(connected, night, DAYS[0], options.threads)
        alone(connected, vacuum)
        usual = alone(connected, night, DAYS[1], options.threads)
        found = {"visits": visits, "first": first, **usual}
        for night_of in (first, found):
            night_of.pop("spans")
        if options.workers > 1:
            alone(connected, vacuum)
            found["together"] = together(connected, options.workers, DAYS[2])
        if options.lifetimes:
            found["lifetimes"] = theirs(options.lifetimes, connected["DATABASE_URL"], DAYS[1])
            found["lifetimes_seconds"] = round(sum(found["lifetimes"][step] for step in THEIR_STEPS), 1)
            found["ratio"] = round(found["lifetimes_seconds"] / usual["seconds"]["said"], 2)
            worked = found["lifetimes"]["processor"]
            found["ratio_processor"] = round(worked / usual["processor"]["said"], 2)
    report(customers, found)
    return found


def url() -> str:
    """The address of the benchmark's database."""
    from django.db import connection

    configured = urlsplit(os.environ["DATABASE_URL"])
    return configured._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def alone(environment: Mapping[str, str], work: Callable[..., Any], *given: Any) -> Any:
    """What it returns, done in a new process."""
    return together_each(environment, 1, work, *given)[0]


def together_each(
    environment: Mapping[str, str], processes: int, work: Callable[..., Any], *given: Any
) -> list:
    with ProcessPoolExecutor(processes, get_context("spawn"), attached, (dict(environment),)) as pool:
        return [begun.result() for begun in [pool.submit(work, *given) for _ in range(processes)]]


def attached(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    import django

    django.setup()


def fill(customers: int) -> int:
    """Make customers and visits unless they are there. Returns how many visits there are."""
    from django.db import connection, transaction

    from customers.models import Customer, Visit
    from staff.models import Branch, User

    if Customer.objects.count() == customers:
        return Visit.objects.count()
    # All or nothing: a database that is kept is used again as it is.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner = User.objects.create(username="bench", name="Bench")
        branch = Branch.objects.create(code="bench", name="Bench", pool_owner=owner)
        cursor.execute(CUSTOMERS, {"branch": branch.pk, "owner": owner.pk, "customers": customers})
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        stage_visits(cursor, customers)
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("ALTER TABLE customers_visit DISABLE TRIGGER USER")
        cursor.execute(VISITS)
        cursor.execute("ALTER TABLE customers_visit ENABLE TRIGGER USER")
        cursor.execute("DROP TABLE bench_visits")
        for _name, definition in indexes:
            cursor.execute(definition)
    vacuum()
    return Visit.objects.count()


def stage_visits(cursor: Any, customers: int) -> None:
    """The drawn rows as a table, in pieces of some megabytes."""
    import io

    import numpy as np
    import pandas as pd
    from _purchases import DAYS as SPAN
    from _purchases import drawn

    from customers.models import Customer

    who, day, cents = drawn(customers)
    ids = np.array(Customer.objects.order_by("pk").values_list("pk", flat=True))
    ordinals = LAST.toordinal() - SPAN + 1 + day
    cursor.execute("CREATE UNLOGGED TABLE bench_visits (customer_id bigint, day date, cents bigint)")
    for first in range(0, len(who), 500_000):
        rows = slice(first, first + 500_000)
        days = (ordinals[rows] - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        text = pd.DataFrame({"id": ids[who[rows] - 1], "day": days, "cents": cents[rows]})
        cursor.copy_expert(
            "COPY bench_visits FROM STDIN WITH (FORMAT csv)",
            io.StringIO(text.to_csv(header=False, index=False)),
        )


def start_anew() -> None:
    """Take back what earlier nights left in a database that was kept."""
    from django.db import connection

    from retention.night import take_back

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_customerstanding, signals_snapshot")
    take_back(after=date.min)
    vacuum()


def learn() -> None:
    """A model of all that was known on the eve of the first night, in use. Nobody asks whether it is the
    better one: a contest would take longer than the nights."""
    from dataclasses import replace

    from signals.learning.training import fit
    from signals.models import ChurnModel
    from signals.policies import scoring_policy
    from signals.purchases import read_in_one_unit
    from signals.upkeep import store
    from signals.upkeep.training import prior_of

    if ChurnModel.objects.champion():
        return
    policy, eve = scoring_policy(), DAYS[0] - timedelta(days=1)
    history, units = read_in_one_unit(until=eve)
    fitted = fit(history, through=eve.toordinal(), horizon=policy.horizon_days, prior=prior_of(policy))
    row = store.keep(replace(fitted, facts={**fitted.facts, "units": units}))
    store.put_into_use(row, verdict={"why": "bench"})


def learn_nothing() -> None:
    """The policy's prior holds, also where an earlier run has learned."""
    from signals.models import ChurnModel

    ChurnModel.objects.all().delete()


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def night(day: date, threads: int) -> dict[str, Any]:
    """One night, in this process."""
    from django.db import connection

    from retention import night as nights
    from signals.stopwatch import Stopwatch

    connection.ensure_connection()
    steps = Steps()
    Stopwatch.step = lambda watch, name: steps.step(watch, name)  # type: ignore[assignment, method-assign]
    began, before = time.perf_counter(), all_time()
    run = nights.run_night(day=day, threads=threads)
    ended, after = time.perf_counter(), all_time()
    worked = {name: sum(of) for name, of in steps.processor.items()}
    return {
        "seconds": rounded({**run.timings, "said": covered(steps.spans), "night": ended - began}),
        "processor": rounded({**worked, "said": of_said(worked), "night": after - before}),
        "postgresql": rounded(steps.postgresql | {"said": of_said(steps.postgresql)}),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "load": round(os.getloadavg()[0], 1),
        "counts": run.counts,
        "spans": steps.spans,
    }


def rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    return {name: round(of, 2) for name, of in seconds.items()}


def of_said(seconds: Mapping[str, float]) -> float:
    return sum(seconds.get(name, 0) for name in SAID)


class Steps:
    """A stopwatch's step that also keeps when each began and ended, and the processor's seconds of each: of
    its thread and of its thread's process of PostgreSQL."""

    def __init__(self) -> None:
        from signals.stopwatch import Stopwatch

        self.by_clock, self.lock = Stopwatch.step, threading.Lock()
        self.spans: list[tuple[float, float]] = []  # of the steps that are said
        self.processor: dict[str, list[float]] = {}
        self.postgresql: dict[str, float] = {}

    @contextmanager
    def step(self, watch: Any, name: str) -> Iterator[None]:
        began, own, asked = time.perf_counter(), time.thread_time(), backend_time()
        with self.by_clock(watch, name):
            yield
        own, asked = time.thread_time() - own, backend_time() - asked
        with self.lock:
            self.processor.setdefault(name, []).append(own + asked)
            self.postgresql[name] = self.postgresql.get(name, 0) + asked
            if name in SAID:
                self.spans.append((began, time.perf_counter()))


def covered(spans: Iterable[tuple[float, float]]) -> float:
    """Seconds in which at least one of them was under way; of processes too, which share the clock."""
    total, until = 0.0, 0.0
    for began, ended in sorted(spans):
        total += max(ended - max(began, until), 0)
        until = max(until, ended)
    return total


def backend_time() -> float:
    """Processor seconds of this thread's process of PostgreSQL; 0 where it is not told."""
    from django.db import connection

    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0


def all_time() -> float:
    """Processor seconds of this process and of PostgreSQL."""
    return time.process_time() + server_time()


def server_time() -> float:
    """Processor seconds of all processes of PostgreSQL, ended ones too; 0 where it is not told."""
    from django.db import connection

    connection.ensure_connection()

    def told(process: int) -> list[str]:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()

    if not Path("/proc/self/stat").exists():
        return 0.0
    parent = int(told(connection.connection.info.backend_pid)[1])
    ticks = sum(map(int, told(parent)[11:15]))
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = told(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # ended meanwhile
            ticks += sum(map(int, fields[11:13])) if int(fields[1]) == parent else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def together(environment: Mapping[str, str], workers: int, day: date) -> dict[str, Any]:
    """One night by several processes, as workers do it; `night` is that of the last to end."""
    found = together_each(environment, workers, night, day, 1)
    return {
        "workers": workers,
        "said": round(covered(span for one in found for span in one["spans"]), 2),
        "said_processor": round(sum(one["processor"]["said"] for one in found), 2),
        "night": max(one["seconds"]["night"] for one in found),
        "peak_mb": max(one["peak_mb"] for one in found),
        "load": found[0]["load"],
    }


def theirs(python: str, address: str, day: date) -> dict[str, float]:
    """Seconds of lifetimes on the same visits; `processor`: of all steps, PostgreSQL's too."""
    environment = dict(os.environ, VISITS=address.replace("postgres://", "postgresql+psycopg2://"))
    told, served = resource.getrusage(resource.RUSAGE_CHILDREN), server_time()
    ran = subprocess.run(
        [python, "-c", THEIRS, day.isoformat()],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = after.ru_utime + after.ru_stime - told.ru_utime - told.ru_stime
    found = {**json.loads(ran.stdout), "processor": own + server_time() - served}
    return {name: round(value, 2) for name, value in found.items()}


def report(customers: int, found: Mapping[str, Any]) -> None:
    first = found["first"]
    say(
        f"{customers:,} customers, {found['visits']:,} visits",
        "first night",
        "processor",
        "usual",
        "processor",
        "PostgreSQL's",
    )
    for step, seconds in found["seconds"].items():
        cells = (first["seconds"].get(step, 0.0), first["processor"].get(step, 0.0))
        usual = (seconds, *(found[of].get(step, 0.0) for of in ("processor", "postgresql")))
        say(f"  {step}", *cells, *usual)
    say("  peak memory, MB", first["peak_mb"], "", found["peak_mb"])
    say("  load", first["load"], "", found["load"])
    if "together" in found:
        of = found["together"]
        say(f"  of {of['workers']} workers: said, the night", of["said"], of["said_processor"], of["night"])
    for step, seconds in found.get("lifetimes", {}).items():
        say(f"  lifetimes: {step}", seconds)
    if "lifetimes" in found:
        say("  times ours, by clock and processor", found["ratio"], found["ratio_processor"])


if __name__ == "__main__":
    main()
