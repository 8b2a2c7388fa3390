"""What happens to a customer between the claim and the answer: merged, handed over, moved, erased."""

import logging
from datetime import timedelta

import pgtrigger
import pytest
import time_machine
from django.db import OperationalError

from churn_crm import clock
from customers.merging import service as merging
from customers.models import Customer
from outbox import claiming, receipts, sending, settling, timing
from outbox.gateways.base import ReceiptIn, Unclear
from outbox.models import Attempt, Message, Receipt
from tests.factories import CustomerFactory
from tests.outbox.sending import a_message, always, gateway

__all__ = ["always", "gateway"]
pytestmark = pytest.mark.django_db
PHONE = "+8613800138000"


@pytest.fixture
def zhang(lin, gaoxin, always) -> Customer:
    return CustomerFactory(owner=lin, branch=gaoxin, phone=PHONE, name="Zhang Wei")


@pytest.fixture
def double(lin, gaoxin, always) -> Customer:
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138001", name="Zhang W.")


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def delivered(message: Message) -> ReceiptIn:
    return ReceiptIn(
        event="1", at=clock.now(), reference=message.reference.hex, sid="sid-late", delivered=True
    )


def claimed(message: Message) -> claiming.Claim:
    (claim,) = claiming.claim(limit=10)
    assert claim.pk == message.pk
    return claim


@pytest.mark.parametrize("undone", [False, True], ids=["merged", "merged and undone"])
def test_merged_while_it_is_being_sent_it_is_sent_once_and_follows(zhang, double, zhou, gateway, undone):
    message = a_message(double)
    claim = claimed(message)
    record = merging.merge(survivor=zhang.pk, gone=double.pk, by=zhou, choices={})
    if undone:
        merging.undo(record=record.pk, by=zhou)
    sending.record(claim, sending.call(claim))
    after = fresh(message)
    assert (after.state, after.customer_id) == ("sent", double.pk if undone else zhang.pk)
    assert (len(gateway.taken), sending.send_ready()) == (1, 0)


def test_merged_while_nobody_knows_it_is_settled_for_the_survivor(zhang, double, zhou, gateway):
    message = a_message(double)
    gateway.script = [(Unclear("timed out"), True)]
    sending.send_ready()
    merging.merge(survivor=zhang.pk, gone=double.pk, by=zhou, choices={})
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        settling.settle()
    assert (fresh(message).state, fresh(message).customer_id) == ("sent", zhang.pk)


def test_handed_over_and_moved_to_another_number_it_goes_where_it_was_planned_for(zhang, chen, gateway):
    message = a_message(zhang)
    claim = claimed(message)
    zhang.owner, zhang.phone = chen, "+8613900139000"
    zhang.save()
    sending.record(claim, sending.call(claim))
    assert (fresh(message).state, [taken.address for taken in gateway.taken]) == ("sent", [PHONE])


def test_erased_while_it_is_being_sent_nothing_breaks_and_nothing_comes_back(zhang, gateway):
    message = a_message(zhang)
    claim = claimed(message)
    with pgtrigger.ignore("outbox.Consent:append_only"):
        Customer.objects.filter(pk=zhang.pk).delete()
    sending.record(claim, sending.call(claim))
    assert receipts.take(gateway="scripted", receipts=[delivered(message)]) == 1
    assert (Message.objects.count(), Attempt.objects.count()) == (0, 0)
    assert Receipt.objects.get().message is None
    assert sending.send_ready() == settling.settle() == 0


@pytest.mark.parametrize("answer", [(None, True), (Unclear("timed out"), True)], ids=["accepted", "unclear"])
def test_a_database_that_is_full_when_the_answer_comes_loses_nothing(zhang, gateway, monkeypatch, answer):
    message, begun = a_message(zhang), clock.now()
    gateway.script = [answer]

    def full(*args, **kwargs):
        raise OperationalError("could not extend file: No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(sending, "record", full)
        sending.send_ready()
    assert fresh(message).state == "sending"
    with time_machine.travel(begun + timing.lease() + timedelta(seconds=1)):
        settling.doubt_abandoned()
        settling.settle()
    assert (fresh(message).state, len(gateway.taken)) == ("sent", 1)


def test_what_an_sdk_says_of_a_person_is_not_logged(zhang, gateway, monkeypatch, caplog):
    """Of an error that no adapter foresaw, the kind and the place are enough."""
    a_message(zhang, text="Zhang Wei, come by")
    words = f"cannot send 'Zhang Wei, come by' to {PHONE}"
    gateway.script = [(RuntimeError(words), True)]

    def fails(outgoing):
        raise ValueError(words)

    monkeypatch.setattr(gateway, "find", fails)
    with caplog.at_level(logging.INFO):
        sending.send_ready()
        with time_machine.travel(clock.now() + timedelta(seconds=30)):
            settling.settle()
    assert "RuntimeError" in caplog.text and "ValueError" in caplog.text
    assert "gateway_failed" in caplog.text and "gateway_question_failed" in caplog.text
    assert "13800138000" not in caplog.text and "Zhang" not in caplog.text
