"""How the simulated gateway signs what it tells us, after Standard Webhooks: id, time, body, one key."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from outbox.gateways.base import Forged

TOLERANCE = 300  # seconds between its clock and ours


def signature(event: str, timestamp: str, body: bytes, *, secret: str) -> str:
    """`v1,` and the Base64 of HMAC-SHA256 over "id.timestamp.body"."""
    signed = f"{event}.{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(event: str, body: bytes, *, secret: str) -> dict[str, str]:
    """The three headers that prove where a request comes from, and when it was sent."""
    timestamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "webhook-id": event,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(event, timestamp, body, secret=secret),
    }


def opened(given: Mapping[str, str], body: bytes, *, secret: str) -> dict[str, Any]:
    """The body, once it is believed. Raises Forged: no secret, wrong signature, too old, from the future."""
    event, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    expected = signature(event, timestamp, body, secret=secret)
    if not secret or not hmac.compare_digest(expected, given.get("webhook-signature", "")):
        raise Forged("the signature does not fit")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE:
        raise Forged("the request is too old or from the future")
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Forged("the body is no JSON") from error
    if not isinstance(told, dict):
        raise Forged("the body is no object")
    return told
