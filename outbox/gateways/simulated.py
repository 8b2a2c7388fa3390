"""The simulated gateway: as awkward as a real one, without its costs. Its server is outbox/simulator."""

import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any

from django.conf import settings

from outbox.gateways.base import (
    CannotAsk,
    Forged,
    Gateway,
    Incoming,
    Outgoing,
    ReceiptIn,
    Refused,
    ReplyIn,
    Unclear,
)
from outbox.simulator import signing


class Simulated(Gateway):
    """Not idempotent, like most: settled by asking for the number and looking for our reference.

    It takes e-mail as well, which arrives in a mailbox beside the phones.
    """

    name = "simulated"
    late_acceptance = timedelta(seconds=3)

    def send(self, outgoing: Outgoing) -> str:
        text = "\n\n".join(part for part in (outgoing.subject, outgoing.text) if part)
        message = {"reference": outgoing.reference, "to": outgoing.address, "text": text}
        try:
            answer = called("/messages", message)
        except urllib.error.HTTPError as error:
            raise refusal_of(error) from error
        except urllib.error.URLError as error:
            raise unreached(error) from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unclear(type(error).__name__) from error
        return sid_of(answer)

    def find(self, outgoing: Outgoing) -> str | None:
        query = urllib.parse.urlencode({"to": outgoing.address, "reference": outgoing.reference})
        try:
            found = called(f"/messages?{query}")
            return sid_of(found[0]) if found else None
        except (OSError, HTTPException, ValueError, Unclear, LookupError, TypeError) as error:
            raise CannotAsk(type(error).__name__) from error

    def read_receipts(self, incoming: Incoming) -> Iterable[ReceiptIn]:
        told = opened(incoming, "id", "status", "at", "reference")
        yield ReceiptIn(
            event=f"{told['id']}:{told['status']}",
            at=datetime.fromtimestamp(told["at"], UTC),
            reference=told["reference"],
            sid=told["id"],
            delivered={"delivered": True, "failed": False}.get(told["status"]),
            detail=told.get("detail", ""),
            signed=True,
        )

    def read_replies(self, incoming: Incoming) -> Iterable[ReplyIn]:
        told = opened(incoming, "id", "at", "from", "text")
        yield ReplyIn(
            event=told["id"],
            at=datetime.fromtimestamp(told["at"], UTC),
            address=told["from"],
            text=told["text"],
            channel="email" if "@" in told["from"] else "sms",
            signed=True,
        )


def opened(incoming: Incoming, *names: str) -> dict[str, Any]:
    """What the server tells, once it is believed. Raises Forged, also when one of the names is missing."""
    told = signing.opened(incoming.headers, incoming.body, secret=settings.SIMULATED_GATEWAY_SECRET)
    if not all(name in told for name in names):
        raise Forged("the body lacks a field")
    return told


def called(path: str, body: object = None) -> Any:
    """The server's answer as JSON. Raises what urllib raises, ValueError when it is no JSON."""
    request = urllib.request.Request(  # noqa: S310
        settings.SIMULATED_GATEWAY_URL + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {settings.SIMULATED_GATEWAY_SECRET}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=settings.GATEWAY_TIMEOUT) as response:  # noqa: S310
        return json.loads(response.read())


def sid_of(answer: Any) -> str:
    """The id in an answer. Raises Unclear where there is none: it said yes, but to what?"""
    if isinstance(answer, dict) and isinstance(answer.get("id"), str) and answer["id"]:
        return str(answer["id"])
    raise Unclear("the answer has no id")


def refusal_of(error: urllib.error.HTTPError) -> Refused | Unclear:
    """429, 503 and all 4xx come before anything is taken; other 5xx say nothing."""
    if error.code in (429, 503):
        return Refused(f"HTTP {error.code}", permanent=False, after=pause_of(error))
    if error.code < 500:
        return Refused(words_of(error), permanent=error.code not in (401, 403))
    return Unclear(f"HTTP {error.code}")


def pause_of(error: urllib.error.HTTPError) -> timedelta | None:
    written = error.headers.get("Retry-After", "")
    return timedelta(seconds=int(written)) if written.isdecimal() else None


def words_of(error: urllib.error.HTTPError) -> str:
    try:
        return f"HTTP {error.code}: {json.loads(error.read()).get('error', '')}"
    except (OSError, HTTPException, ValueError, AttributeError):
        return f"HTTP {error.code}"


def unreached(error: urllib.error.URLError) -> Refused | Unclear:
    """Only a connection that was never made proves that nothing was taken."""
    if isinstance(error.reason, ConnectionRefusedError | socket.gaierror):
        return Refused("not reached", permanent=False)
    return Unclear(type(error.reason).__name__)
