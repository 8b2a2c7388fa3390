"""`make run` from its first start to its last, with everything that it starts: a try-out of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from churn_crm.embedded.places import ROOT
from churn_crm.embedded.processes import wait_until
from tests.databases import look

START_SECONDS = 240  # tables are made on the first start; a machine may be busy
STOP_SECONDS = 90
# Of the suite, or of whoever runs it; a try-out decides for itself.
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "ENVIRONMENT", "SECRET_KEY", "TODAY", "HOST", "LANGUAGE_CODE")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


class TryOut:
    """A LOCAL_DIR, a port, and the launcher that serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.output = folder / "output.txt"
        self.launcher: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.environment = kept | {
            "LOCAL_DIR": str(folder / "local"),
            "PORT": str(self.port),
            "DEMO": "none",
        }

    def start(self) -> None:
        """As `make run` does, in a terminal's process group of its own; returns when it is ready."""
        with self.output.open("ab") as output:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "churn_crm.launch", "--bound"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.eventually(self.is_ready, seconds=START_SECONDS)

    def is_ready(self) -> bool:
        assert self.launcher.poll() is None, self.output.read_text()
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, str]:
        """(status, address of the page that came in the end)."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            return response.status, response.url

    def manage(self, *arguments: str) -> str:
        """A management command beside it, on the same servers."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def press_ctrl_c(self) -> int:
        """The terminal tells everything in the group. Returns the launcher's exit code."""
        os.killpg(self.launcher.pid, signal.SIGINT)
        return self.launcher.wait(STOP_SECONDS)

    def kill_9(self) -> None:
        self.launcher.kill()
        self.launcher.wait()

    def processes(self) -> dict[int, str]:
        """Whatever runs for this folder, by its environment, its arguments or where it stands: pid → what."""
        return {int(path.name): seen for path in Path("/proc").glob("[0-9]*") if (seen := self.sees(path))}

    def sees(self, process: Path) -> str:
        place = os.fsencode(str(self.folder))
        try:
            command = (process / "cmdline").read_bytes()
            signs = (command, (process / "environ").read_bytes(), os.fsencode((process / "cwd").readlink()))
        except OSError:  # it has ended
            return ""
        return command.replace(b"\0", b" ").decode(errors="replace") if any(place in s for s in signs) else ""

    def is_gone(self) -> bool:
        return not self.processes()

    def eventually(self, holds: Callable[[], bool], *, seconds: float = STOP_SECONDS) -> None:
        assert wait_until(holds, seconds=seconds), f"{self.processes()}\n{self.output.read_text()}"

    def clean(self) -> None:
        if self.launcher and self.launcher.poll() is None:
            self.kill_9()
        wait_until(self.is_gone, seconds=STOP_SECONDS)
        for elsewhere in self.folder.glob("local/*/elsewhere"):
            shutil.rmtree(elsewhere.read_text().strip(), ignore_errors=True)
        for place in self.folder.glob("local/postgres/server/socket.txt"):
            shutil.rmtree(place.read_text().strip(), ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def tryout() -> Iterator[TryOut]:
    # Not below pytest's own folder, which is closed to the account that the servers of root run as.
    with tempfile.TemporaryDirectory(prefix="tryout-") as folder:
        Path(folder).chmod(0o711)
        tryout = TryOut(Path(folder))
        yield tryout
        tryout.clean()


def customers_of(tryout: TryOut) -> str:
    query = "from customers.models import Customer; print(*Customer.objects.values_list('code', flat=True))"
    return tryout.manage("shell", "--no-imports", "--command", query)


# In one process: to start one takes seconds.
BRING_IN = """
import io
from django.core.management import call_command
from tests.databases import look
call_command("import_records", "--json", "customers", {path!r}, stdout=io.StringIO())
print(*look(), sep=chr(10))
"""


def begin(tryout: TryOut) -> list[str]:
    """The first start, and a customer brought in beside it. Returns what the tables are made of."""
    tryout.start()
    assert tryout.get("/") == (200, f"http://127.0.0.1:{tryout.port}/first-day/")
    assert len(tryout.processes()) > 6  # launcher, servers with their keepers, web, worker, beat
    path = tryout.folder / "customers.csv"
    path.write_text("code,name\nK1,Muyun Kindergartens\n")
    bring_in = BRING_IN.format(path=str(path))
    return tryout.manage("shell", "--no-imports", "--command", bring_in).splitlines()


@pytest.mark.django_db
def test_it_serves_the_first_day_survives_kill_9_keeps_its_data_and_ends_with_ctrl_c(tryout):
    assert begin(tryout) == look()
    tryout.kill_9()
    tryout.eventually(tryout.is_gone)

    tryout.start()
    assert customers_of(tryout) == "K1"
    assert tryout.press_ctrl_c() == 0
    tryout.eventually(tryout.is_gone)


@pytest.mark.long
def test_it_starts_again_after_ctrl_c_and_after_kill_9_as_often_as_one_likes(tryout):
    begin(tryout)
    for _time in range(2):
        assert tryout.press_ctrl_c() == 0
        tryout.eventually(tryout.is_gone)
        tryout.start()
        assert customers_of(tryout) == "K1"
        tryout.kill_9()
        tryout.eventually(tryout.is_gone)
        tryout.start()
        assert customers_of(tryout) == "K1"
    # Pressed twice, as impatient people do.
    os.killpg(tryout.launcher.pid, signal.SIGINT)
    assert tryout.press_ctrl_c() == 0
    tryout.eventually(tryout.is_gone)
