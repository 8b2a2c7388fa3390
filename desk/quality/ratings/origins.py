"""Where a rating was given from: an address or a device, kept as a digest that only tells same from other."""

from hashlib import sha256

from django.utils.crypto import salted_hmac


def key() -> str:
    """The business's own key: without it nobody finds an address by trying all of them."""
    return salted_hmac("desk.ratings.given_from", "", algorithm="sha256").hexdigest()


def digest(place: str) -> str:
    """64 hexadecimal digits; empty for what is not known. The import works out the same in SQL."""
    known = place.strip().lower()
    return sha256(f"{key()}:{known}".encode()).hexdigest() if known else ""
