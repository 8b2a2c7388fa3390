"""A mail server on 127.0.0.1 that speaks SMTP (RFC 5321) and fails at the step it is told to."""

import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

GREETING, HELLO, SENDER, RECIPIENT, DATA, TEXT = "greeting", "EHLO", "MAIL", "RCPT", "DATA", "text"


class Gone(Exception):
    """The connection was cut."""


class Session(socketserver.StreamRequestHandler):
    server: "MailStandIn"

    def handle(self) -> None:
        try:
            self.talk()
        except (Gone, OSError):
            return

    def talk(self) -> None:
        self.say(GREETING, "220 mail.example ESMTP")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "QUIT":
                self.wfile.write(b"221 Bye\r\n")
                return
            self.say(word, "354 Go ahead" if word == DATA else "250 OK")
            if word == DATA and not self.server.fails(DATA):
                self.take()

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if self.server.fails(TEXT) not in ("450", "554"):
            self.server.taken.append(b"".join(lines))
        self.say(TEXT, "250 OK: queued")

    def say(self, step: str, answer: str) -> None:
        """The answer, unless the server was told to fail at this step."""
        fault = self.server.fails(step)
        time.sleep(self.server.pause)
        if fault == "drop":
            raise Gone
        if fault == "silence":
            self.server.awake.wait(10)
            raise Gone
        self.wfile.write(f"{f'{fault} no' if fault else answer}\r\n".encode())


class MailStandIn(socketserver.ThreadingTCPServer):
    """It keeps what it took in `taken`. fault: (step, "drop", "silence" or a code)."""

    daemon_threads = True
    fault = ("", "")
    pause = 0.0  # seconds before each answer

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[bytes] = []
        self.awake = Event()

    def fails(self, step: str) -> str:
        return self.fault[1] if self.fault[0] == step else ""


@contextmanager
def running() -> Iterator[MailStandIn]:
    server = MailStandIn()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.awake.set()
        server.shutdown()
        server.server_close()
