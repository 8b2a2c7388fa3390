"""Addresses as they are compared, and the digest by which an opt-out survives the erasure of a customer."""

import hashlib
import hmac

from outbox import switch
from outbox.models import Channel


def normal(channel: str, address: str) -> str:
    """As it is stored and compared: an e-mail address in lower case, anything else as it is."""
    address = address.strip()
    return address.lower() if channel == Channel.EMAIL else address


def digest(channel: str, address: str, *, salt: str = "") -> str:
    """A salted SHA-256 that says nothing of the address without the salt of this database.

    salt: this database's, where it is known already, so that many digests take no query each.
    """
    words = f"{channel}:{normal(channel, address)}".encode()
    return hmac.new((salt or switch.salt()).encode(), words, hashlib.sha256).hexdigest()
