"""The policy of sending in force."""

from outbox import addresses
from outbox.models import SendingPolicy


def sending_policy() -> SendingPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return SendingPolicy.objects.first() or SendingPolicy()


def words_of(written: str) -> frozenset[str]:
    """The words of a list that a manager wrote, separated by commas of either script."""
    words = addresses.folded(written).split(",")  # folding makes "，" a ","
    return frozenset(word.strip() for word in words if word.strip())
