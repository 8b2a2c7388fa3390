"""What comes in from gateways that sign nothing: read strictly, and only from where it may come from."""

import hashlib
import ipaddress
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from outbox.gateways.base import Forged, Incoming

CHINA = ZoneInfo("Asia/Shanghai")


def only_from(incoming: Incoming, networks: Iterable[str]) -> None:
    """Raise Forged for an address outside the networks; none named means that all may."""
    allowed = [ipaddress.ip_network(network) for network in networks]
    if not allowed:
        return
    try:
        remote = ipaddress.ip_address(incoming.remote)
    except ValueError:
        raise Forged("from an address that cannot be read") from None
    if not any(remote in network for network in allowed):
        raise Forged("from an address that is not the gateway's")


def items(incoming: Incoming) -> list[dict[str, Any]]:
    """The objects of a JSON body: one, or a list of them. Raises Forged."""
    try:
        body = json.loads(incoming.body)
    except ValueError:
        raise Forged("the body is no JSON") from None
    rows = body if isinstance(body, list) else [body]
    if not all(isinstance(row, dict) for row in rows):
        raise Forged("the body holds something else than objects")
    return rows


def text(row: dict[str, Any], name: str) -> str:
    """A field that must be there. Raises Forged."""
    value = row.get(name)
    if value in (None, "") or isinstance(value, dict | list):
        raise Forged(f"without {name}")
    return str(value)


def chinese_time(written: str) -> datetime:
    """2017-01-01 00:00:00, as Chinese gateways write the time, aware. Raises Forged."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=CHINA)
    except ValueError:
        raise Forged("with a time that cannot be read") from None


def e164(digits: str, *, country: str = "") -> str:
    """A number as we store it; as it came where it cannot be understood."""
    written = f"+{country}{digits}" if country else digits
    try:
        number = phonenumbers.parse(written, "CN")
    except phonenumbers.NumberParseException:
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def event(*parts: object) -> str:
    """A name for news that has none of its own: the same for the same, and without what it says."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
