"""`make run`: everything that a try-out needs, in one terminal, until Ctrl-C.

PostgreSQL and Valkey (embedded unless configured), migrations, the demo business on the first start, then
web, worker and beat under honcho. However this process ends, the others end too: the kernel tells them.
"""

import errno
import multiprocessing
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

from churn_crm import embedded, tryout
from churn_crm.bound import BoundManager
from churn_crm.embedded.places import ROOT
from churn_crm.embedded.processes import die_with_parent, wait_until

READY_SECONDS = 120
PORT_SECONDS = 4
EVERYWHERE = "0.0.0.0"  # noqa: S104
ROOT_WARNING = "You're running the worker with superuser privileges"
# `make check` and servers look over all pages; a start would spend most of its time on that.
SKIP_CHECKS = "--skip-checks"
STOPPED = (130, 143)  # honcho's codes for Ctrl-C and SIGTERM


class LaunchError(RuntimeError):
    """The try-out cannot start; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Run until Ctrl-C. `--bound`: end with the process that started this one (make)."""
    if "--bound" in arguments:
        die_with_parent(os.getppid(), signal.SIGTERM)
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _interrupt)
    try:
        return _run(os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000")
    except (LaunchError, tryout.TryoutError, embedded.EmbeddedError) as error:
        _say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        embedded.detach()


def _run(host: str, port: str) -> int:
    _check_port(host, port)
    os.environ.setdefault("SIMULATED_GATEWAY_URL", f"http://127.0.0.1:{_free_port_after(int(port))}")
    local = embedded.local_dir()
    _say(f"PostgreSQL and Valkey ... (data in {_short(local)})")
    embedded.attach()
    demo = tryout.choose_demo(local)
    tryout.settle(local)
    _say("Database tables ...")
    _manage("migrate", "--no-input", "--verbosity", "0")
    _say(f"Demo business ({demo}) ... the first time this takes a while")
    _manage("demo", "--name", demo)
    if embedded.application_url():
        _manage("application_role", embedded.APPLICATION)
    _say("Web, worker and beat ...")
    return _serve(host, port, local)


def _serve(host: str, port: str, local: Path) -> int:
    multiprocessing.set_start_method("fork")  # the kernel watches the process that forked
    address = f"http://{'127.0.0.1' if host == EVERYWHERE else host}:{port}/"
    manager = BoundManager(when_started=partial(_welcome, address))
    # As on a server: what works with the rows owns no table. A database of somebody's own is his affair.
    environment = {
        **os.environ,
        "DATABASE_URL": embedded.application_url() or os.environ["DATABASE_URL"],
        "CELERY_SKIP_CHECKS": "true",
    }
    for name, command in _commands(host, port, local).items():
        manager.add_process(name, command, cwd=ROOT, env=environment)
    signal.signal(signal.SIGHUP, lambda signum, frame: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    _say("Stopping PostgreSQL and Valkey ...")
    return 0 if manager.returncode in STOPPED else manager.returncode or 0


def _commands(host: str, port: str, local: Path) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    # That one should not work as root is true of servers; a try-out in a container often is root.
    celery = [sys.executable, "-W", f"ignore:{ROOT_WARNING}", "-m", "celery", "--quiet", "--app", "churn_crm"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-mingle"]
    gunicorn = [*python, "gunicorn", "churn_crm.wsgi", "--bind", f"{host}:{port}"]
    return {
        "web": [*gunicorn, "--workers", "2", "--threads", "4", "--no-control-socket"],
        "worker": [*worker, "--hostname", "worker@%h", "--loglevel", "info"],
        # Woken every two seconds: it would fill the terminal with that.
        "sender": [*worker, "--hostname", "sender@%h", "--queues", "outbox", "--loglevel", "warning"],
        "beat": [*celery, "beat", "--schedule", str(local / "beat-schedule"), "--pidfile="],
        **_gateway(python, port, local),
    }


def _gateway(python: list[str], port: str, local: Path) -> dict[str, list[str]]:
    """The simulated SMS gateway, unless a real one is configured."""
    if os.environ.get("SMS_GATEWAY", "simulated") != "simulated":
        return {}
    own_port = os.environ["SIMULATED_GATEWAY_URL"].rsplit(":", 1)[1]
    hooks = f"http://127.0.0.1:{port}/hooks/simulated/"
    ledger = str(local / "simulated-gateway.sqlite3")
    options = ["--port", own_port, "--ledger", ledger, "--hooks", hooks]
    return {"gateway": [*python, "outbox.simulator", *options]}


def _manage(*arguments: str) -> None:
    """Run a management command, which ends when we do; raises LaunchError when it fails."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments, SKIP_CHECKS]
    bound = partial(die_with_parent, os.getpid(), signal.SIGTERM)
    code = subprocess.run(command, check=False, preexec_fn=bound).returncode
    if code != 0:
        raise LaunchError(f"`manage.py {shlex.join(arguments)}` failed; its message stands above.")


def _welcome(address: str) -> None:
    """Say where the pages are and who may log in, as soon as they answer."""
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(f"{address}healthz"):
        if time.monotonic() > deadline:
            _say(f"{address} has not answered for {READY_SECONDS} s; see the messages above.")
            return
        time.sleep(0.2)
    logins = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--logins", SKIP_CHECKS],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    who = logins.stdout.rstrip() or "Open it: on the first day it asks who you are, later who logs in."
    _say(f"\nChurn CRM is ready: {address}\n{who}\nCtrl-C stops everything.\n")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _check_port(host: str, port: str) -> None:
    """Raise LaunchError unless the port can be used; one that was killed just now may still be leaving it."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise LaunchError(f"PORT={port!r}: write a number such as 8000")
    if not wait_until(lambda: _is_free(host, int(port)), seconds=PORT_SECONDS):
        raise LaunchError(f"Port {port} on {host} is taken. Try another one: make run PORT={int(port) + 1}")


def _free_port_after(port: int) -> int:
    """The first free port beyond that of the pages, for the simulated gateway."""
    return next(other for other in range(port + 10, 65536) if _is_free("127.0.0.1", other))


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise LaunchError(f"Port {port} on {host} cannot be used: {error.strerror}") from error
        return True


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
