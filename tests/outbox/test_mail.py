"""Mail against a local server that fails at every step: before the text leaves, and after that."""

import email
import email.policy
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from outbox.gateways import mail as module
from outbox.gateways.base import CannotAsk, Outgoing, Refused, Unclear
from outbox.gateways.mail import Mail
from tests.outbox import mail_stand_in
from tests.outbox.mail_stand_in import DATA, GREETING, HELLO, RECIPIENT, SENDER, TEXT, MailStandIn


@pytest.fixture
def far(settings) -> Iterator[MailStandIn]:
    with mail_stand_in.running() as server:
        settings.EMAIL_BACKEND = module.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.DEFAULT_FROM_EMAIL = "Hexi Auto Care <care@crm.example.com>"
        settings.GATEWAY_TIMEOUT = 1
        yield server


@pytest.fixture
def letter(message) -> Outgoing:
    return replace(message, address="wang@example.com", subject="您的爱车该保养了")


def test_it_is_sent_once_under_our_reference(far, letter):
    sid = Mail().send(letter)
    assert sid == f"<{letter.reference}@crm.example.com>"
    (taken,) = far.taken
    read = email.message_from_bytes(taken, policy=email.policy.default)
    assert (read["Message-ID"], read["To"], read["Subject"]) == (sid, letter.address, letter.subject)
    assert read["From"] == "Hexi Auto Care <care@crm.example.com>"
    assert read.get_content().strip() == letter.text


@pytest.mark.parametrize("fault", ["drop", "silence", "450", "550"])
@pytest.mark.parametrize("step", [GREETING, SENDER])
def test_what_fails_before_the_text_leaves_is_refused_for_now(far, letter, step, fault):
    far.fault = (step, fault)
    with pytest.raises(Refused) as error:
        Mail().send(letter)
    assert not error.value.permanent
    assert far.taken == []


@pytest.mark.parametrize("fault", ["drop", "silence"])
@pytest.mark.parametrize("step", [HELLO, RECIPIENT])
def test_a_connection_that_breaks_before_the_text_leaves_is_refused_for_now(far, letter, step, fault):
    far.fault = (step, fault)
    with pytest.raises(Refused) as error:
        Mail().send(letter)
    assert not error.value.permanent


@pytest.mark.parametrize("step", [RECIPIENT, DATA, TEXT])
@pytest.mark.parametrize(("code", "permanent"), [("450", False), ("554", True)])
def test_a_code_of_the_server_says_whether_another_try_helps(far, letter, step, code, permanent):
    far.fault = (step, code)
    with pytest.raises(Refused) as error:
        Mail().send(letter)
    assert (error.value.permanent, far.taken) == (permanent, [])
    assert code in str(error.value)


@pytest.mark.parametrize("fault", ["drop", "silence"])
@pytest.mark.parametrize("step", [DATA, TEXT])
def test_what_breaks_once_the_text_may_have_left_is_unclear(far, letter, step, fault):
    far.fault = (step, fault)
    with pytest.raises(Unclear):
        Mail().send(letter)
    assert len(far.taken) == (step == TEXT)


def test_a_server_that_is_not_there_is_a_refusal_for_now(far, letter, settings):
    settings.EMAIL_PORT = 1
    with pytest.raises(Refused) as error:
        Mail().send(letter)
    assert not error.value.permanent


def test_it_waits_no_longer_than_the_setting_says(far, letter):
    far.fault = (TEXT, "silence")
    begun = time.monotonic()
    with pytest.raises(Unclear):
        Mail().send(letter)
    assert time.monotonic() - begun < 2.9  # GATEWAY_TIMEOUT is 1 here, and the goodbye waits as long


def test_a_server_that_is_slow_at_every_step_has_no_more_time_than_a_silent_one(far, letter):
    far.pause = 0.4
    begun = time.monotonic()
    with pytest.raises(Refused):
        Mail().send(letter)
    assert time.monotonic() - begun < 2.3  # GATEWAY_TIMEOUT is 1 here; all its steps take 2.8


@pytest.mark.parametrize("changes", [{"subject": "two\nlines"}, {"address": ""}])
def test_what_cannot_be_written_is_refused_for_good(far, letter, changes):
    with pytest.raises(Refused) as error:
        Mail().send(replace(letter, **changes))
    assert (error.value.permanent, far.taken) == (True, [])


def test_nobody_can_be_asked_about_a_mail(letter):
    with pytest.raises(CannotAsk) as error:
        Mail().find(letter)
    assert error.value.forever


def test_when_trying_out_djangos_other_backends_take_it(letter, mailoutbox):
    assert Mail().send(letter) == mailoutbox[0].extra_headers["Message-ID"]


def test_no_address_is_in_an_error(far, letter):
    far.fault = (RECIPIENT, "550")
    with pytest.raises(Refused) as error:
        Mail().send(letter)
    assert "example.com" not in str(error.value)
