"""What a process that needs a server does: hold the lock, see that there is a supervisor, learn the URL."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from churn_crm.embedded.places import ROOT, EmbeddedError, state_dir
from churn_crm.embedded.processes import Lock, is_alive, wait_until

START_SECONDS = 150  # longer than a supervisor takes to give up, so that its own message is shown
STOP_SECONDS = 90


class Client:
    """One process's hold on one server ("postgres" or "valkey")."""

    def __init__(self, kind: str, local: Path) -> None:
        self._kind = kind
        self._local = local
        self._state = state_dir(local, kind)
        self._supervisor: subprocess.Popen[bytes] | None = None
        try:
            self._hold = Lock(self._state / "clients.lock")
        except PermissionError as error:
            raise EmbeddedError(
                f"{error.filename} belongs to somebody else. Set LOCAL_DIR to a folder of your own."
            ) from error

    def join(self) -> None:
        """Hold the server and, if nobody supervises it yet, start a supervisor. Does not wait for it."""
        self._hold.wait_shared()
        if self._published() is None:
            self._start_supervisor()

    def wait_for_url(self) -> str:
        """Wait until the server answers; returns its URL."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            url = self._published()
            if url is not None:
                return url
            self._see_to_supervisor()
            time.sleep(0.05)
        raise EmbeddedError(
            f"The embedded {self._kind} did not answer within {START_SECONDS} s; see {self._log()}."
        )

    def leave(self) -> None:
        """Let go of the server."""
        self._hold.release()

    def wait_until_stopped(self) -> None:
        """Wait for the server's end, unless others still use it."""
        wait_until(self._stopped_or_in_use, seconds=STOP_SECONDS)
        if self._supervisor is not None:
            wait_until(self._supervisor_ended, seconds=5)

    def _published(self) -> str | None:
        """The URL that a living supervisor has published."""
        try:
            service = json.loads((self._state / "service.json").read_text())
        except FileNotFoundError:
            return None
        return service["url"] if is_alive(service["supervisor"]) and self._is_supervised() else None

    def _is_supervised(self) -> bool:
        lock = Lock(self._state / "supervisor.lock")
        try:
            return not lock.try_shared()
        finally:
            lock.release()

    def _see_to_supervisor(self) -> None:
        """Raise what our supervisor failed with; replace one that lost a race or was killed."""
        if self._supervisor is None or self._supervisor.poll() is None:
            return
        failure = self._state / "failure.txt"
        if self._supervisor.returncode == 1 and failure.exists():
            raise EmbeddedError(failure.read_text().strip())
        if not self._is_supervised():
            self._start_supervisor()
            time.sleep(0.2)

    def _start_supervisor(self) -> None:
        with self._log().open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "churn_crm.embedded", self._kind, str(self._local)],
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _supervisor_ended(self) -> bool:
        return self._supervisor is None or self._supervisor.poll() is not None

    def _stopped_or_in_use(self) -> bool:
        return not self._is_supervised() or self._is_in_use()

    def _is_in_use(self) -> bool:
        """Do others hold it? A supervisor that is stopping holds it alone, and does not count."""
        probe = Lock(self._state / "clients.lock")
        try:
            return not probe.try_exclusive() and probe.try_shared()
        finally:
            probe.release()

    def _log(self) -> Path:
        return self._state / "log.txt"
