"""A mail server on 127.0.0.1 that speaks as much IMAP (RFC 3501) as is needed to read a folder.

It is strict: what it does not know is BAD, a folder must be opened before it is searched, and only EXAMINE
opens it, so that a reader who would mark mails fails.
"""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread

DAYS = "%d-%b-%Y"


@dataclass
class Kept:
    """One mail of the folder. fault: "no" refuses it, "drop" cuts the line when it is asked for."""

    uid: int
    raw: bytes
    at: datetime
    fault: str = ""


class Gone(Exception):
    """The line was cut."""


class Session(socketserver.StreamRequestHandler):
    server: "ImapStandIn"

    def handle(self) -> None:
        self.entered = self.opened = False
        try:
            self.say("* OK [CAPABILITY IMAP4rev1 ID] ready")
            while line := self.rfile.readline().decode("ascii").strip():
                tag, _, rest = line.partition(" ")
                self.server.heard.append(rest)
                if not self.obey(tag, rest):
                    return
        except (Gone, OSError):
            return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def obey(self, tag: str, rest: str) -> bool:
        word = rest.split(" ", 1)[0].upper()
        if word == "LOGOUT":
            self.say("* BYE\r\n" + f"{tag} OK bye")
            return False
        answer = {
            "CAPABILITY": self.capability,
            "LOGIN": self.login,
            "ID": self.named,
            "EXAMINE": self.examine,
            "UID": self.uid,
        }.get(word, lambda rest: "BAD not known")
        self.say(f"{tag} {answer(rest)}")
        return True

    def capability(self, rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1 ID")
        return "OK done"

    def login(self, rest: str) -> str:
        self.entered = rest == f'LOGIN {self.server.user} "{self.server.password}"'
        return "OK in" if self.entered else "NO [AUTHENTICATIONFAILED] who are you"

    def named(self, rest: str) -> str:
        self.say("* ID NIL")
        self.identified = True
        return "OK hello"

    def examine(self, rest: str) -> str:
        if not self.entered or not getattr(self, "identified", False):
            return "NO Unsafe Login"
        if rest != f'EXAMINE "{self.server.folder}"':
            return "NO no such folder"
        self.opened = True
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.validity}] numbers")
        return "OK [READ-ONLY] open"

    def uid(self, rest: str) -> str:
        if not self.opened:
            return "BAD nothing is open"
        if found := re.fullmatch(r"UID SEARCH UID (\d+):\*", rest):
            return self.search(self.after(int(found[1])))
        if found := re.fullmatch(r"UID SEARCH SINCE (\d\d-\w{3}-\d{4})", rest):
            day = datetime.strptime(found[1], DAYS).replace(tzinfo=UTC)
            return self.search([mail.uid for mail in self.server.mails if mail.at >= day])
        if found := re.fullmatch(r"UID FETCH (\d+) \(INTERNALDATE BODY\.PEEK\[\]<0\.(\d+)>\)", rest):
            return self.fetch(int(found[1]), int(found[2]))
        return "BAD not known"

    def after(self, first: int) -> list[int]:
        """RFC 3501: `*` is the last one, and a range may be turned round, so the last is always in it."""
        numbers = [mail.uid for mail in self.server.mails]
        return [uid for uid in numbers if uid >= min(first, max(numbers))] if numbers else []

    def search(self, uids: list[int]) -> str:
        self.say(" ".join(["* SEARCH", *map(str, uids)]))
        return "OK found"

    def fetch(self, uid: int, most: int) -> str:
        for place, mail in enumerate(self.server.mails, 1):
            if mail.uid != uid:
                continue
            if mail.fault == "drop":
                raise Gone
            if mail.fault:
                return "NO not this one"
            part, when = mail.raw[:most], mail.at.strftime("%d-%b-%Y %H:%M:%S +0000")
            self.server.bytes_out += len(part)
            head = f'* {place} FETCH (UID {uid} INTERNALDATE "{when}" BODY[]<0> {{{len(part)}}}\r\n'
            self.wfile.write(head.encode() + part + b")\r\n")
        return "OK fetched"


class ImapStandIn(socketserver.ThreadingTCPServer):
    daemon_threads = True
    user, password, folder = "answers", "pass word", "INBOX"
    validity = 7

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: list[Kept] = []
        self.heard: list[str] = []
        self.bytes_out = 0

    def deliver(self, raw: bytes, *, at: datetime, fault: str = "") -> Kept:
        mail = Kept(max((mail.uid for mail in self.mails), default=0) + 1, raw, at, fault)
        self.mails.append(mail)
        return mail


@contextmanager
def running() -> Iterator[ImapStandIn]:
    server = ImapStandIn()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
