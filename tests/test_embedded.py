"""The embedded servers, with real processes: start, share, end, and survive what `kill -9` leaves behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from churn_crm.embedded.places import ROOT
from churn_crm.embedded.processes import Lock, is_alive

AS_ROOT = os.geteuid() == 0
CLIENT = """
import sys
from churn_crm import embedded
services = embedded.attach()
print(services.database_url, services.redis_url, flush=True)
sys.stdin.read()
embedded.detach()
"""


class Machine:
    """A LOCAL_DIR and the processes that use it."""

    def __init__(self, local: Path) -> None:
        self.local = local
        self.clients: list[subprocess.Popen[str]] = []

    def client(self, **environment: str) -> subprocess.Popen[str]:
        """A process that attaches, prints the two URLs and stays until its input is closed."""
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        process = subprocess.Popen(
            [sys.executable, "-c", CLIENT],
            cwd=ROOT,
            env={**inherited, "LOCAL_DIR": str(self.local), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.clients.append(process)
        return process

    def service(self, kind: str = "postgres") -> dict:
        """What the supervisor published: url and supervisor (its pid)."""
        return json.loads((self.local / kind / "service.json").read_text())

    def server_pid(self) -> int:
        return int((self._server() / "data" / "postmaster.pid").read_text().split()[0])

    def _server(self) -> Path:
        elsewhere = self.local / "postgres" / "elsewhere"
        return (
            Path(elsewhere.read_text().strip()) if elsewhere.exists() else self.local / "postgres"
        ) / "server"

    def is_stopped(self) -> bool:
        """Has every supervisor let go of its lock? It does so last, after its server has ended."""
        locks = [Lock(path) for path in self.local.glob("*/supervisor.lock")]
        stopped = all(lock.try_shared() for lock in locks)
        for lock in locks:
            lock.release()
        return stopped

    def clean(self) -> None:
        for client in self.clients:
            client.kill()
            client.wait()
            for stream in (client.stdin, client.stdout):
                stream.close()
        eventually(self.is_stopped)
        for elsewhere in self.local.glob("*/elsewhere"):
            shutil.rmtree(elsewhere.read_text().strip())
        for socket in self.local.glob("postgres/server/socket.txt"):
            shutil.rmtree(socket.read_text().strip())


@pytest.fixture
def machine() -> Iterator[Machine]:
    # Not below pytest's own folder, which is closed to the account that the servers of root run as.
    with tempfile.TemporaryDirectory(prefix="embedded-") as folder:
        Path(folder).chmod(0o711)
        machine = Machine(Path(folder) / "local")
        yield machine
        machine.clean()


def urls(client: subprocess.Popen[str]) -> tuple[str, str]:
    database_url, redis_url = client.stdout.readline().split()
    return database_url, redis_url


def leave(client: subprocess.Popen[str]) -> None:
    client.stdin.close()
    assert client.wait(timeout=60) == 0


def ask(url: str, query: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def eventually(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_both_servers_start_serve_chinese_and_stop_after_the_last_client(machine):
    first, second = machine.client(), machine.client()
    database_url, redis_url = urls(first)
    assert urls(second) == (database_url, redis_url)
    assert ask(database_url, "CREATE EXTENSION pg_trgm; SELECT cardinality(show_trgm('张伟'))") == [(3,)]
    assert ask(database_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
    assert redis.Redis.from_url(redis_url).ping()

    leave(first)
    assert ask(database_url, "SELECT 1") == [(1,)]
    server = machine.server_pid()
    leave(second)
    assert machine.is_stopped()
    assert not is_alive(server)


def test_kill_9_of_client_and_supervisor_leaves_nothing_running_and_loses_nothing(machine):
    client = machine.client()
    database_url, _ = urls(client)
    ask(database_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    server, supervisor = machine.server_pid(), machine.service()["supervisor"]

    os.kill(supervisor, signal.SIGKILL)
    client.kill()
    successor = machine.client()
    assert urls(successor)[0] == database_url
    assert ask(database_url, "SELECT answer FROM kept") == [(42,)]
    assert machine.server_pid() != server

    successor.kill()
    eventually(machine.is_stopped)


@pytest.mark.long
def test_a_killed_server_starts_anew_beside_its_stale_pid_file(machine):
    client = machine.client()
    database_url, _ = urls(client)
    ask(database_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    server, pid_file = machine.server_pid(), machine._server() / "data" / "postmaster.pid"
    stale = pid_file.read_text()
    os.kill(server, signal.SIGKILL)
    eventually(lambda: not (machine.local / "postgres" / "service.json").exists())
    # The number now belongs to a process that is no server, as after a restart of the machine.
    pid_file.write_text(stale.replace(str(server), str(os.getpid()), 1))

    assert ask(urls(machine.client())[0], "SELECT answer FROM kept") == [(42,)]


@pytest.mark.long
def test_many_who_start_at_once_share_one_server(machine):
    clients = [machine.client() for _ in range(6)]
    assert len({urls(client) for client in clients}) == 1
    log = (machine.local / "postgres" / "log.txt").read_text()
    assert log.count("database system is ready to accept connections") == 1


@pytest.mark.skipif(not AS_ROOT, reason="only root gives the servers another account")
def test_root_in_a_closed_folder_keeps_the_data_where_the_server_can_go(machine, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    machine.local = closed / "local"
    database_url, _ = urls(machine.client())
    assert ask(database_url, "SELECT 1") == [(1,)]
    assert closed.stat().st_mode & 0o777 == 0o700
    assert Path(f"/proc/{machine.server_pid()}").stat().st_uid != 0


@pytest.mark.long
def test_a_long_path_does_not_break_the_socket(machine):
    machine.local = machine.local / ("long" * 12) / ("path" * 12)
    if AS_ROOT:
        machine.local.parent.mkdir(parents=True)
        machine.local.parent.parent.chmod(0o711)
    assert ask(urls(machine.client())[0], "SELECT 1") == [(1,)]


def test_what_the_environment_names_is_respected_and_only_the_other_one_embedded(machine):
    database_url, redis_url = urls(machine.client(DATABASE_URL="postgres://somebody@elsewhere/theirs"))
    assert database_url == "postgres://somebody@elsewhere/theirs"
    assert redis.Redis.from_url(redis_url).ping()
    assert not (machine.local / "postgres").exists()


def test_production_refuses_the_embedded_servers(machine):
    client = subprocess.run(
        [sys.executable, "-c", CLIENT],
        cwd=ROOT,
        env={
            "ENVIRONMENT": "production",
            "LOCAL_DIR": str(machine.local),
            "DATABASE_URL": "postgres://a@b/c",
        },
        capture_output=True,
        text=True,
    )
    assert "ENVIRONMENT=production needs REDIS_URL" in client.stderr


def test_a_folder_that_cannot_be_made_is_a_clear_error(machine):
    machine.local.write_text("a file")
    client = subprocess.run(
        [sys.executable, "-c", CLIENT],
        cwd=ROOT,
        env={"LOCAL_DIR": str(machine.local)},
        capture_output=True,
        text=True,
    )
    assert "Set LOCAL_DIR to a folder" in client.stderr
