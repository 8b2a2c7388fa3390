"""A gateway in the test's own process, and messages to send through it."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from churn_crm import clock
from customers.models import Customer
from outbox import gateways
from outbox.gateways.base import CannotAsk, Gateway, Outgoing
from outbox.models import Consent, Message, Purpose, SendingPolicy, State
from outbox.planning import Wish, plan

ALWAYS = {
    "promotions_from": "00:00",
    "promotions_until": "23:59:59",
    "service_from": "00:00",
    "service_until": "23:59:59",
    "promotion_days": "all",
}
numbers = itertools.count(1)


class Scripted(Gateway):
    """Answers what the test puts into `script`, one answer a call; then it takes everything.

    taken: what it really has; an answer that is a pair (error, True) takes the message and then fails.
    """

    name = "scripted"
    late_acceptance = timedelta(0)

    def __init__(self) -> None:
        self.script: list[tuple[Exception | None, bool]] = []
        self.taken: list[Outgoing] = []
        self.called = 0
        self.deaf = False

    def send(self, outgoing: Outgoing) -> str:
        self.called += 1
        error, takes = self.script.pop(0) if self.script else (None, True)
        if takes:
            self.taken.append(outgoing)
        if error:
            raise error
        return self.sid_of(outgoing)

    def find(self, outgoing: Outgoing) -> str | None:
        if self.deaf:
            raise CannotAsk("busy")
        known = [taken for taken in self.taken if taken.reference == outgoing.reference]
        return self.sid_of(known[0]) if known else None

    def sid_of(self, outgoing: Outgoing) -> str:
        return f"sid-{outgoing.reference}"


@pytest.fixture
def gateway(monkeypatch) -> Scripted:
    scripted = Scripted()
    monkeypatch.setattr(gateways, "by_name", lambda name: scripted)
    return scripted


@pytest.fixture
def always(db) -> SendingPolicy:
    """A policy that puts nothing off."""
    return SendingPolicy.objects.create(**ALWAYS)


@pytest.fixture
def midday() -> Iterator[None]:
    """Promotions never leave in the evening, whatever the policy says; tests of them run at any hour."""
    noon = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=12)
    with time_machine.travel(noon):
        yield


def consents(customer: Customer, *, purpose: str = Purpose.MARKETING, channel: str = "sms") -> Consent:
    return Consent.objects.create(
        customer=customer, channel=channel, purpose=purpose, given=True, source="form", at=clock.now()
    )


def a_message(customer: Customer, *, state: str = State.READY, **wish: object) -> Message:
    """A service message that nothing speaks against, in the wanted state (planned or ready)."""
    wanted = {"channel": "sms", "purpose": "service", "why": "by_hand", "text": "Good day"} | wish
    message = plan(Wish(customer=customer, **({"key": f"test:{next(numbers)}"} | wanted)))
    if state == State.READY:
        Message.objects.filter(pk=message.pk).update(state=State.READY)
    message.refresh_from_db()
    return message
