"""Everything that sends, as processes to be killed: database, Valkey, worker, two beats, web, gateway."""

import json
import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psycopg2
import redis

from churn_crm.embedded.places import ROOT
from churn_crm.embedded.processes import Lock

SECRET = "fleet"
KEEPER = """
import sys
from churn_crm import embedded
services = embedded.attach()
print(services.database_url, services.redis_url, flush=True)
sys.stdin.read()
"""
BUSINESS = """
import django; django.setup()
from tests.outbox.sent_business import {what}
{what}({argument})
"""


class Fleet:
    """A LOCAL_DIR, its servers, and the processes over them. `faults`: of the gateway, as options."""

    def __init__(self, faults: dict[str, float], *, seed: int) -> None:
        self.dice = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="fleet-"))
        self.folder.chmod(0o711)
        self.faults = {**faults, "seed": seed}
        self.processes: dict[str, subprocess.Popen] = {}
        self.keepers: list[subprocess.Popen] = []
        self.web_port, self.gateway_port = free_port(), free_port()
        self.database_url, self.redis_url = self.attach()
        self.environment = {
            **os.environ,
            "ENVIRONMENT": "test",
            "LOCAL_DIR": str(self.folder / "local"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DJANGO_SETTINGS_MODULE": "churn_crm.settings",
            "SECRET_KEY": secrets.token_hex(30),
            "SMS_GATEWAY": "simulated",
            "SIMULATED_GATEWAY_URL": f"http://127.0.0.1:{self.gateway_port}",
            "SIMULATED_GATEWAY_SECRET": SECRET,
            "GATEWAY_TIMEOUT": "2",
            "SENDING_LEASE": "10",
            "SENDING_SETTLES_AFTER": "5",
            "LOG_LEVEL": "WARNING",
        }

    # ------------------------------------------------------------ servers
    def attach(self) -> tuple[str, str]:
        """A process that keeps both servers running; starts those that are not."""
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER],
            cwd=ROOT,
            env={**inherited, "LOCAL_DIR": str(self.folder / "local")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.keepers.append(keeper)
        assert keeper.stdout is not None
        database_url, redis_url = keeper.stdout.readline().split()
        return database_url, redis_url

    def stop_database_at_once(self) -> None:
        """As when the power goes: no checkpoint, every connection cut. Then it is started again."""
        os.kill(self._postmaster(), signal.SIGQUIT)
        time.sleep(self.dice.uniform(0.2, 1.5))
        self.attach()

    def _postmaster(self) -> int:
        postgres = self.folder / "local" / "postgres"
        elsewhere = postgres / "elsewhere"
        base = Path(elsewhere.read_text().strip()) if elsewhere.exists() else postgres
        return int((base / "server" / "data" / "postmaster.pid").read_text().split()[0])

    def flush_valkey(self) -> None:
        redis.Redis.from_url(self.redis_url).flushall()

    def fill_valkey(self) -> None:
        """Out of memory: it refuses every command that would write."""
        valkey = redis.Redis.from_url(self.redis_url)
        valkey.config_set("maxmemory", 1)
        time.sleep(self.dice.uniform(0.5, 2))
        valkey.config_set("maxmemory", 0)

    def take_all_connections(self) -> None:
        """Of the database, until it has none left for anybody."""
        taken = []
        with suppress(psycopg2.OperationalError):
            while True:
                taken.append(psycopg2.connect(self.database_url))
        time.sleep(self.dice.uniform(0.5, 2))
        for connection in taken:
            connection.close()

    # ---------------------------------------------------------- processes
    def commands(self) -> dict[str, list[str]]:
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "--quiet", "--app", "churn_crm"]
        ledger = str(self.folder / "gateway.sqlite3")
        hooks = f"http://127.0.0.1:{self.web_port}/hooks/simulated/"
        options = [f"--{name}={value}" for name, value in self.faults.items()]
        gateway = ["outbox.simulator", "--port", str(self.gateway_port), "--ledger", ledger, "--hooks", hooks]
        address = f"127.0.0.1:{self.web_port}"
        gunicorn = ["gunicorn", "churn_crm.wsgi", "--bind", address, "--threads", "4", "--no-control-socket"]
        return {
            "gateway": [*python, *gateway, *options],
            "web": [*python, *gunicorn],
            "sender": [*celery, "worker", "--queues", "outbox", "--concurrency", "2", "--without-mingle"],
            "beat-1": [*celery, "beat", "--schedule", str(self.folder / "beat-1"), "--pidfile="],
            "beat-2": [*celery, "beat", "--schedule", str(self.folder / "beat-2"), "--pidfile="],
        }

    def see_to(self, *names: str) -> None:
        """Start what does not run, of these or of all."""
        for name, command in self.commands().items():
            process = self.processes.get(name)
            if (not names or name in names) and (process is None or process.poll() is not None):
                with (self.folder / f"{name}.log").open("ab") as log:
                    self.processes[name] = subprocess.Popen(
                        command,
                        cwd=ROOT,
                        env=self.environment,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )

    def begin(self) -> None:
        """Start everything, and wait until pages and gateway answer."""
        self.see_to()
        for port in (self.web_port, self.gateway_port):
            assert wait_for(lambda port=port: answers(port), seconds=60), self.last_words()

    def last_words(self) -> str:
        """The ends of the logs, for the message of a test that fails."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-1500:]}" for log in logs)

    def kill_child(self) -> None:
        """One worker child, in the middle of whatever it does."""
        children = self._children("sender")
        if children:
            os.kill(self.dice.choice(children), signal.SIGKILL)

    def kill_parent(self) -> None:
        self.processes["sender"].kill()

    def kill_group(self) -> None:
        os.killpg(self.processes["sender"].pid, signal.SIGKILL)

    def deploy(self) -> None:
        """Asked to end while it sends, as for a new version; killed when it has not within some seconds."""
        sender = self.processes["sender"]
        sender.terminate()
        with suppress(subprocess.TimeoutExpired):
            sender.wait(self.dice.uniform(1, 4))
        with suppress(ProcessLookupError):
            os.killpg(sender.pid, signal.SIGKILL)

    def kill_beat(self) -> None:
        self.processes[self.dice.choice(["beat-1", "beat-2"])].kill()

    def freeze_child(self) -> None:
        """Stopped for longer than its lease, then it goes on as if nothing had been."""
        children = self._children("sender")
        if children:
            child = self.dice.choice(children)
            os.kill(child, signal.SIGSTOP)
            subprocess.Popen(["sh", "-c", f"sleep 12; kill -CONT {child}"], stderr=subprocess.DEVNULL)

    def _children(self, name: str) -> list[int]:
        pid = self.processes[name].pid
        listed = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in listed.read_text().split()] if listed.exists() else []

    # -------------------------------------------------------------- asking
    def run(self, what: str, argument: object = "") -> None:
        """One function of tests.outbox.sent_business in a process of its own; raises when it fails."""
        code = BUSINESS.format(what=what, argument=repr(argument) if argument != "" else "")
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True)

    def migrate(self) -> None:
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def ask(self, query: str) -> list[tuple]:
        connection = psycopg2.connect(self.database_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query)
                return cursor.fetchall()
        finally:
            connection.close()

    def ledger(self, query: str) -> list[tuple]:
        """What the gateway has written down."""
        with closing(sqlite3.connect(self.folder / "gateway.sqlite3")) as ledger:
            return ledger.execute(query).fetchall()

    def end(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for keeper in self.keepers:
            keeper.kill()
            keeper.wait()
        wait_for(self._servers_stopped, seconds=60)
        for elsewhere in (self.folder / "local").glob("*/elsewhere"):
            shutil.rmtree(elsewhere.read_text().strip(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _servers_stopped(self) -> bool:
        locks = [Lock(path) for path in (self.folder / "local").glob("*/supervisor.lock")]
        stopped = all(lock.try_shared() for lock in locks)
        for lock in locks:
            lock.release()
        return stopped


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Ask every half second until it holds. Returns whether it did."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.5)
    return True


def answer_from_phone(fleet: Fleet, phone: str, text: str) -> None:
    """The owner of a phone writes back, over the gateway."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{fleet.gateway_port}/phones/{phone}/replies",
        data=json.dumps({"text": text}).encode(),
        headers={"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
        pass
