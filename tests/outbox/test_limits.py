"""Caps, budget and expiry where they are easily lost: two channels, two workers, two zones, two months."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection

from churn_crm import clock
from customers.models import Customer
from outbox import claiming, sending, settling, spending, tasks
from outbox.gateways.base import Refused, Unclear
from outbox.models import Message, Reason, Spending, State
from tests.factories import CustomerFactory
from tests.outbox.sending import a_message, always, gateway, midday
from tests.outbox.sending import consents as consented

__all__ = ["always", "gateway", "midday"]
pytestmark = pytest.mark.django_db
PRICE = Decimal("0.05")


@pytest.fixture
def zhang(lin, gaoxin, always, settings) -> Customer:
    settings.EMAIL_GATEWAY = "mail"
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138000", email="zhang@example.com")


@pytest.fixture
def wang(lin, gaoxin, always) -> Customer:
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138001")


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


@contextmanager
def another_worker_about_to_commit(monkeypatch) -> Iterator[None]:
    """It has claimed one message and decided; what it wrote is not to be seen for half a second yet."""
    decided, real = threading.Event(), spending.spend

    def slowly(messages, *, at):
        real(messages, at=at)
        if threading.current_thread() is other:
            decided.set()
            time.sleep(0.5)

    def work():
        try:
            claiming.claim(limit=1)
        finally:
            connection.close()

    monkeypatch.setattr(spending, "spend", slowly)
    other = threading.Thread(target=work)
    other.start()
    assert decided.wait(10)
    yield
    other.join()


# ------------------------------------------------------------------------------- caps
def test_the_days_cap_counts_over_channels_claimed_at_once(zhang, gateway, always):
    always.day_cap = 1
    always.save()
    messages = [a_message(zhang), a_message(zhang, channel="email")]
    sending.send_ready()
    sending.send_ready()
    assert [fresh(message).state for message in messages] == ["sent", "planned"]
    assert fresh(messages[1]).reason == Reason.CAP


@pytest.mark.django_db(transaction=True)
def test_the_days_cap_counts_what_another_worker_is_claiming(zhang, gateway, always, monkeypatch):
    always.day_cap = 1
    always.save()
    messages = [a_message(zhang), a_message(zhang, channel="email")]
    with another_worker_about_to_commit(monkeypatch):
        sending.send_ready()
    sending.send_ready()
    assert [fresh(message).state for message in messages] == ["sending", "planned"]


def test_what_perhaps_arrived_counts_for_the_caps(zhang, gateway, midday):
    consented(zhang)
    first, second = a_message(zhang, purpose="marketing"), a_message(zhang, purpose="marketing")
    gateway.script = [(Unclear("timed out"), True)]
    sending.send_ready()
    assert Message.objects.filter(pk=first.pk, state=State.UNKNOWN).update(state=State.REVIEW)
    sending.send_ready()
    assert (fresh(second).state, fresh(second).reason) == ("planned", "cap")


# ----------------------------------------------------------------------------- budget
@pytest.mark.django_db(transaction=True)
def test_two_workers_cannot_both_spend_the_last_of_the_budget(zhang, wang, gateway, always, monkeypatch):
    always.sms_price = always.sms_budget = PRICE
    always.save()
    a_message(zhang), a_message(wang)
    with another_worker_about_to_commit(monkeypatch):
        sending.send_ready()
    assert Spending.objects.get().spent == PRICE
    assert Message.objects.filter(reason=Reason.BUDGET).count() == 1


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Asia/Shanghai", "Europe/Berlin"])
def test_the_budgets_month_is_the_business_s_wherever_the_branch_is(zhang, gateway, always, zone, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    always.sms_price, always.sms_budget = PRICE, 0
    always.save()
    zhang.branch.time_zone = zone
    zhang.branch.save()
    # In Tokyo July has begun; in Shanghai, where the money is counted, it begins half an hour later.
    with time_machine.travel(datetime(2026, 6, 30, 15, 30, tzinfo=UTC), tick=False):
        message = a_message(zhang)
        sending.send_ready()
    assert fresh(message).not_before == datetime(2026, 6, 30, 16, 0, tzinfo=UTC)


def test_what_was_refused_after_midnight_is_given_back_to_the_month_it_was_taken_from(
    zhang, gateway, settings
):
    settings.TIME_ZONE = "Asia/Shanghai"
    with time_machine.travel(datetime(2026, 6, 30, 15, 59, 57, tzinfo=UTC), tick=False):
        a_message(zhang)
        claim = claiming.claim(limit=1)[0]
    with time_machine.travel(datetime(2026, 6, 30, 16, 0, 3, tzinfo=UTC), tick=False):
        sending.record(claim, Refused("HTTP 429", permanent=False))
    assert [row.spent for row in Spending.objects.all()] == [0]


def test_what_the_gateway_never_took_cost_nothing(zhang, gateway, settings):
    a_message(zhang)
    gateway.script = [(Unclear("reset"), False)]
    begun = clock.now()
    sending.send_ready()
    for minutes in (5, 10, 15):
        with time_machine.travel(begun + timedelta(minutes=minutes)):
            settling.settle()
            sending.send_ready()
    message = Message.objects.get()
    assert (message.state, message.attempt) == ("sent", 2)
    assert Spending.objects.get().spent == message.price


# ----------------------------------------------------------------- expiry, and who waits
def test_what_has_expired_is_not_sent_although_it_is_ready(zhang, gateway):
    message = a_message(zhang, expires_at=clock.now() + timedelta(hours=1))
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert sending.send_ready() == 0
        settling.expire()
    assert (fresh(message).state, fresh(message).reason) == ("skipped", "expired")


def test_whoever_may_not_be_written_to_keeps_nobody_waiting(lin, gaoxin, zhang, gateway):
    for number in range(80):
        a_message(
            CustomerFactory(owner=lin, branch=gaoxin, phone=f"+861390013{number:04d}"), purpose="marketing"
        )
    message = a_message(zhang)
    tasks.send()
    assert fresh(message).state == "sent"
