"""What the benchmarks share: a database of their own, the clock beside the processor, and a table."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "churn_crm.settings")
os.environ.setdefault("TODAY", "2026-06-16")
os.environ.setdefault("LOG_LEVEL", "WARNING")


@contextmanager
def database(name: str, *, keep: bool = False) -> Iterator[None]:
    """An empty database inside the configured server; with keep the one that is there, and it stays."""
    from churn_crm import embedded

    embedded.attach()
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=keep, serialize=False)
    try:
        yield
    finally:
        if not keep:
            connection.creation.destroy_test_db(name, verbosity=0)


def processor_time() -> float:
    """Seconds of this process and of its connection's; only of this one where the system does not tell."""
    from django.db import connection

    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + (int(told.read_text().split()[0]) / 1e9 if told.exists() else 0)


def queue_time() -> float:
    """Seconds in which this process and its connection's were ready, and others had the processors."""
    from django.db import connection

    connection.ensure_connection()
    told = [Path(f"/proc/{pid}/schedstat") for pid in ("self", connection.connection.info.backend_pid)]
    return sum(int(one.read_text().split()[1]) / 1e9 for one in told if one.exists())


def timed(step: Callable[[], Any]) -> tuple[Any, float, float]:
    """(what came of it, seconds by the clock, seconds of the processor)."""
    began, worked = time.perf_counter(), processor_time()
    done = step()
    return done, time.perf_counter() - began, processor_time() - worked


def say(what: str, *cells: object) -> None:
    """A line of the table; at once, since the next one may take long."""
    words = [f"{cell:.2f}" if isinstance(cell, float) else f"{cell}" for cell in cells]
    print(f"{what:<40}" + "".join(f"{word:>14}" for word in words), flush=True)
