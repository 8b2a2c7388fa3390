"""The pipeline with each real adapter: what was taken without a word is never sent again."""

from datetime import timedelta

import pytest
import time_machine

from churn_crm import clock
from outbox import sending, settling, timing
from outbox.models import Message, State, Template
from tests.factories import CustomerFactory
from tests.outbox.conftest import Line
from tests.outbox.sending import a_message, always
from tests.outbox.stand_ins import NUMBER

__all__ = ["always"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(lin, gaoxin, always, line, settings) -> Message:
    settings.SMS_GATEWAY = line.gateway.name
    template = Template.objects.create(
        name="Maintenance",
        channel="sms",
        purpose="service",
        text="{1}，您的爱车该{2}了。",
        gateway_code="SMS_154950909",
        approval=Template.Approval.APPROVED,
        changed_at=clock.now(),
    )
    zhang = CustomerFactory(owner=lin, branch=gaoxin, phone=NUMBER)
    return a_message(
        zhang, template=template, variables={"1": "王女士", "2": "保养"}, text="王女士，您的爱车该保养了。"
    )


def settle_for(line: Line, message: Message, *, minutes: int) -> Message:
    """Send, then ask every minute as the pipeline does; whatever it makes ready is sent again."""
    sending.send_ready()
    begun = clock.now()
    for minute in range(1, minutes + 1):
        with time_machine.travel(begun + timedelta(minutes=minute), tick=True):
            line.far.ahead = -timedelta(minutes=minute)  # its clock has not been moved
            settling.settle()
            sending.send_ready()
    return Message.objects.get(pk=message.pk)


@pytest.mark.parametrize("fault", ["drop", "error after taking", "garbage"])
def test_what_was_taken_without_a_clear_answer_is_sent_once(line, planned, fault):
    line.far.fault = fault
    message = settle_for(line, planned, minutes=2)
    assert (message.state, len(line.far.taken)) == (State.SENT, 1)


def test_while_the_gateway_does_not_answer_questions_nothing_is_sent_again(line, planned):
    line.far.fault, line.far.deaf = "drop", "error"
    message = settle_for(line, planned, minutes=10)
    assert (message.state, len(line.far.taken)) == (State.UNKNOWN, 1)


def test_what_was_not_taken_is_sent_again_only_where_that_is_proven(line, planned):
    line.far.fault = "error"
    sending.send_ready()
    line.far.fault = ""
    message = settle_for(line, planned, minutes=10)
    certain = line.gateway.name != "tencent"
    assert message.state == (State.SENT if certain else State.UNKNOWN)
    assert len(line.far.taken) == certain


def test_the_times_of_this_gateway_fit_those_of_the_pipeline(line):
    timing.check(late_acceptance=line.gateway.late_acceptance)
