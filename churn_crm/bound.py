"""honcho, with processes that do not outlive it even when it is killed."""

import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from honcho.manager import Manager
from honcho.process import Popen, Process

from churn_crm.embedded.processes import die_with_parent

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
SECONDS_BETWEEN_TRIES = 0.1


class BoundPopen(Popen):
    """A command that is told to end when the process that watches it is gone."""

    def __init__(self, cmd: list[str], **options: Any) -> None:
        super().__init__(cmd, shell=False, preexec_fn=partial(_prepare, os.getpid()), **options)


class BoundProcess(Process):
    """honcho's watcher of one command; it runs in a process that the manager forks."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._manager = os.getpid()
        self._child_ctor = BoundPopen

    def run(self, *arguments: Any, **options: Any) -> None:
        """Start the command and pass on what it prints, until it ends or the manager does."""
        for signum in STOP_SIGNALS:  # Ctrl-C reaches the watcher too, which must stay to see the command end
            signal.signal(signum, signal.SIG_IGN)
        die_with_parent(self._manager, signal.SIGKILL)
        super().run(*arguments, **options)


class BoundManager(Manager):
    """honcho's manager, which calls `when_started` in a thread once its processes are forked."""

    def __init__(self, when_started: Callable[[], None]) -> None:
        super().__init__()
        self._process_ctor = BoundProcess
        self._when_started = when_started
        self._pid = os.getpid()

    def loop(self) -> None:
        """Run until everything has stopped; whatever goes wrong here, no watcher is left behind."""
        try:
            super().loop()
        finally:
            for process in self._processes.values():
                if "process" in process:
                    process["process"].kill()

    def terminate(self) -> None:
        """Stop everything; honcho alone fails when Ctrl-C comes before every command has said its pid."""
        if os.getpid() != self._pid:
            return  # a watcher that the signal reached before it could ignore it
        if self._all_started():
            super().terminate()
        else:
            _in_background(self.terminate, after=SECONDS_BETWEEN_TRIES)

    def _start(self) -> None:
        super()._start()
        # Only now: no thread may be running while processes are forked.
        _in_background(self._when_started)


def _prepare(watcher: int) -> None:
    """In the command's process, before it runs: it must not inherit that signals are ignored."""
    for signum in STOP_SIGNALS:
        signal.signal(signum, signal.SIG_DFL)
    die_with_parent(watcher, signal.SIGTERM)


def _in_background(function: Callable[[], None], *, after: float = 0) -> None:
    timer = threading.Timer(after, function)
    timer.daemon = True
    timer.start()
