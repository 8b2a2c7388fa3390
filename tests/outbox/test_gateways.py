"""What is true of every gateway that speaks through an SDK, each against its stand-in."""

import logging
import os
import socket
import subprocess
import sys
import time
import traceback

import pytest
from django.core.exceptions import ImproperlyConfigured

from outbox import gateways
from outbox.gateways.base import CannotAsk, GatewayError, Refused, Unclear
from tests.outbox.conftest import OWN, SECRET

# How a call can end without a clear answer; after the first the gateway does not have the message.
UNCLEAR = ("error", "error after taking", "drop", "silence", "garbage")
TAKEN = UNCLEAR[1:]
FAULTS = (*UNCLEAR, "busy")


def test_it_is_accepted_once_and_its_id_is_told(line):
    sid = line.gateway.send(line.message)
    assert sid
    assert (len(line.far.taken), line.far.strangers) == (1, 0)


def test_two_messages_have_two_ids(line):
    assert line.gateway.send(line.message) != line.gateway.send(line.once_more())


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_called_once_whatever_happens(line, fault):
    line.far.fault = fault
    with pytest.raises(GatewayError):
        line.gateway.send(line.message)
    assert len(line.far.calls) == 1


@pytest.mark.parametrize("fault", UNCLEAR)
def test_without_a_clear_answer_it_does_not_say_that_it_was_refused(line, fault):
    line.far.fault = fault
    with pytest.raises(Unclear):
        line.gateway.send(line.message)


@pytest.mark.parametrize("fault", TAKEN)
def test_what_was_taken_without_a_clear_answer_is_found_by_asking(line, fault):
    line.far.fault = fault
    with pytest.raises(Unclear):
        line.gateway.send(line.message)
    assert line.gateway.find(line.message)


def test_asking_twice_gives_the_same_id(line):
    line.gateway.send(line.message)
    assert line.gateway.find(line.message) == line.gateway.find(line.message)


def test_another_customers_message_is_not_taken_for_it(line):
    line.gateway.send(line.once_more(address="+8613900139000"))
    try:
        assert line.gateway.find(line.message) is None
    except CannotAsk as error:
        assert line.gateway.name == "tencent", error  # which never says no


@pytest.mark.parametrize("deaf", ["error", "garbage", "busy"])
def test_a_question_that_gets_no_answer_is_no_no(line, deaf):
    line.gateway.send(line.message)
    line.far.deaf = deaf
    with pytest.raises(CannotAsk) as error:
        line.gateway.find(line.message)
    assert not error.value.forever


def test_nobody_at_the_other_end_is_a_proven_refusal_that_may_pass(line, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        setattr(
            settings, f"{line.gateway.name.upper()}_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}"
        )
        gateways.by_name.cache_clear()
        with pytest.raises(Refused) as error:
            gateways.by_name(line.gateway.name).send(line.message)
    assert not error.value.permanent


def test_a_name_that_cannot_be_resolved_is_a_proven_refusal_that_may_pass(line, settings):
    setattr(settings, f"{line.gateway.name.upper()}_ENDPOINT", "http://gateway.invalid")
    gateways.by_name.cache_clear()
    with pytest.raises(Refused) as error:
        gateways.by_name(line.gateway.name).send(line.message)
    assert not error.value.permanent


def test_a_storm_of_too_many_requests_is_refused_call_by_call(line):
    line.far.fault = "busy"
    for _ in range(20):
        with pytest.raises(Refused) as error:
            line.gateway.send(line.message)
        assert not error.value.permanent
    line.far.fault = ""
    assert line.gateway.send(line.message)
    assert (len(line.far.calls), len(line.far.taken)) == (21, 1)


def test_a_wrong_key_is_refused_for_now_since_the_messages_are_not_to_blame(line, settings):
    secret = {"aliyun": "ACCESS_KEY_SECRET", "twilio": "AUTH_TOKEN", "tencent": "SECRET_KEY"}
    setattr(settings, f"{line.gateway.name.upper()}_{secret[line.gateway.name]}", "wrong")
    gateways.by_name.cache_clear()
    with pytest.raises(Refused) as error:
        gateways.by_name(line.gateway.name).send(line.message)
    assert not error.value.permanent
    assert (line.far.strangers, line.far.taken) == (1, [])


def test_it_waits_no_longer_than_the_setting_says(line):
    line.far.fault = "silence"
    begun = time.monotonic()
    with pytest.raises(Unclear):
        line.gateway.send(line.message)
    assert time.monotonic() - begun < 3.9  # GATEWAY_TIMEOUT is 2 here: a second try would take 4


@pytest.mark.parametrize("fault", (*FAULTS, ""))
def test_nothing_of_a_person_is_in_errors_and_logs(line, fault, caplog):
    """Root at INFO, as it is set; the SDKs would log more."""
    line.far.fault, line.far.deaf = fault, fault if fault in ("busy", "garbage", "error") else ""
    told = ""
    with caplog.at_level(logging.INFO):
        for call in (line.gateway.send, line.gateway.find):
            try:
                call(line.message)
            except GatewayError as error:
                told += "".join(traceback.format_exception(error))
    for word in ("13800138000", "王女士", line.message.text):
        assert word not in told + caplog.text


@pytest.mark.parametrize("name", ["aliyun", "twilio", "tencent"])
def test_without_its_settings_it_cannot_be_had(name, fresh_gateways):
    with pytest.raises(ImproperlyConfigured):
        gateways.by_name(name)


NOTHING_LATE = """
import django, sys
django.setup()
from outbox import gateways
from outbox.gateways.base import Outgoing, Refused
gateway = gateways.by_name(sys.argv[1])
before = set(sys.modules)
try:
    gateway.send(Outgoing("r", "+8613800138000", "t", template_code="1", signature="s"))
except Refused as error:
    print(error, len(set(sys.modules) - before))
"""


@pytest.mark.parametrize("name", sorted(OWN))
def test_the_sdk_is_loaded_before_the_time_of_a_call_runs(name):
    """A process of its own: in this one it is loaded already."""
    where = {f"{name.upper()}_ENDPOINT": "http://127.0.0.1:1", "PUBLIC_URL": "https://crm.example.com"}
    own = {**OWN[name], **where, f"{name.upper()}_HOOK_SECRET": SECRET}
    kept = {key: os.environ[key] for key in ("PATH", "LOCAL_DIR") if key in os.environ}
    env = {**kept, **own, "ENVIRONMENT": "test", "DJANGO_SETTINGS_MODULE": "churn_crm.settings"}
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_LATE, name], env=env, capture_output=True, text=True, check=False
    )
    said, _, loaded = done.stdout.rpartition(" ")
    assert said == "never connected", done.stderr
    assert int(loaded) < 20


def test_a_certificate_of_somebody_else_is_a_proven_refusal(line, settings, self_signed):
    """Whoever answers instead of the gateway has read nothing."""
    setattr(settings, f"{line.gateway.name.upper()}_ENDPOINT", f"https://{line.far.address}")
    line.far.socket = self_signed.wrap_socket(line.far.socket, server_side=True)
    gateways.by_name.cache_clear()
    with pytest.raises(Refused) as error:
        gateways.by_name(line.gateway.name).send(line.message)
    assert (error.value.permanent, line.far.calls) == (False, [])
