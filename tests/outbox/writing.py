"""Messages for tests, put at once where a test wants them: a state cannot be reached by leaping."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from customers.models import Customer
from outbox.models import Message, Purpose, State, Why
from tests.conftest import TODAY
from tests.factories import at

NOON = at(TODAY)


def message(
    customer: Customer, *, state: str = State.PLANNED, when: datetime = NOON, **given: Any
) -> Message:
    """One message of the customer, planned at `when`."""
    usual: dict[str, Any] = {
        "channel": "sms",
        "purpose": Purpose.MARKETING,
        "why": Why.LAPSED,
        "purpose_key": uuid.uuid4().hex,
        "text": "Come by",
        "address": f"+86138{uuid.uuid4().int % 10**8:08d}",
        "planned_at": when,
        "not_before": when,
        "expires_at": when + timedelta(days=3),
    }
    return Message.objects.create(customer=customer, **usual | {"state": state} | needed(state, when) | given)


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
