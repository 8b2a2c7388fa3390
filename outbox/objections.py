"""What apps to the right know against a message that is about to leave, by its reason to exist.

Each names its word in settings.MESSAGE_OBJECTIONS; outbox never imports what stands to its right.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from outbox.decision import Skipped
from outbox.models import Message

# (messages of one reason to exist, now) → message's key → the reason, of those that must not leave.
Objection = Callable[[Sequence[Message], datetime], dict[int, Skipped]]


@cache
def objections() -> dict[str, Objection]:
    """Why → who is asked."""
    return {why: import_string(path) for why, path in settings.MESSAGE_OBJECTIONS.items()}


def against(messages: Sequence[Message], *, at: datetime) -> dict[int, Skipped]:
    """Message's key → why it must not leave any more; missing where nobody objects."""
    by_why: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_why[message.why].append(message)
    found: dict[int, Skipped] = {}
    for why, objection in objections().items():
        if by_why[why]:
            found |= objection(by_why[why], at)
    return found
