"""A real mail server for tests: SMTP by aiosmtpd, IMAP by pymap, each a process of its own on 127.0.0.1.

What leaves by SMTP lies in a maildir; what a customer answers is put into the IMAP folder by IMAP itself.
"""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from mailbox import Maildir
from pathlib import Path

HOST = "127.0.0.1"
STARTS_WITHIN = 60  # seconds, on a busy machine
PYMAP = "from pymap.main import main; main()"


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def process(*arguments: str, port: int) -> Iterator[subprocess.Popen]:
    """It runs and listens; afterwards it is gone."""
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            wait_for(port, running)
            yield running
        finally:
            running.kill()


def wait_for(port: int, running: subprocess.Popen) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and running.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"no mail server came up: {running.args!r}")


@dataclass
class Sent:
    """Where our mails go out. box: what it has taken."""

    port: int
    box: Maildir

    @property
    def mails(self) -> list[Message]:
        return list(self.box)


@contextmanager
def smtp(folder: Path) -> Iterator[Sent]:
    port = free_port()
    taken = ("-c", "aiosmtpd.handlers.Mailbox", str(folder))
    with process("-m", "aiosmtpd", "-n", "-l", f"{HOST}:{port}", *taken, port=port):
        yield Sent(port, Maildir(folder))


@dataclass
class Answers:
    """The mailbox of answers, empty until something is put into it."""

    port: int
    user: str = "answers"
    password: str = "pass word"

    def put(self, raw: bytes) -> None:
        """As it stands, but for ends of lines; at this moment."""
        with imaplib.IMAP4(HOST, self.port) as far:
            far.login(self.user, self.password)
            status, said = far.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)
        assert status == "OK", said

    def flags(self) -> set[bytes]:
        """What anybody has marked in it."""
        with imaplib.IMAP4(HOST, self.port) as far:
            far.login(self.user, self.password)
            far.select("INBOX", readonly=True)
            _status, rows = far.fetch("1:*", "(FLAGS)")
        return {flag for row in rows for flag in imaplib.ParseFlags(row)}


@contextmanager
def imap(port: int = 0) -> Iterator[Answers]:
    box = Answers(port or free_port())
    where = ("--host", HOST, "--port", str(box.port), "--no-tls", "--no-service", "admin")
    demo = ("--no-service", "sieve", "dict", "--demo-user", box.user, "--demo-password", box.password)
    with process("-c", PYMAP, *where, *demo, port=box.port):
        yield box
