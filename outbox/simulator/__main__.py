"""The server of the simulated gateway: takes messages, answers questions, tells what became of them."""

import argparse
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from outbox.simulator import faults, signing
from outbox.simulator.faults import Faults
from outbox.simulator.ledger import Ledger

LATE = 1.5  # seconds after which a message that is taken late is taken
RECEIPT_AFTER = 0.3
LATEST_RECEIPT = 12.0
LONGEST_PAUSE = 60.0
LONGEST_BODY = 64 * 1024


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Who is sent elsewhere has not told anybody."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


NO_DETOURS = urllib.request.build_opener(NoRedirect)


class Server(ThreadingHTTPServer):
    """daemon threads: a stop waits for nobody."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, ledger: Ledger, *, hooks: str, secret: str, faults: Faults) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.ledger, self.hooks, self.secret, self.faults = ledger, hooks, secret, faults
        self.dice = faults.dice()
        self.ended = threading.Event()
        threading.Thread(target=self.tell_forever, daemon=True).start()

    def end(self) -> None:
        """Stop serving and telling."""
        self.ended.set()
        self.shutdown()
        self.server_close()

    def take(self, message: dict[str, str]) -> str:
        """Take a message and plan its receipts."""
        sid = self.ledger.accept(reference=message["reference"], phone=message["to"], text=message["text"])
        order = ["accepted", "delivered"]
        if self.dice.random() < self.faults.reverse:
            order.reverse()
        late = self.dice.uniform(2, LATEST_RECEIPT) if self.dice.random() < self.faults.delay else 0
        for place, status in enumerate(order):
            self.plan_receipt(sid, message["reference"], status, RECEIPT_AFTER * (place + 1) + late)
        return sid

    def plan_receipt(self, sid: str, reference: str, status: str, after: float) -> None:
        body = json.dumps({"id": sid, "reference": reference, "status": status, "at": time.time() + after})
        for _time in range(2 if self.dice.random() < self.faults.double else 1):
            self.ledger.tell("receipts", f"{sid}:{status}", body, after=after)

    def tell_forever(self) -> None:
        while not self.ended.is_set():
            news = self.ledger.due_news(50)
            for one in news:
                self.tell(one)
            if not news:
                time.sleep(0.05)

    def tell(self, one: dict[str, Any]) -> None:
        """One request to our customer's server; told again, ever more slowly, until it says 2xx."""
        body = one["body"].encode()
        request = urllib.request.Request(  # noqa: S310
            f"{self.hooks}{self.secret}/{one['kind']}",
            data=body,
            headers=signing.headers(one["event"], body, secret=self.secret),
        )
        try:
            with NO_DETOURS.open(request, timeout=10):
                pass
        except (urllib.error.URLError, OSError):
            pause = min(0.5 * 2 ** one["tries"], LONGEST_PAUSE)
            self.ledger.untold(one["id"], again_after=pause)
            return
        told = json.loads(body)
        if one["kind"] == "receipts":
            self.ledger.report(told["id"], told["status"])
        self.ledger.told(one["id"])


class Handler(BaseHTTPRequestHandler):
    """POST /messages, GET /messages?to=&reference=, GET /phones, GET /phones/N, POST /phones/N/replies."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        path = self.entered()
        if path == ["messages"]:
            self.take_message()
        elif path and len(path) == 3 and path[0] == "phones" and path[2] == "replies":
            self.take_reply(path[1])
        elif path is not None:
            self.answer(HTTPStatus.NOT_FOUND, {"error": "no such place"})

    def do_GET(self) -> None:
        path = self.entered()
        if path == ["messages"]:
            self.answer_question()
        elif path == ["phones"]:
            self.answer(HTTPStatus.OK, self.server.ledger.phones())
        elif path and len(path) == 2 and path[0] == "phones":
            self.answer(HTTPStatus.OK, self.server.ledger.conversation(path[1]))
        elif path is not None:
            self.answer(HTTPStatus.NOT_FOUND, {"error": "no such place"})

    def entered(self) -> list[str] | None:
        """The parts of the path for who knows the secret; everybody else is answered and gets None."""
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.server.secret}".encode()):
            self.answer(HTTPStatus.UNAUTHORIZED, {"error": "wrong secret"})
            return None
        return [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]

    def body(self, *names: str) -> dict[str, str] | None:
        """The JSON object in the request with these texts; what is none is answered, and None."""
        length = int(self.headers.get("Content-Length") or 0)
        try:
            given = json.loads(self.rfile.read(min(length, LONGEST_BODY)))
            if all(isinstance(given[name], str) and given[name] for name in names):
                return {name: given[name] for name in names}
        except (ValueError, KeyError, TypeError):
            pass
        self.answer(HTTPStatus.BAD_REQUEST, {"error": f"write JSON with {', '.join(names)}"})
        return None

    def take_message(self) -> None:
        message = self.body("reference", "to", "text")
        if message is None:
            return
        fault = self.server.faults.of_send(self.server.dice)
        if fault in ("refuse", "fail"):
            code = HTTPStatus.TOO_MANY_REQUESTS if fault == "refuse" else HTTPStatus.INTERNAL_SERVER_ERROR
            self.answer(code, {"error": "not now"})
        elif fault == "late":
            threading.Timer(LATE, self.server.take, [message]).start()
            self.hang_up()
        else:
            self.acknowledge(self.server.take(message), fault)

    def acknowledge(self, sid: str, fault: str) -> None:
        time.sleep(self.server.dice.random() * self.server.faults.slow)
        if fault == "drop":
            self.hang_up()
        elif fault == "broken":
            self.answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "broken"})
        elif fault == "garbage":
            self.answer(HTTPStatus.OK, "<html>")
        else:
            self.answer(HTTPStatus.OK, {"id": sid})

    def answer_question(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if self.server.dice.random() < self.server.faults.deaf:
            self.answer(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "ask later"})
            return
        phone, reference = asked.get("to", [""])[0], asked.get("reference", [""])[0]
        self.answer(HTTPStatus.OK, self.server.ledger.found(phone=phone, reference=reference))

    def take_reply(self, phone: str) -> None:
        given = self.body("text")
        if given is not None:
            reply = self.server.ledger.answer(phone=phone, text=given["text"])
            self.server.ledger.tell("replies", reply["id"], json.dumps(reply))
            self.answer(HTTPStatus.CREATED, {"id": reply["id"]})

    def answer(self, status: HTTPStatus, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        """Break the connection without an answer."""
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: numbers are personal, and the ledger knows everything."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m outbox.simulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument(
        "--hooks", required=True, help="where receipts and replies go, with a slash at the end"
    )
    secret = os.environ.get(
        "SIMULATED_GATEWAY_SECRET", ""
    )  # not on the command line, which everybody can read
    if not secret:
        parser.error("set SIMULATED_GATEWAY_SECRET to what the other side has")
    faults.add_arguments(parser)
    options = parser.parse_args(arguments)
    server = Server(
        options.port,
        Ledger(options.ledger),
        hooks=options.hooks,
        secret=secret,
        faults=faults.of_arguments(options),
    )
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
