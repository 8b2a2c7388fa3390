"""The phones and mailboxes behind the simulated gateway, as its server shows them; for the try-out's page."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

from outbox.gateways.simulated import called


class GatewayIsDown(RuntimeError):
    """The server of the simulated gateway does not answer."""


@dataclass(frozen=True)
class Line:
    """One message. theirs: written by the phone's owner · status: of ours, as the gateway has it."""

    text: str
    at: datetime
    theirs: bool
    status: str


def conversation(address: str) -> list[Line]:
    """What the phone received and what its owner wrote back, oldest first. Raises GatewayIsDown."""
    rows: list[dict[str, Any]] = _asked(f"/phones/{quote(address)}")
    return [
        Line(row["text"], datetime.fromtimestamp(row["at"], UTC), row["way"] == "out", row["status"])
        for row in rows
    ]


def answer(address: str, text: str) -> None:
    """The phone's owner writes back. Raises GatewayIsDown."""
    _asked(f"/phones/{quote(address)}/replies", {"text": text})


def _asked(path: str, body: object = None) -> Any:
    try:
        return called(path, body)
    except (OSError, HTTPException, json.JSONDecodeError) as error:
        raise GatewayIsDown from error
