"""Opt-outs and opt-ins where they are easily got wrong: shared numbers, old numbers, news out of order."""

from datetime import datetime, timedelta

import pytest

from churn_crm import clock
from customers.models import Customer
from outbox import consents, replies, sending
from outbox.gateways.base import ReplyIn
from outbox.models import Consent, OptOut, Reply
from tests.factories import CustomerFactory
from tests.outbox.sending import a_message, always, gateway

__all__ = ["always", "gateway"]
pytestmark = pytest.mark.django_db
PHONE = "+8613800138000"


@pytest.fixture
def zhang(lin, gaoxin, always) -> Customer:
    return CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE, name="Zhang Wei")


def said(text: str, at: datetime | None = None, address: str = PHONE) -> ReplyIn:
    event = f"{address} {hash(text)} {at}"
    return ReplyIn(event=event, at=at or clock.now(), address=address, text=text, signed=True)


def say(text: str, at: datetime | None = None) -> None:
    replies.take(gateway="scripted", replies=[said(text, at)])


def allowed(customer: Customer) -> dict[str, bool]:
    standing = consents.standing_of([customer.pk])
    return {purpose: given for (_customer, _channel, purpose), given in standing.items()}


def test_start_speaks_for_nobody_else_who_shares_the_phone(zhang, lin, gaoxin, gateway):
    wife = CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE)
    consents.record(customer=wife, channel="sms", purpose="marketing", given=False, source="person")
    a_message(zhang)
    sending.send_ready()
    say("START")
    assert allowed(zhang) == {"service": True, "marketing": True}
    assert allowed(wife) == {"marketing": False}


def test_start_on_a_shared_phone_without_a_message_speaks_for_nobody(zhang, lin, gaoxin):
    wife = CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE)
    say("START")
    assert (allowed(zhang), allowed(wife)) == ({}, {})


def test_whoever_has_the_number_now_does_not_opt_in_who_had_it_before(zhang, gateway):
    a_message(zhang)
    sending.send_ready()
    zhang.phone = "+8613900139000"
    zhang.save()
    say("START")
    assert allowed(zhang) == {}


def test_a_start_that_is_told_late_lifts_no_newer_stop(zhang, gateway):
    now = clock.now()
    say("STOP", now)
    say("START", now - timedelta(minutes=5))
    assert OptOut.objects.in_force().exists()


def test_the_newest_of_several_stops_counts(zhang, gateway):
    now = clock.now()
    say("STOP", now - timedelta(minutes=10))
    say("STOP", now)
    say("START", now - timedelta(minutes=5))
    assert OptOut.objects.in_force().exists()
    say("START", now + timedelta(minutes=5))
    assert not OptOut.objects.in_force().exists()


def test_a_gateway_whose_clock_is_ahead_does_not_cover_what_is_said_next(zhang):
    say("START", clock.now() + timedelta(hours=1))
    consents.record(customer=zhang, channel="sms", purpose="marketing", given=False, source="person")
    assert allowed(zhang) == {"service": True, "marketing": False}


@pytest.mark.parametrize("text", ["a\x00b", "half an emoji \ud83d", "x" * 5000], ids=["NUL", "half", "long"])
def test_what_the_database_cannot_hold_keeps_no_other_reply_out(zhang, text):
    """A gateway tells many replies at once, and the same ones again as long as we fail."""
    other = "+8613900139000"
    assert replies.take(gateway="scripted", replies=[said(text, address=other), said("STOP")]) == 2
    assert consents.opted_out("sms", [PHONE, other]) == {PHONE}
    assert Reply.objects.get(address=other).text.startswith(text[:1])


@pytest.mark.parametrize("text", ["STOP\x00", "退订\u200b", "\ufeffTD"])
def test_signs_that_nobody_sees_do_not_hide_the_word(zhang, text):
    say(text)
    assert consents.opted_out("sms", [PHONE]) == {PHONE}
    assert Consent.objects.filter(customer=zhang, given=False).count() == 2
