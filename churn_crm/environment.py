"""Typed reading of environment variables. A wrong value names itself and says what to write."""

import ipaddress
import os
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = "true", "false"


def text(name: str, *, default: str = "", required: bool = False) -> str:
    """The variable as it stands; empty counts as not set."""
    value = os.environ.get(name, "")
    if not value and required:
        raise ImproperlyConfigured(f"{name} is not set: production needs it, see docs/operation.md")
    return value or default


def flag(name: str, *, default: bool) -> bool:
    """true or false, nothing else."""
    value = os.environ.get(name, "")
    if value not in ("", TRUE, FALSE):
        raise ImproperlyConfigured(f"{name}={value!r}: write true or false")
    return default if value == "" else value == TRUE


def number(name: str, *, default: int) -> int:
    """A whole number, zero or more."""
    value = os.environ.get(name, "")
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number such as {default}")
    return int(value) if value else default


def choice(name: str, options: Sequence[str], *, default: str) -> str:
    """One of the options."""
    value = text(name, default=default)
    if value not in options:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(options)}")
    return value


def words(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Values separated by commas."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] if value else list(default)


def day(name: str) -> date | None:
    """A date such as 1998-06-30, or None when empty."""
    value = os.environ.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a date such as 1998-06-30") from error


def secret(name: str, *, required: bool) -> str:
    """A secret of at least 50 characters; only trying out may do without."""
    value = text(name, required=required)
    if required and len(value) < 50:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters: use at least 50 random ones")
    return value or "for-trying-out-only-" + "x" * 40


def credential(name: str, *, needed_by: str, at_least: int = 1) -> str:
    """What one choice cannot do without. needed_by: that choice, such as SMS_GATEWAY=twilio."""
    chooser, _, option = needed_by.partition("=")
    value = text(name)
    chosen = os.environ.get(chooser) == option
    if chosen and not value:
        raise ImproperlyConfigured(f"{name} is not set: {needed_by} needs it, see docs/operation.md")
    if value and len(value) < at_least:
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters: use at least {at_least} random letters and digits"
        )
    return value


def web_address(name: str, *, default: str = "", needed_by: str = "") -> str:
    """https://host, or http://host for a machine of one's own; without a slash at the end."""
    value = (credential(name, needed_by=needed_by) if needed_by else text(name)) or default
    if value and not re.fullmatch(r"https?://[^/?#\s]+", value):
        raise ImproperlyConfigured(f"{name}={value!r}: write an address such as https://crm.example.com")
    return value


def networks(name: str) -> list[str]:
    """Addresses or networks separated by commas, such as 203.0.113.0/24."""
    try:
        return [str(ipaddress.ip_network(word)) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: write networks such as 203.0.113.0/24, 203.0.113.7") from error


def database(name: str, *, required: bool) -> dict[str, Any]:
    """A PostgreSQL connection from a URL; other engines are refused."""
    url = text(name, default="postgres://churn_crm@localhost/churn_crm", required=required)
    try:
        connection = dict(environ.Env.db_url_config(url))
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name}: write postgres://user:password@host:5432/name") from error
    if connection.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name}: only PostgreSQL is used, write postgres://…")
    # A socket's folder comes as ?host=…; Django's own tools look for it under HOST.
    connection["HOST"] = connection.get("OPTIONS", {}).pop("host", "") or connection["HOST"]
    return connection | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
