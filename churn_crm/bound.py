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


class BoundPopen(Popen):
    """A command that is told to end when the process that watches it is gone."""

    def __init__(self, cmd: list[str], **options: Any) -> None:
        bound = partial(die_with_parent, os.getpid(), signal.SIGTERM)
        super().__init__(cmd, shell=False, preexec_fn=bound, **options)


class BoundProcess(Process):
    """honcho's watcher of one command; it runs in a process that the manager forks."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._manager = os.getpid()
        self._child_ctor = BoundPopen

    def run(self, *arguments: Any, **options: Any) -> None:
        """Start the command and pass on what it prints, until it ends or the manager does."""
        die_with_parent(self._manager, signal.SIGKILL)
        super().run(*arguments, **options)


class BoundManager(Manager):
    """honcho's manager, which calls `when_started` in a thread once its processes are forked."""

    def __init__(self, when_started: Callable[[], None]) -> None:
        super().__init__()
        self._process_ctor = BoundProcess
        self._when_started = when_started

    def _start(self) -> None:
        super()._start()
        # Only now: no thread may be running while processes are forked.
        threading.Thread(target=self._when_started, daemon=True).start()
