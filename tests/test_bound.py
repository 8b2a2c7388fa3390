"""Commands under honcho end with their manager, whenever and however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from churn_crm.embedded.places import ROOT
from churn_crm.embedded.processes import wait_until

MANAGER = """
import multiprocessing, sys
from churn_crm.bound import BoundManager
multiprocessing.set_start_method("fork")
manager = BoundManager(when_started=lambda: print("started", flush=True))
for name in ("one", "two"):
    manager.add_process(name, ["sleep", sys.argv[1]])
manager.loop()
"""


def running(seconds: str) -> int:
    """How many processes are there that sleep for exactly so long?"""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found += (process / "cmdline").read_bytes() == f"sleep\0{seconds}\0".encode()
        except OSError:
            continue
    return found


@pytest.fixture
def seconds() -> str:
    return f"600.{os.getpid()}{time.monotonic_ns() % 10**6}"


def start(seconds: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", MANAGER, seconds],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="counts processes in /proc")
@pytest.mark.parametrize("milliseconds", [0, 30, 500])
def test_ctrl_c_stops_every_command_even_while_they_start(seconds, milliseconds):
    manager = start(seconds)
    while "started" not in manager.stdout.readline():
        pass
    time.sleep(milliseconds / 1000)
    os.killpg(manager.pid, signal.SIGINT)
    _, errors = manager.communicate(timeout=30)
    assert errors == ""
    assert running(seconds) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent is gone")
def test_commands_do_not_outlive_a_killed_manager(seconds):
    manager = start(seconds)
    assert wait_until(lambda: running(seconds) == 2, seconds=30)
    manager.kill()
    manager.communicate()
    assert wait_until(lambda: running(seconds) == 0, seconds=10)
