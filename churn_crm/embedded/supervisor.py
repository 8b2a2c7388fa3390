"""The process that owns one server: starts it, publishes its URL, stops it when nobody needs it any more."""

import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Protocol

from churn_crm.embedded.places import EmbeddedError, Place, find_place, state_dir
from churn_crm.embedded.processes import Lock, stop, wait_until

IDLE_SECONDS = 2.0
STOP_SECONDS = 60.0
LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class Running:
    """A server that answers: its process, its URL, and the signals that stop it, the gentlest first."""

    process: Popen[bytes]
    url: str
    stop_signals: tuple[int, ...]


class Start(Protocol):
    """Start the server in its place and wait until it answers; raises EmbeddedError."""

    def __call__(self, place: Place) -> Running: ...


def supervise(kind: str, local: Path, start: Start) -> int:
    """Run the server until nobody needs it. Returns the exit code: 1 if it could not start or broke down."""
    state = state_dir(local, kind)
    lock = Lock(state / "supervisor.lock")
    # Clients touch this lock for a moment to see whether somebody holds it.
    if not wait_until(lock.try_exclusive, seconds=1):
        return 0
    _clear(state)
    _shorten_log(state / "log.txt")
    signal.signal(signal.SIGTERM, _leave)
    try:
        running = start(find_place(state))
    except (EmbeddedError, OSError) as error:
        _say(f"could not start: {error}")
        (state / "failure.txt").write_text(f"{error}\n")
        return 1
    try:
        _publish(state, running.url)
        return _attend(running, Lock(state / "clients.lock"))
    finally:
        _clear(state)
        stop(running.process, running.stop_signals, patience=STOP_SECONDS)
        _say("stopped")


def _attend(running: Running, clients: Lock) -> int:
    """Wait until nobody holds the clients' lock; keep it then, so that newcomers wait for our end."""
    _say(f"started, pid {running.process.pid}")
    idle_since = time.monotonic()
    while running.process.poll() is None:
        if not clients.try_exclusive():
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > IDLE_SECONDS:
            return 0
        else:
            clients.unlock()
        time.sleep(0.25)
    _say(f"the server ended by itself, exit code {running.process.returncode}")
    return 1


def _publish(state: Path, url: str) -> None:
    written = state / "service.json.new"
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"url": url, "supervisor": os.getpid()}, file)
    written.rename(state / "service.json")


def _clear(state: Path) -> None:
    for name in ("service.json", "service.json.new", "failure.txt"):
        (state / name).unlink(missing_ok=True)


def _shorten_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        os.truncate(log, 0)


def _leave(signum: int, frame: object) -> None:
    raise SystemExit(0)


def _say(text: str) -> None:
    """Into the log, which is where the client that started us sent our standard error."""
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} supervisor {os.getpid()}: {text}\n")
    sys.stderr.flush()
