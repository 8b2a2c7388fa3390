"""Links that nobody can guess: 128 random bits, of which only the digest is kept."""

import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

BYTES = 16


def new_token() -> str:
    """22 characters that fit into an address."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is stored. The token is random, so a salt and a slow hash would protect nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(token: str) -> str:
    """The whole address, as a customer gets it."""
    return base() + reverse("survey:page", args=[token])


def code_address(code: str) -> str:
    """The whole address in a printed code."""
    return base() + reverse("survey:code", args=[code])


def base() -> str:
    """How customers reach us. Only a try-out may do without PUBLIC_URL: it is open on its own machine."""
    found: str = settings.PUBLIC_URL or settings.LOCAL_URL
    if not found:
        raise ValidationError(
            _("Links need the setting PUBLIC_URL: the address under which customers reach us.")
        )
    return found
