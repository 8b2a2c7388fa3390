"""Clocks that jump by an hour, machines that sleep, and errors that last for days."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from churn_crm import clock
from customers.models import Customer
from outbox import claiming, sending, settling, timing
from outbox.gateways.base import Refused, Unclear
from outbox.models import Message
from tests.factories import CustomerFactory
from tests.outbox.sending import a_message, always, gateway

__all__ = ["always", "gateway"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def zhang(lin, gaoxin, always) -> Customer:
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138000")


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


@pytest.mark.parametrize("jumps_after", [1, 4, 100, 179], ids=lambda seconds: f"{seconds} s")
def test_a_clock_that_jumps_ahead_does_not_shorten_the_wait_before_it_is_sent_again(
    zhang, gateway, settings, jumps_after
):
    """Our side asks every second; the gateway takes the message late, a second before it may be believed."""
    settings.SENDING_SETTLES_AFTER = 180
    message, begun = a_message(zhang), clock.now()
    gateway.script = [(Unclear("timed out"), False)]
    with time_machine.travel(begun, tick=False):
        sending.send_ready()
    for second in range(1, 180, 3):
        shown = begun + timedelta(seconds=second) + (HOUR if second >= jumps_after else timedelta())
        with time_machine.travel(shown, tick=False):
            settling.doubt_abandoned()
            settling.settle()
            sending.send_ready()
    assert gateway.called == 1
    gateway.taken.append(claiming.outgoing_of(message))
    with time_machine.travel(begun + HOUR + timedelta(seconds=600)):
        settling.settle()
    assert fresh(message).state == "sent"


def test_a_clock_that_falls_back_loses_nothing(zhang, gateway, settings):
    settings.SENDING_SETTLES_AFTER = 180
    message, begun = a_message(zhang), clock.now()
    claiming.claim(limit=1)  # and whoever claimed it is gone
    for minutes in range(-60, 80):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            settling.doubt_abandoned()
            settling.settle()
            sending.send_ready()
    assert (fresh(message).state, gateway.called) == ("sent", 1)


def test_a_machine_that_slept_does_not_call_when_it_wakes(zhang, gateway, monkeypatch):
    """Linux does not count sleep in its monotonic clock; a claim is stale all the same."""
    message = a_message(zhang)
    claim = claiming.claim(limit=1)[0]
    slept = timing.uptime() + 3600
    monkeypatch.setattr(timing, "uptime", lambda: slept)
    sending.record(claim, sending.call(claim))
    assert (gateway.called, fresh(message).state) == (0, "ready")


def test_uptime_counts_sleep_as_well():
    """It is the kernel's own count since the boot, which /proc tells too."""
    told = Path("/proc/uptime").read_text()
    assert timing.uptime() == pytest.approx(float(told.split()[0]), abs=1)


def test_a_gateway_that_refuses_for_days_is_still_tried_every_hour(zhang, gateway):
    assert [timing.retry(attempt) for attempt in (43, 100, 32767)] == [timing.RETRY_LAST] * 3
    message = a_message(zhang)
    Message.objects.filter(pk=message.pk).update(attempt=60)
    gateway.script = [(Refused("out of money", permanent=False), False)]
    sending.send_ready()
    assert (fresh(message).state, fresh(message).reason) == ("planned", "busy")


def test_what_was_only_put_off_was_not_tried(zhang, gateway, always):
    """A gateway that is asked later looks from the first try on: the same text of last week is not it."""
    always.day_cap = 0
    always.save()
    message = a_message(zhang)
    sending.send_ready()
    assert (fresh(message).state, fresh(message).first_tried_at) == ("planned", None)
