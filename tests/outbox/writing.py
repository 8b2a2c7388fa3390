"""Messages for tests: planned as the program does, then put where a test wants them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from customers.models import Customer
from outbox import planning
from outbox.models import Message, Purpose, State, Why
from tests.conftest import TODAY
from tests.factories import at

NOON = at(TODAY)


def message(
    customer: Customer, *, state: str = State.PLANNED, when: datetime = NOON, **given: Any
) -> Message:
    """One message of the customer, planned at `when`."""
    wish = planning.Wish(
        customer=customer,
        channel=given.pop("channel", "sms"),
        purpose=given.pop("purpose", Purpose.MARKETING),
        why=given.pop("why", Why.LAPSED),
        key=given.pop("key", uuid.uuid4().hex),
        text=given.pop("text", "Come by"),
        address=given.pop("address", f"+86138{uuid.uuid4().int % 10**8:08d}"),
        link=given.pop("link", ""),
        template=given.pop("template", None),
    )
    made = planning.plan(wish)
    values = {"state": state, "planned_at": when} | needed(state, when) | given
    Message.objects.filter(pk=made.pk).update(**values)
    made.refresh_from_db()
    return made


def needed(state: str, when: datetime) -> dict[str, Any]:
    """What the database wants to know of a message in this state."""
    sent = {"gateway": "simulated", "sid": uuid.uuid4().hex, "sent_at": when, "attempt": 1}
    asked = {"gateway": "simulated", "attempt": 1, "unknown_since": when, "ask_at": when}
    return {
        State.SENDING: {"gateway": "simulated", "attempt": 1, "lease_until": when + timedelta(minutes=1)},
        State.UNKNOWN: asked,
        State.REVIEW: asked,
        State.SENT: sent,
        State.DELIVERED: sent | {"closed_at": when},
        State.FAILED: sent | {"closed_at": when},
        State.SKIPPED: {"reason": "opted_out", "closed_at": when},
    }.get(State(state), {})
