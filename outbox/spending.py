"""What messages cost, added up by month and channel while they are claimed."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from outbox.checking import month_of
from outbox.models import Message, Spending


def spend(messages: Iterable[Message], *, at: datetime) -> None:
    """Add the price of messages that are about to leave."""
    _add(messages, at, sign=1)


def refund(message: Message, *, at: datetime) -> None:
    """Take it back: the message did not leave."""
    _add([message], at, sign=-1)


def _add(messages: Iterable[Message], at: datetime, sign: int) -> None:
    sums: Counter[str] = Counter()
    for message in messages:
        sums[message.channel] += sign * message.price  # type: ignore[assignment]
    for channel, amount in sums.items():
        if amount:
            _add_to(channel, at, Decimal(amount))


def _add_to(channel: str, at: datetime, amount: Decimal) -> None:
    row = {"month": month_of(at), "channel": channel}
    Spending.objects.bulk_create([Spending(**row)], ignore_conflicts=True)
    Spending.objects.filter(**row).update(spent=F("spent") + amount)
