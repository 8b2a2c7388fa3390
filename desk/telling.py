"""One answer to many customers, to some of them at a time: what defects and suggestions have in common.

Their rows have `message` (None where one cannot be written to) and `tried_at` (None until looked at).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from churn_crm import clock
from outbox.composing import Draft, outlook
from outbox.models import Channel, Message

CHANNELS = (Channel.SMS, Channel.EMAIL)  # tried in this order
AT_ONCE = 50  # customers a transaction


def tell_all(some: Callable[[], int]) -> int:
    """Some, until nobody is left; how many in all. Two at once do not disturb one another."""
    done = 0
    while tried := some():
        done += tried
    return done


def tell_first(waiting: QuerySet[Any], plan: Callable[[Any], Message | None]) -> int:
    """Plan a message for the first of those who wait, or leave them to be called; how many were looked at.

    waiting: in order, inside a transaction; rows that another one has taken are passed over.
    """
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for row in rows:
        row.message, row.tried_at = plan(row), clock.now()
    waiting.model.objects.bulk_update(rows, ["message", "tried_at"])
    return len(rows)


def first_to_leave(drafts: Iterable[Draft]) -> Draft | None:
    """The first that says something and can leave; None when somebody has to call."""
    fitting = (draft for draft in drafts if not draft.faults() and draft.preview().said)
    return next((draft for draft in fitting if outlook(draft).kind != "never"), None)


def language_in(text: str) -> str:
    """zh-hans or en, by its characters."""
    return "zh-hans" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"
