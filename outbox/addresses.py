"""Addresses as they are compared, and the digest by which an opt-out survives the erasure of a customer."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

from outbox import switch
from outbox.models import Channel


def normal(channel: str, address: str) -> str:
    """As it is stored and compared: an e-mail address in lower case, anything else as it is."""
    address = address.strip()
    return address.lower() if channel == Channel.EMAIL else address


def folded(text: str) -> str:
    """Words as they are compared: full-width letters made narrow, capitals small, without unseen signs."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen).casefold().strip()


def digest(channel: str, address: str) -> str:
    """A salted SHA-256 that says nothing of the address without the salt of this database."""
    return digests(channel, [address])[address]


def digests(channel: str, written: Iterable[str]) -> dict[str, str]:
    """The digest of each of these addresses; the salt is read once."""
    found = digests_of((channel, address) for address in written)
    return {address: digest for (_channel, address), digest in found.items()}


def digests_of(written: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The same for (channel, address)."""
    salt = switch.salt().encode()
    return {
        (channel, address): hmac.new(
            salt, f"{channel}:{normal(channel, address)}".encode(), hashlib.sha256
        ).hexdigest()
        for channel, address in written
    }
