"""What is Twilio's own: codes, and how a message is known in a list that does not tell our reference."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
import time_machine

from churn_crm import clock
from outbox.gateways.base import CannotAsk, Refused, Unclear
from tests.outbox.conftest import SECRET
from tests.outbox.stand_ins import HTML, Answer


def form_of(line) -> dict[str, str]:
    return dict(parse_qsl(line.far.calls[0].body.decode(), True))


def test_it_gets_the_text_the_sender_and_an_address_with_our_reference(twilio):
    assert twilio.gateway.send(twilio.message).startswith("SM")
    form, reference = form_of(twilio), twilio.message.reference
    assert (form["To"], form["Body"], form["From"]) == (
        "+8613800138000",
        twilio.message.text,
        "+15005550006",
    )
    assert form["StatusCallback"] == (
        f"https://crm.example.com/hooks/twilio/{SECRET}/receipts?reference={reference}"
    )


def test_a_messaging_service_sends_instead_of_a_number(twilio, settings):
    settings.TWILIO_SENDER = "MG" + "0" * 32
    twilio.gateway.send(twilio.message)
    form = form_of(twilio)
    assert (form["MessagingServiceSid"], "From" in form) == ("MG" + "0" * 32, False)


@pytest.mark.parametrize(
    ("code", "permanent"),
    [("21211", True), ("21610", True), ("21614", True), ("21617", True), ("21606", False), ("20404", False)],
)
def test_its_documented_codes_say_whether_another_try_helps(twilio, code, permanent):
    twilio.far.fault = f"refuse:{code}"
    with pytest.raises(Refused) as error:
        twilio.gateway.send(twilio.message)
    assert (error.value.permanent, str(error.value)) == (permanent, f"Twilio {code}")


PROBLEM = {"type": "https://www.twilio.com/docs/api/errors/20429", "title": "Too Many Requests"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer.of(503, {"code": 20503, "message": "Service unavailable", "status": 503}), Refused),
        (Answer.of(429, {**PROBLEM, "status": 429, "code": 20429}), Refused),  # in the newer form
        (Answer(429, HTML), Refused),  # "is never processed", whatever it looks like
        (Answer(503, HTML), Unclear),  # of a proxy between us and Twilio
        (Answer(502, HTML), Unclear),
        (Answer.of(500, {"code": 20500, "message": "Internal Server Error", "status": 500}), Unclear),
        (Answer.of(408, {"code": 20408, "message": "Request Timeout", "status": 408}), Unclear),
        (Answer.of(201, {"status": "queued"}), Unclear),  # without a sid
        (Answer.of(201, ["queued"]), Unclear),
        (Answer(302, b"", {"Location": "https://elsewhere.example/"}), Unclear),
    ],
)
def test_odd_answers(twilio, monkeypatch, answer, kind):
    monkeypatch.setattr(twilio.far, "sent", lambda asked: answer)
    with pytest.raises(kind):
        twilio.gateway.send(twilio.message)
    assert len(twilio.far.calls) == 1


def test_what_still_waits_in_its_queue_is_found(twilio):
    sid = twilio.gateway.send(twilio.message)
    assert twilio.far.taken[0]["date_sent"] is None
    assert twilio.gateway.find(twilio.message) == sid


def test_it_is_found_on_the_last_of_many_pages(twilio):
    sid = twilio.gateway.send(twilio.message)
    for n in range(2 * twilio.far.PAGE + 1):
        twilio.far.keep(twilio.message.address, f"another {n}", twilio.far.now())
    assert twilio.gateway.find(twilio.message) == sid
    assert len([call for call in twilio.far.calls if call.method == "GET"]) == 3


def test_more_pages_than_can_be_read_are_no_no(twilio):
    for n in range(5 * twilio.far.PAGE + 1):
        twilio.far.keep(twilio.message.address, f"another {n}", twilio.far.now() - timedelta(days=9))
    with pytest.raises(CannotAsk):
        twilio.gateway.find(twilio.message)


def test_without_the_time_of_the_try_it_can_never_be_asked(twilio):
    with pytest.raises(CannotAsk) as error:
        twilio.gateway.find(replace(twilio.message, first_tried_at=None))
    assert error.value.forever


NOON = datetime(2026, 6, 16, 12, tzinfo=UTC)
SAME, OTHER = "the same", "another"


@pytest.mark.parametrize(
    ("text", "minutes", "direction", "outcome"),
    [
        (SAME, 0.1, "outbound-api", "found"),
        (SAME, 30, "outbound-api", "found"),
        (SAME, -60 * 24, "outbound-api", "none"),  # last day's: sent and settled long ago
        (SAME, -60, "outbound-api", "doubt"),  # an earlier one, or our clock has jumped
        (OTHER, 0.1, "outbound-api", "doubt"),  # Twilio may have changed the text; or another program sends
        (OTHER, -60, "outbound-api", "none"),
        (SAME, 0.1, "inbound", "none"),
    ],
)
def test_which_message_is_it(twilio, text, minutes, direction, outcome):
    with time_machine.travel(NOON, tick=True):
        words = twilio.message.text if text == SAME else text
        twilio.far.keep(twilio.message.address, words, NOON + timedelta(minutes=minutes))
        twilio.far.taken[0]["direction"] = direction
        assert found(twilio, NOON) == (twilio.far.taken[0]["sid"] if outcome == "found" else outcome)


@pytest.mark.parametrize("ahead", [-3600, -61, 61, 3600])
def test_our_clock_may_be_wrong(twilio, ahead):
    """Its answer tells its own time, by which the try is dated."""
    twilio.far.ahead = timedelta(seconds=ahead)
    tried = clock.now()
    sid = twilio.gateway.send(twilio.message)
    assert found(twilio, tried) == sid


def test_an_old_one_of_the_same_text_is_told_from_the_new_one_though_our_clock_is_wrong(twilio):
    twilio.far.ahead = timedelta(hours=1)
    twilio.far.keep(twilio.message.address, twilio.message.text, twilio.far.now() - timedelta(hours=24))
    assert found(twilio, clock.now()) == "none"


def test_of_two_alike_the_first_since_the_try_is_it(twilio):
    tried = clock.now()
    first = twilio.gateway.send(twilio.message)
    twilio.far.keep(twilio.message.address, twilio.message.text, twilio.far.now() + timedelta(minutes=1))
    assert found(twilio, tried) == first


def test_the_words_of_a_trial_account_before_ours_do_not_hide_it(twilio):
    twilio.far.keep(
        twilio.message.address,
        f"Sent from your Twilio trial account - {twilio.message.text}",
        twilio.far.now(),
    )
    assert found(twilio, clock.now()) == twilio.far.taken[0]["sid"]


def found(line, tried: datetime) -> str:
    try:
        return line.gateway.find(replace(line.message, first_tried_at=tried)) or "none"
    except CannotAsk as error:
        assert not error.forever
        return "doubt"
