"""Calls of the API for tests: JSON in, JSON out."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse


def call(
    client: Client, method: str, url: str, /, *args: Any, search: str = "", once: Any = None, **body: Any
) -> Any:
    """The answer of api:`url`; its `body` is the JSON, None where there is none.

    search: what follows the address; once: the Idempotency-Key.
    """
    answer: Any = client.generic(
        method.upper(),
        reverse(f"api:{url}", args=args) + search,
        data=json.dumps(body, default=str),
        content_type="application/json",
        headers={"Idempotency-Key": str(once)} if once else {},
    )
    answer.body = answer.json() if "json" in answer.headers.get("Content-Type", "") else None
    return answer


def change(client: Client, url: str, pk: int, /, **body: Any) -> Any:
    """The answer of PATCH by somebody who has just read the record."""
    seen = call(client, "get", url, pk).body["seen"]
    return call(client, "patch", url, pk, **{"seen": seen} | body)
