"""The other end: a mail server by IMAP (RFC 3501). It is only read: nothing is marked, moved or deleted."""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings

LARGEST = 262_144  # bytes of one mail; what a person writes himself comes first, attachments after it
CODE = re.compile(r"\[([A-Z-]+)\]")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Unreachable(Exception):
    """The server does not answer, or does not let us in; in its own code, without personal data."""


class Refused(Exception):
    """It does not give out this one mail."""


@dataclass(frozen=True)
class Mail:
    """The first LARGEST bytes of one mail and when the server had it."""

    raw: bytes
    at: datetime


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong on the line, as one error."""
    try:
        yield
    except (OSError, UnicodeError, imaplib.IMAP4.error) as error:
        code = CODE.search(str(error))
        raise Unreachable(f"{type(error).__name__} {code[1] if code else ''}".strip()) from None


class Server:
    """A folder that was opened for reading. validity: with another one the numbers of mails begin anew."""

    def __init__(self, far: imaplib.IMAP4, validity: int) -> None:
        self.far = far
        self.validity = validity

    def after(self, uid: int) -> list[int]:
        """The numbers of the mails that came after this one."""
        return [found for found in self._search("UID", f"{uid + 1}:*") if found > uid]

    def since(self, day: date) -> list[int]:
        """The numbers of the mails of this day and later."""
        return self._search("SINCE", f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}")

    def _search(self, *wanted: str) -> list[int]:
        with told():
            status, rows = self.far.uid("SEARCH", *wanted)
        if status != "OK":
            raise Unreachable("SEARCH refused")
        return sorted(int(word) for row in rows if row for word in row.split())

    def fetch(self, uid: int) -> Mail | None:
        """One mail, None if it is not there any more. Raises Refused, or Unreachable."""
        wanted = f"(INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)"
        with told():
            try:
                status, rows = self.far.uid("FETCH", str(uid), wanted)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise Refused from error
        if status != "OK":
            raise Refused
        raw = next((row[1] for row in rows if isinstance(row, tuple)), None)
        if raw is None:
            return None
        heads = b" ".join(row[0] if isinstance(row, tuple) else row for row in rows if row)
        return Mail(raw[:LARGEST], came_at(heads))


def came_at(heads: bytes) -> datetime:
    """When it came, by the server's clock: what a mail says of itself anybody may write."""
    written = imaplib.Internaldate2tuple(heads)
    return datetime.fromtimestamp(time.mktime(written), UTC) if written else datetime.now(UTC)


@contextmanager
def opened() -> Iterator[Server]:
    """The folder that the settings name. Raises Unreachable."""
    with told():
        far = connected()
    try:
        with told():
            server = entered(far)
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            far.logout()
        with suppress(OSError):
            far.shutdown()  # where the goodbye did not get through


def connected() -> imaplib.IMAP4:
    where = (settings.IMAP_HOST, settings.IMAP_PORT)
    if settings.IMAP_SECURITY == "tls":
        safe = ssl.create_default_context()
        return imaplib.IMAP4_SSL(*where, ssl_context=safe, timeout=settings.GATEWAY_TIMEOUT)
    far = imaplib.IMAP4(*where, timeout=settings.GATEWAY_TIMEOUT)
    if settings.IMAP_SECURITY == "starttls":
        far.starttls(ssl.create_default_context())
    return far


def entered(far: imaplib.IMAP4) -> Server:
    """Logged in, with the folder open for reading only."""
    far.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
    with suppress(imaplib.IMAP4.error):
        # 163.com and its sisters open no folder to a program that has not named itself (RFC 2971).
        far.xatom("ID", '("name" "churn-crm" "version" "1")')
    status, words = far.select(f'"{settings.IMAP_FOLDER}"', readonly=True)
    if status != "OK":
        raise far.error(f"no folder {words!r}")
    _name, validity = far.response("UIDVALIDITY")
    return Server(far, int(validity[0]) if validity and validity[0] else 1)
