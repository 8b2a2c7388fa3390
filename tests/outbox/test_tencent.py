"""What is Tencent's own: codes, variables by place, and a list that proves only that it took a message."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from outbox.gateways import tencent as module
from outbox.gateways.base import CannotAsk, Refused, Unclear
from tests.outbox.stand_ins import HTML, Answer


def form_of(line) -> dict:
    return json.loads(line.far.calls[0].body)


def test_it_gets_our_reference_the_signature_the_template_and_its_variables_in_order(tencent, settings):
    settings.TENCENT_EXTEND_CODE = "10"
    tencent.message = replace(
        tencent.message,
        variables={"2": "保养", "10": "j", "1": "王女士"} | {str(n): chr(96 + n) for n in range(3, 10)},
    )
    serial = tencent.gateway.send(tencent.message)
    form = form_of(tencent)
    assert form["TemplateParamSet"] == ["王女士", "保养", "c", "d", "e", "f", "g", "h", "i", "j"]
    assert (form["PhoneNumberSet"], form["SessionContext"]) == (
        ["+8613800138000"],
        tencent.message.reference,
    )
    assert (form["SmsSdkAppId"], form["TemplateId"], form["SignName"], form["ExtendCode"]) == (
        "1400006666",
        "SMS_154950909",
        "河西养车",
        "10",
    )
    assert serial == tencent.far.taken[0]["serial"]


@pytest.mark.parametrize(
    "changes",
    [{"template_code": ""}, {"variables": {"name": "x"}}, {"variables": {"1": "x", "3": "y"}}],
    ids=["no template", "variables with names", "a place left out"],
)
def test_what_it_would_refuse_is_refused_before_it_leaves(tencent, changes):
    with pytest.raises(Refused) as error:
        tencent.gateway.send(replace(tencent.message, **changes))
    assert error.value.permanent
    assert tencent.far.calls == []


def test_a_template_without_variables_has_none(tencent):
    tencent.gateway.send(replace(tencent.message, variables={}))
    assert form_of(tencent)["TemplateParamSet"] == []


CODES = [
    ("InvalidParameterValue.IncorrectPhoneNumber", True, None),
    ("FailedOperation.PhoneNumberInBlacklist", True, None),
    ("FailedOperation.ContainSensitiveWord", True, None),
    ("FailedOperation.TemplateIncorrectOrUnapproved", True, None),
    ("InvalidParameterValue.TemplateParameterLengthLimit", True, None),
    ("UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone", True, None),
    ("LimitExceeded.PhoneNumberThirtySecondLimit", False, timedelta(seconds=30)),
    ("LimitExceeded.PhoneNumberOneHourLimit", False, timedelta(hours=1)),
    ("LimitExceeded.PhoneNumberDailyLimit", False, timedelta(hours=6)),
    ("RequestLimitExceeded.UinLimitExceeded", False, None),
    ("FailedOperation.InsufficientBalanceInSmsPackage", False, None),
    ("FailedOperation.MarketingSendTimeConstraint", False, timedelta(hours=6)),
    ("UnauthorizedOperation.ServiceSuspendDueToArrears", False, None),
    ("AuthFailure.SecretIdNotFound", False, None),
]
UNPROVEN = ["InternalError.Timeout", "InternalError.SendAndRecvFail", "FailedOperation.OtherError", "New", ""]


@pytest.mark.parametrize("where", ["", "|error"], ids=["of the number", "of the call"])
@pytest.mark.parametrize(("code", "permanent", "after"), CODES)
def test_its_documented_codes_say_whether_another_try_helps(tencent, code, permanent, after, where):
    tencent.far.fault = f"refuse:{code}{where}"
    with pytest.raises(Refused) as error:
        tencent.gateway.send(tencent.message)
    assert (error.value.permanent, error.value.after) == (permanent, after)
    assert code in str(error.value)


@pytest.mark.parametrize("where", ["", "|error"], ids=["of the number", "of the call"])
@pytest.mark.parametrize("code", UNPROVEN)
def test_a_code_of_its_own_trouble_proves_nothing(tencent, code, where):
    tencent.far.fault = f"refuse:{code}{where}"
    with pytest.raises(Unclear):
        tencent.gateway.send(tencent.message)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(429, HTML),  # it documents an error in a 200, and no status
        Answer(503, HTML),
        Answer.of(200, {"Response": {"SendStatusSet": [], "RequestId": "R"}}),
        Answer.of(200, {"Response": {"RequestId": "R"}}),
        Answer.of(200, {"SendStatusSet": []}),
        Answer.of(200, []),
        Answer.of(200, {"Response": {"SendStatusSet": [{"Code": "Ok"}], "RequestId": "R"}}),
    ],
    ids=lambda answer: f"{answer.status} {answer.body[:60].decode()}",
)
def test_odd_answers(tencent, monkeypatch, answer):
    monkeypatch.setattr(tencent.far, "sent", lambda asked: answer)
    with pytest.raises(Unclear):
        tencent.gateway.send(tencent.message)


def test_it_is_found_once_a_carrier_has_reported(tencent):
    serial = tencent.gateway.send(tencent.message)
    tencent.far.carriers_report = False
    with pytest.raises(CannotAsk) as error:
        tencent.gateway.find(tencent.message)
    assert not error.value.forever
    tencent.far.carriers_report = True
    assert tencent.gateway.find(tencent.message) == serial


def test_it_never_says_that_it_does_not_have_a_message(tencent):
    """Believed once, this would send a message twice whose report is late."""
    with pytest.raises(CannotAsk):
        tencent.gateway.find(tencent.message)


def test_what_is_older_than_a_week_is_asked_about_as_far_back_as_it_answers(tencent):
    serial = tencent.gateway.send(tencent.message)
    message = replace(tencent.message, first_tried_at=tencent.message.first_tried_at - timedelta(days=30))
    assert tencent.gateway.find(message) == serial
    asked = json.loads(tencent.far.calls[-1].body)
    assert timedelta(seconds=asked["EndTime"] - asked["BeginTime"]) == module.KEPT + module.SLACK
    assert (asked["Offset"], asked["Limit"]) == (0, 100)


def test_where_tencent_keeps_our_reference_to_itself_nothing_is_guessed(tencent):
    tencent.gateway.send(tencent.message)
    tencent.far.taken[0]["SessionContext"] = ""
    with pytest.raises(CannotAsk):
        tencent.gateway.find(tencent.message)
