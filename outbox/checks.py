"""What a start must not go on without: run by every command and by each worker before its first task."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from outbox import gateways


@register
def gateways_can_be_used(**_options: Any) -> list[CheckMessage]:
    """The configured gateways have their settings, and the times to settle fit them."""
    errors: list[CheckMessage] = []
    for name in gateways.in_use():
        try:
            gateways.by_name(name)
        except (ImproperlyConfigured, ImportError) as error:
            errors.append(Error(str(error), id="outbox.E001"))
    return errors
