"""What messages cost, added up by month and channel while they are claimed."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from outbox import policies
from outbox.checking import month_of
from outbox.models import Attempt, Channel, Message, Spending


def spend(messages: Iterable[Message], *, at: datetime) -> None:
    """Add the price of messages that are about to leave."""
    _add(messages, at, sign=1)


def hold(messages: Iterable[Message], *, at: datetime) -> None:
    """Where a budget is set: from here to the end of the transaction nobody else finds room below it."""
    if policies.sending_policy().sms_budget is None or all(one.channel != Channel.SMS for one in messages):
        return
    row = {"month": month_of(at), "channel": Channel.SMS}
    Spending.objects.bulk_create([Spending(**row)], ignore_conflicts=True)
    Spending.objects.select_for_update().get(**row)


def refund(*, message: int, attempt: int) -> None:
    """The attempt took nothing: it gives back to the month from which it took."""
    tried = Attempt.objects.select_related("message").filter(message=message, number=attempt).first()
    if tried:
        _add([tried.message], tried.at, sign=-1)


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
