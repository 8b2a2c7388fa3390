"""Forms as the browser sends them back."""

from typing import Any

from django.test import Client


def as_shown(client: Client, url: str, **changed: Any) -> dict[str, Any]:
    """What a form that changes a record holds when it is opened, with what is changed in it."""
    form = client.get(url).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: form.sent(name, value) for name, value in values.items()}
    return {name: value for name, value in (sent | changed).items() if value not in ("", None)}
