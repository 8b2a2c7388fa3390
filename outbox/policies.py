"""The policy of sending in force."""

from outbox.models import SendingPolicy


def sending_policy() -> SendingPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return SendingPolicy.objects.first() or SendingPolicy()
