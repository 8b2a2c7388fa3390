"""The embedded PostgreSQL: its cluster, its private socket, its start."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.sql import SQL, Identifier

from churn_crm.embedded.installations import ADVICE, Binaries, choose
from churn_crm.embedded.places import EmbeddedError, Place
from churn_crm.embedded.processes import is_alive, spawn, wait_until
from churn_crm.embedded.roles import APPLICATION, OWNER
from churn_crm.embedded.supervisor import Running

NAME = OWNER  # of the database as of the role that owns it
START_SECONDS = 120  # recovery after a crash may take most of it
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
SOCKET_PATH_BYTES = 90  # the kernel's limit is 107, and PostgreSQL adds its file name

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "200",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "wal_buffers": "64MB",  # a night writes more than 16 MB between two commits
    "temp_buffers": "64MB",  # a part of a night is staged in 20 MB and read three times
}


def start(place: Place) -> Running:
    """Start PostgreSQL on a private socket, its database made; raises EmbeddedError."""
    cluster = place.server / "data"
    binaries = choose(cluster).reached_from(place)
    if not cluster.exists():
        _create_cluster(binaries, cluster, place)
    _end_predecessor(cluster)
    socket = _socket_dir(place)
    process = _run(binaries, cluster, socket, place)
    _wait_until_it_answers(process, socket, place)
    _create_database(socket)
    return Running(process, _url(socket), (signal.SIGINT, signal.SIGQUIT))


def _url(socket: Path) -> str:
    return f"postgres://{NAME}@/{NAME}?host={quote(str(socket))}&port={SETTINGS['port']}"


def _create_cluster(binaries: Binaries, cluster: Path, place: Place) -> None:
    """initdb beside its final name: what was killed half-way is not taken for a cluster."""
    unfinished = cluster.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # Not plain C: pg_trgm drops Chinese under it. The builtin provider needs no locale of the system.
    locale = ["--locale-provider=builtin"] if binaries.major >= 17 else []
    initdb: list[str | Path] = [
        binaries.bin / "initdb",
        "--pgdata",
        unfinished,
        "--username=postgres",
        "--auth=trust",
    ]
    made = subprocess.run(
        [*initdb, "--encoding=UTF8", *locale, "--locale=C.UTF-8"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=_environment(),
        **place.popen_options(),
    )
    if made.returncode != 0:
        raise EmbeddedError(f"initdb failed: {made.stderr.strip()[-1000:]} {ADVICE}")
    unfinished.rename(cluster)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _end_predecessor(cluster: Path) -> None:
    """After `kill -9`: wait for a server that is still ending, remove the pid file of one that is gone."""
    pid_file = cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        pid_file.unlink(missing_ok=True)
        return
    if _serves(pid, cluster):
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not _serves(pid, cluster), seconds=30)
    if _serves(pid, cluster):
        raise EmbeddedError(f"An earlier PostgreSQL (pid {pid}) does not end; stop it and try again.")
    # Otherwise the number may belong to any other process by now, which PostgreSQL would take for a server.
    pid_file.unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    """Is this process a PostgreSQL server over that cluster?"""
    if not is_alive(pid):
        return False
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cwd").resolve() == cluster.resolve()
        except OSError:
            return False
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return str(cluster) in listed.stdout


def _socket_dir(place: Place) -> Path:
    """A private folder for the socket, with a path short enough for the kernel; kept from start to start."""
    socket = place.server / "socket"
    if len(os.fsencode(socket)) > SOCKET_PATH_BYTES:
        return _short_socket_dir(place)
    if not socket.is_dir():
        socket.mkdir(mode=0o700)
        place.give(socket)
    return socket


def _short_socket_dir(place: Place) -> Path:
    remembered = place.server / "socket.txt"
    if remembered.exists():
        socket = Path(remembered.read_text().strip())
        owner = place.server.stat().st_uid
        if socket.is_dir() and not socket.is_symlink() and socket.stat().st_uid == owner:
            return socket
    socket = Path(tempfile.mkdtemp(prefix="churn-crm-", dir="/tmp"))
    place.give(socket)
    remembered.write_text(f"{socket}\n")
    return socket


def _run(binaries: Binaries, cluster: Path, socket: Path, place: Place) -> subprocess.Popen[bytes]:
    settings = {**SETTINGS, "shared_buffers": f"{_buffers()}MB", **_shared_memory()}
    settings["unix_socket_directories"] = f'"{socket}"'
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return spawn(
        [binaries.bin / "postgres", "-D", cluster, *options],
        on_death=signal.SIGINT,
        stdin=subprocess.DEVNULL,
        env=_environment(),
        **place.popen_options(),
    )


def _buffers() -> int:
    """Megabytes that PostgreSQL keeps pages in: an eighth of the memory, which it takes as it needs it."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return min(max(memory // 8, 128), 4096)


def _shared_memory() -> dict[str, str]:
    """Containers give /dev/shm 64 MB, too little for parallel queries."""
    try:
        small = shutil.disk_usage(SHARED_MEMORY).total < 1_000_000_000
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "sysv"} if small else {}


def _connect(socket: Path) -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(socket), port=SETTINGS["port"], user="postgres", dbname="postgres")


def _wait_until_it_answers(process: subprocess.Popen[bytes], socket: Path, place: Place) -> None:
    log = place.state / "log.txt"
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            _connect(socket).close()
            return
        except psycopg2.OperationalError as error:
            if process.poll() is not None:
                raise EmbeddedError(
                    f"PostgreSQL did not start; {log} ends with the reason. {ADVICE}"
                ) from error
            if time.monotonic() > deadline:
                process.kill()
                raise EmbeddedError(
                    f"PostgreSQL did not answer within {START_SECONDS} s: {error}; see {log}. {ADVICE}"
                ) from error
        time.sleep(0.05)


def _create_database(socket: Path) -> None:
    """The roles are no superusers, as on a real server: what works here works there."""
    connection = _connect(socket)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            _create_role(cursor, OWNER, SQL("LOGIN CREATEDB"))
            _create_role(cursor, APPLICATION, SQL("LOGIN"))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(SQL("CREATE DATABASE {0} OWNER {0}").format(Identifier(NAME)))
    finally:
        connection.close()


def _create_role(cursor: "psycopg2.extensions.cursor", name: str, options: SQL) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if cursor.fetchone() is None:
        cursor.execute(SQL("CREATE ROLE {} {}").format(Identifier(name), options))
