"""Addresses of the desk, for pages and notices."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse


def address(**parameters: Any) -> str:
    """The desk with a customer or a number on it."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in parameters.items() if value})
    return f"{reverse('desk:home')}?{query.urlencode()}" if query else reverse("desk:home")
