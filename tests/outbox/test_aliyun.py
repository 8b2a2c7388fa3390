"""What is Aliyun's own: codes, days as China counts them, pages, its form of numbers and variables."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from outbox.gateways.base import CannotAsk, Refused, Unclear
from tests.outbox.stand_ins import Answer


def sent_as(line) -> dict:
    line.gateway.send(line.message)
    return line.far.taken[0]


def test_it_gets_our_reference_the_signature_the_template_and_its_variables(aliyun, settings):
    settings.ALIYUN_EXTEND_CODE = "90999"
    sent = sent_as(aliyun)
    assert (sent["PhoneNumbers"], sent["OutId"]) == ("13800138000", aliyun.message.reference)
    assert (sent["SignName"], sent["TemplateCode"]) == ("河西养车", "SMS_154950909")
    assert json.loads(sent["TemplateParam"]) == {"1": "王女士", "2": "保养"}
    assert sent["SmsUpExtendCode"] == "90999"


def test_a_template_without_variables_sends_none_and_its_own_signature_wins(aliyun):
    aliyun.message = replace(aliyun.message, variables={}, signature="芜湖养车")
    sent = sent_as(aliyun)
    assert "TemplateParam" not in sent
    assert (sent["SignName"], "SmsUpExtendCode" in sent) == ("芜湖养车", False)


def test_a_number_abroad_has_its_country_code_without_a_plus(aliyun):
    aliyun.message = replace(aliyun.message, address="+447911123456")
    assert sent_as(aliyun)["PhoneNumbers"] == "447911123456"
    assert aliyun.gateway.find(aliyun.message) == aliyun.message.reference


@pytest.mark.parametrize(
    "changes",
    [{"template_code": ""}, {"variables": {"name": "很" * 36}}],
    ids=["no template", "a variable of 36 characters"],
)
def test_what_it_would_refuse_is_refused_before_it_leaves(aliyun, changes):
    with pytest.raises(Refused) as error:
        aliyun.gateway.send(replace(aliyun.message, **changes))
    assert error.value.permanent
    assert aliyun.far.calls == []


def test_a_variable_of_35_characters_is_sent(aliyun):
    assert aliyun.gateway.send(replace(aliyun.message, variables={"name": "很" * 35}))


@pytest.mark.parametrize(
    ("code", "permanent", "after"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", True, None),
        ("isv.SMS_TEMPLATE_ILLEGAL", True, None),
        ("isv.SMS_SIGNATURE_ILLEGAL", True, None),
        ("isv.BLACK_KEY_CONTROL_LIMIT", True, None),
        ("isv.PARAM_LENGTH_LIMIT", True, None),
        ("isv.AMOUNT_NOT_ENOUGH", False, None),
        ("isv.OUT_OF_SERVICE", False, None),
        ("isv.DAY_LIMIT_CONTROL", False, None),
        ("isv.BUSINESS_LIMIT_CONTROL|触发分钟级流控Permits:1", False, timedelta(minutes=1)),
        ("isv.BUSINESS_LIMIT_CONTROL|触发小时级流控Permits:5", False, timedelta(hours=1)),
        ("isv.BUSINESS_LIMIT_CONTROL|触发天级流控Permits:10", False, timedelta(hours=6)),
        ("isp.RAM_PERMISSION_DENY", False, None),
    ],
)
def test_its_documented_codes_say_whether_another_try_helps(aliyun, code, permanent, after):
    aliyun.far.fault = f"refuse:{code}"
    with pytest.raises(Refused) as error:
        aliyun.gateway.send(aliyun.message)
    assert (error.value.permanent, error.value.after) == (permanent, after)
    assert code.partition("|")[0] in str(error.value)


@pytest.mark.parametrize("code", ["isp.SYSTEM_ERROR", "isp.UNKNOWN", "SomethingNew", ""])
def test_a_code_of_its_own_trouble_proves_nothing(aliyun, code):
    aliyun.far.fault = f"refuse:{code}"
    with pytest.raises(Unclear):
        aliyun.gateway.send(aliyun.message)


def test_throttling_says_for_how_long(aliyun):
    aliyun.far.fault = "busy"
    with pytest.raises(Refused) as error:
        aliyun.gateway.send(aliyun.message)
    assert error.value.after == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (503, {"Code": "ServiceUnavailable", "Message": "…"}, Unclear),
        (500, {"Code": "InternalError", "Message": "…"}, Unclear),
        (400, {"Code": "InvalidTimeStamp.Expired", "Message": "…"}, Refused),
        (200, {"Code": "OK", "Message": "OK"}, Unclear),  # without a BizId
        (200, ["OK"], Unclear),
        (200, "OK", Unclear),
        (400, ["no"], Unclear),
    ],
)
def test_odd_answers(aliyun, monkeypatch, status, said, kind):
    monkeypatch.setattr(aliyun.far, "sent", lambda asked: Answer.of(status, said))
    with pytest.raises(kind):
        aliyun.gateway.send(aliyun.message)


def test_it_is_found_by_our_reference_since_records_have_no_other_id(aliyun):
    aliyun.gateway.send(aliyun.message)
    assert aliyun.gateway.find(aliyun.message) == aliyun.message.reference


def test_what_it_never_got_is_not_found(aliyun):
    assert aliyun.gateway.find(aliyun.message) is None


@pytest.mark.usefixtures("noon_in_china")
def test_it_is_found_on_the_last_of_many_pages(aliyun):
    number = aliyun.message.address.removeprefix("+86")
    for n in range(120):
        aliyun.far.keep(number, f"other-{n}", aliyun.far.now())
    aliyun.gateway.send(aliyun.message)
    assert aliyun.gateway.find(aliyun.message) == aliyun.message.reference
    pages = [call.query["CurrentPage"] for call in aliyun.far.calls if aliyun.far.is_question(call)]
    assert pages == ["1", "2", "3"]


def test_more_pages_than_can_be_read_are_no_no(aliyun):
    for n in range(1001):
        aliyun.far.keep("13800138000", f"other-{n}", aliyun.far.now())
    with pytest.raises(CannotAsk):
        aliyun.gateway.find(aliyun.message)


@pytest.mark.parametrize(
    ("tried", "asked", "taken"),
    [
        # Midnight in China is 16:00 UTC.
        ("2026-06-15T15:59:58", "2026-06-15T16:03:00", "2026-06-15T16:00:01"),
        ("2026-06-15T15:59:58", "2026-06-15T16:03:00", "2026-06-15T15:59:59"),
        ("2026-06-15T15:59:58", "2026-06-15T15:59:59", "2026-06-15T16:00:01"),  # its clock is ahead
        ("2026-06-15T16:00:02", "2026-06-15T16:03:00", "2026-06-15T15:59:59"),  # its clock is behind
        ("2026-06-12T10:00:00", "2026-06-15T10:00:00", "2026-06-12T10:00:00"),  # asked three days later
        ("2026-06-15T16:30:00", "2026-06-15T16:33:00", "2026-06-15T15:31:00"),  # our clock was an hour ahead
    ],
)
def test_it_is_found_over_midnight_in_china(aliyun, tried, asked, taken):
    at = datetime.fromisoformat(taken).replace(tzinfo=UTC)
    aliyun.far.keep("13800138000", aliyun.message.reference, at)
    message = replace(aliyun.message, first_tried_at=datetime.fromisoformat(tried).replace(tzinfo=UTC))
    with time_machine.travel(datetime.fromisoformat(asked).replace(tzinfo=UTC), tick=True):
        assert aliyun.gateway.find(message) == message.reference


def test_at_noon_one_day_is_asked_for(aliyun):
    noon = datetime(2026, 6, 15, 4, tzinfo=UTC)
    with time_machine.travel(noon, tick=True):
        assert aliyun.gateway.find(replace(aliyun.message, first_tried_at=noon)) is None
    assert [call.query["SendDate"] for call in aliyun.far.calls] == ["20260615"]
