"""What the simulated gateway has taken, what was answered, and what it still has to tell. One SQLite file."""

import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL, phone TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL,
    status TEXT NOT NULL DEFAULT 'accepted'
);
CREATE INDEX IF NOT EXISTS message_phone ON message (phone, at);
CREATE TABLE IF NOT EXISTS reply (
    id TEXT PRIMARY KEY, phone TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS reply_phone ON reply (phone, at);
CREATE TABLE IF NOT EXISTS news (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL, due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS news_due ON news (due);
"""


class Ledger:
    """Safe for threads; what a method has returned is on the disk."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(TABLES)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._db.execute(query, values)]

    def accept(self, *, reference: str, phone: str, text: str) -> str:
        """Take a message, as often as it is handed in: like most gateways this one does not compare."""
        sid = f"sim-{uuid.uuid4().hex[:20]}"
        with self._writing() as db:
            db.execute(
                "INSERT INTO message (id, reference, phone, text, at) VALUES (?, ?, ?, ?, ?)",
                (sid, reference, phone, text, time.time()),
            )
        return sid

    def found(self, *, phone: str, reference: str) -> list[dict[str, Any]]:
        return self._rows(
            "SELECT id, reference, at FROM message WHERE phone = ? AND reference = ? ORDER BY at",
            phone,
            reference,
        )

    def report(self, sid: str, status: str) -> None:
        with self._writing() as db:
            db.execute("UPDATE message SET status = ? WHERE id = ?", (status, sid))

    def answer(self, *, phone: str, text: str) -> dict[str, Any]:
        """What the owner of a phone writes back."""
        reply = {"id": f"in-{uuid.uuid4().hex[:20]}", "from": phone, "text": text, "at": time.time()}
        with self._writing() as db:
            db.execute("INSERT INTO reply VALUES (:id, :from, :text, :at)", reply)
        return reply

    def phones(self) -> list[dict[str, Any]]:
        """The phones that received something, the latest first: number, how many, last text and when."""
        return self._rows(
            "SELECT phone, count(*) AS messages, max(at) AS at, text FROM message GROUP BY phone"
            " ORDER BY max(at) DESC LIMIT 100"
        )

    def conversation(self, phone: str) -> list[dict[str, Any]]:
        """What came in and what was written back, oldest first."""
        return self._rows(
            "SELECT * FROM (SELECT id, text, at, status, 'in' AS way FROM message WHERE phone = ?1"
            " UNION ALL SELECT id, text, at, '' AS status, 'out' AS way FROM reply WHERE phone = ?1"
            " ORDER BY at DESC LIMIT 200) ORDER BY at",
            phone,
        )

    def tell(self, kind: str, event: str, body: str, *, after: float = 0) -> None:
        """Something to be told to our customer's server, `after` seconds from now."""
        with self._writing() as db:
            db.execute(
                "INSERT INTO news (kind, event, body, due) VALUES (?, ?, ?, ?)",
                (kind, event, body, time.time() + after),
            )

    def due_news(self, limit: int) -> list[dict[str, Any]]:
        return self._rows("SELECT * FROM news WHERE due <= ? ORDER BY due LIMIT ?", time.time(), limit)

    def told(self, news_id: int) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM news WHERE id = ?", (news_id,))

    def untold(self, news_id: int, *, again_after: float) -> None:
        with self._writing() as db:
            db.execute(
                "UPDATE news SET tries = tries + 1, due = ? WHERE id = ?",
                (time.time() + again_after, news_id),
            )
