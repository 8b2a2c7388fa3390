"""What became of the rows, added up by several threads."""

import threading
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class Counts:
    """What became of the rows that could be read; removed: rows of ours that the file no longer holds."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    newest: date | None = None
    lock: Any = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, *, read: int, created: int, updated: int, newest: date | None = None) -> None:
        with self.lock:
            self.created += created
            self.updated += updated
            self.unchanged += read - created - updated
            self.newest = max(filter(None, (self.newest, newest)), default=None)
