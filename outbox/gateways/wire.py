"""What a failed call proves, for the gateways that speak through an SDK: never connected, or nobody knows."""

import re
import ssl
from collections.abc import Iterator
from datetime import timedelta

import requests
import urllib3
from django.conf import settings

from outbox.gateways.base import Refused, Unclear

# These are raised before the first byte of a request leaves, by nothing else.
NEVER_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    requests.exceptions.ConnectTimeout,
    ssl.SSLCertVerificationError,
)
# No gateway documents how late it takes a message that nobody waits for any more; theirs answer within
# seconds, and their own servers give up long before this.
LATE_ACCEPTANCE = timedelta(minutes=2)
CONNECT_AT_MOST = 3.0  # seconds
PERSONAL = re.compile(r"[\w.+-]+@[\w.-]+|\+?\d[\d ()-]{4,}\d")


def timeouts() -> tuple[float, float]:
    """(to connect, to read) in seconds; together GATEWAY_TIMEOUT."""
    connect = min(CONNECT_AT_MOST, settings.GATEWAY_TIMEOUT / 3)
    return connect, settings.GATEWAY_TIMEOUT - connect


def never_connected(error: BaseException) -> bool:
    """Whether not one byte of the request can have reached the gateway."""
    return any(isinstance(one, NEVER_CONNECTED) for one in _chain(error))


def judged(error: BaseException) -> Refused | Unclear:
    """What an error of transport proves. Its words are left out: they quote the address that was called."""
    if never_connected(error):
        return Refused("never connected", permanent=False)
    return Unclear(f"no clear answer: {type(_first(error)).__name__}")


def words(*parts: object) -> str:
    """The gateway's own words, without numbers and addresses of people."""
    said = " ".join(str(part) for part in parts if part)
    return PERSONAL.sub("…", said)[:300]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything that led to it; SDKs wrap what they caught, each in its own way."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "inner_exception", None)]


def _first(error: BaseException) -> BaseException:
    """The one that tells most: what the network said, not how an SDK wrapped it."""
    return next((one for one in _chain(error) if isinstance(one, requests.RequestException)), error)
