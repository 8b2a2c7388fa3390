"""The doors for gateways: what is believed, what is refused, and that telling it twice changes nothing."""

import base64
import hashlib
import hmac
import json
import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from churn_crm.logs import hide_secrets
from outbox.models import Message, Receipt, Reply, State
from outbox.simulator import signing
from tests.factories import CustomerFactory
from tests.outbox.conftest import SECRET, Line
from tests.outbox.stand_ins import NUMBER

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 16, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def begun(he):
    """Somebody administers: before that every page leads to the first day."""


@pytest.fixture
def sent(gaoxin, lin):
    """A message that a gateway has taken."""
    customer = CustomerFactory(branch=gaoxin, owner=lin, phone=NUMBER)

    def send(gateway: str, sid: str) -> Message:
        return Message.objects.create(
            purpose_key=f"{gateway}:{sid}",
            customer=customer,
            channel="sms",
            purpose="service",
            why="by_hand",
            text="t",
            address=NUMBER,
            gateway=gateway,
            sid=sid,
            state=State.SENT,
            attempt=1,
            sent_at=AT,
            not_before=AT,
            expires_at=AT,
            planned_at=AT,
        )

    return send


def tell(path: str, body: object, **headers: str) -> HttpResponse:
    """JSON, from outside, without a session or a CSRF token."""
    client = Client(enforce_csrf_checks=True)
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def door(gateway: str, kind: str, secret: str = SECRET) -> str:
    return reverse(f"outbox:{kind}_in", args=[gateway, secret])


def aliyun_report(message: Message, **changes: object) -> dict[str, Any]:
    said = {
        "phone_number": "13800138000",
        "send_time": "2026-06-16 10:30:00",
        "report_time": "2026-06-16 10:30:08",
        "success": True,
        "err_code": "DELIVERED",
        "err_msg": "用户接收成功",
        "sms_size": "1",
        "biz_id": message.sid,
        "out_id": message.reference.hex,
    }
    return {**said, **changes}


def tencent_report(message: Message, **changes: object) -> dict[str, Any]:
    said = {
        "user_receive_time": "2026-06-16 10:30:08",
        "nationcode": "86",
        "mobile": "13800138000",
        "report_status": "SUCCESS",
        "errmsg": "DELIVRD",
        "description": "用户短信送达成功",
        "sid": message.sid,
    }
    return {**said, **changes}


REPORTS = {"aliyun": aliyun_report, "tencent": tencent_report}


def twilio_signature(url: str, form: dict[str, str], token: str) -> str:
    """As docs/usage/security says: the address, then each name with its value, sorted; HMAC-SHA1, Base64."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def twilio_tells(
    path: str, form: dict[str, str], *, token: str, base: str = "https://crm.example.com"
) -> Any:
    """As it arrives behind a proxy: plain HTTP, and another host than the one that was signed."""
    signature = twilio_signature(base + path, form, token)
    return Client(enforce_csrf_checks=True).post(
        path,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature, "Host": "testserver"},
    )


def status(line: Line, message: Message, word: str, **more: str) -> dict[str, str]:
    return {"MessageSid": message.sid, "MessageStatus": word, "AccountSid": line.far.ACCOUNT, **more}


# ---- Aliyun and Tencent: nothing signed; a secret address, perhaps known senders


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_batch_of_receipts_is_written_down_and_moves_nothing_by_itself(name, request, sent):
    request.getfixturevalue(name)
    first, second = sent(name, "1"), sent(name, "2")
    failed = {"success": False, "err_code": "NOT_ON"}
    failed = failed if name == "aliyun" else {"report_status": "FAIL", "errmsg": "NOT_ON"}
    batch = [REPORTS[name](first), REPORTS[name](second, **failed)]
    answer = tell(door(name, "receipts"), batch)
    assert answer.status_code == 200
    assert answer.json() in ({"code": 0, "msg": "OK"}, {"result": 0, "errmsg": "OK"})
    kept = Receipt.objects.order_by("pk").values_list("message", "delivered", "at", "proof")
    eight = AT.replace(second=8)
    assert list(kept) == [
        (first.pk, True, eight, Receipt.Proof.UNPROVEN),
        (second.pk, False, eight, Receipt.Proof.UNPROVEN),
    ]
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_same_receipt_again_is_acknowledged_and_changes_nothing(name, request, sent):
    request.getfixturevalue(name)
    message = sent(name, "1")
    for _ in range(3):
        assert tell(door(name, "receipts"), [REPORTS[name](message)]).status_code == 200
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_only_the_named_networks_may_tell(name, request, settings, sent):
    request.getfixturevalue(name)
    message = sent(name, "1")
    setattr(settings, f"{name.upper()}_HOOK_ADDRESSES", ["203.0.113.0/24"])
    assert tell(door(name, "receipts"), [REPORTS[name](message)]).status_code == 403
    settings.BEHIND_PROXY = True
    forged = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}  # our proxy wrote the last one
    assert tell(door(name, "receipts"), [REPORTS[name](message)], **forged).status_code == 403
    genuine = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    assert tell(door(name, "receipts"), [REPORTS[name](message)], **genuine).status_code == 200
    assert Receipt.objects.count() == 1


def test_a_receipt_without_our_reference_is_none_of_aliyun(aliyun, sent):
    message = sent("aliyun", "1")
    report = aliyun_report(message)
    del report["out_id"]
    assert tell(door("aliyun", "receipts"), [report]).status_code == 200
    assert not Receipt.objects.exists()


def test_a_tencent_receipt_names_our_reference_where_that_is_switched_on(tencent, sent):
    message = sent("tencent", "1")
    report = tencent_report(message, sid="another", ext=message.reference.hex)
    tell(door("tencent", "receipts"), [report])
    assert Receipt.objects.get().message == message


ODD = [
    b"not json",
    b"\xff\xfe",
    b"[1, 2]",
    b'"text"',
    b"[{}]",
    b"null",
    b'[{"sid": "1", "out_id": "2", "biz_id": "3", "user_receive_time": "tomorrow", "report_time": "later"}]',
    b'[{"out_id": "2", "biz_id": "3", "report_time": "2026-06-16 10:30:00", "success": "yes"}]',
]


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("kind", ["receipts", "replies"])
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_what_makes_no_sense_is_refused_and_nothing_of_it_is_kept(name, kind, body, request):
    request.getfixturevalue(name)
    answer = Client().post(door(name, kind), body, content_type="application/json")
    # An object without a reference is none of our messages to Aliyun: acknowledged, and nothing kept.
    assert answer.status_code == 403 or (name, kind) == ("aliyun", "receipts")
    assert not Receipt.objects.exists()
    assert not Reply.objects.exists()


def test_a_batch_with_one_bad_receipt_is_refused_as_a_whole(aliyun, sent):
    message = sent("aliyun", "1")
    batch = [aliyun_report(message), aliyun_report(message, report_time="later")]
    assert tell(door("aliyun", "receipts"), batch).status_code == 403
    assert not Receipt.objects.exists()


def test_replies_of_aliyun_are_kept_once_with_the_number_as_we_know_it(aliyun):
    said = {
        "phone_number": "13800138000",
        "content": "好的，周六见",
        "send_time": "2026-06-16 10:30:00",
        "dest_code": "1234",
        "sequence_id": "1234567890",
    }
    for _ in range(2):
        assert tell(door("aliyun", "replies"), [said]).status_code == 200
    reply = Reply.objects.get()
    assert (reply.address, reply.text, reply.at) == (NUMBER, "好的，周六见", AT)


def test_replies_of_tencent_are_kept_once_with_the_number_as_we_know_it(tencent):
    at = int(AT.timestamp())
    said = {
        "extend": "",
        "mobile": "13800138000",
        "nationcode": "86",
        "sign": "河西",
        "text": "退订",
        "time": at,
    }
    for _ in range(2):
        assert tell(door("tencent", "replies"), said).status_code == 200
    reply = Reply.objects.get()
    assert (reply.address, reply.meaning, reply.at) == (NUMBER, Reply.Meaning.OPT_OUT, AT)


# ---- Twilio: signed


def test_twilio_is_believed_by_the_address_it_called_and_not_by_what_the_proxy_made_of_it(twilio, sent):
    message = sent("twilio", "SM1")
    form = status(twilio, message, "delivered")
    answer = twilio_tells(door("twilio", "receipts"), form, token=twilio.far.TOKEN)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_the_address_that_was_given_to_twilio_brings_our_reference_back(twilio):
    """The receipt of a message of which we have heard nothing else yet."""
    twilio.gateway.send(twilio.message)
    callback = twilio.far.taken[0]["StatusCallback"]
    path = callback.removeprefix("https://crm.example.com")
    form = {"MessageSid": "SM9", "MessageStatus": "sent", "AccountSid": twilio.far.ACCOUNT}
    assert twilio_tells(path, form, token=twilio.far.TOKEN).status_code == 200
    assert Receipt.objects.get().reference == twilio.message.reference


def test_twilios_news_come_twice_and_in_reverse_order(twilio, sent):
    message = sent("twilio", "SM1")
    for word in ("delivered", "sent", "delivered", "queued"):
        form = status(twilio, message, word)
        assert twilio_tells(door("twilio", "receipts"), form, token=twilio.far.TOKEN).status_code == 200
    message.refresh_from_db()
    assert (message.state, Receipt.objects.count()) == (State.DELIVERED, 3)


def test_what_could_not_be_delivered_says_why(twilio, sent):
    message = sent("twilio", "SM1")
    form = status(twilio, message, "undelivered", ErrorCode="30003")
    twilio_tells(door("twilio", "receipts"), form, token=twilio.far.TOKEN)
    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "30003")


def test_a_forged_request_to_twilios_door_is_refused(twilio, sent):
    message = sent("twilio", "SM1")
    form, path = status(twilio, message, "delivered"), door("twilio", "receipts")
    assert twilio_tells(path, form, token="guessed").status_code == 403
    assert twilio_tells(path, form, token=twilio.far.TOKEN, base="https://evil.example").status_code == 403
    changed = twilio_signature(f"https://crm.example.com{path}", form, twilio.far.TOKEN)
    body = urlencode({**form, "MessageStatus": "failed"})
    kind = "application/x-www-form-urlencoded"
    answer = Client().post(path, body, content_type=kind, headers={"X-Twilio-Signature": changed})
    assert answer.status_code == 403
    unsigned = Client().post(path, urlencode(form), content_type=kind)
    assert unsigned.status_code == 403
    message.refresh_from_db()
    assert (message.state, Receipt.objects.count()) == (State.SENT, 0)


def test_another_account_of_the_same_token_is_refused(twilio, sent):
    form = {**status(twilio, sent("twilio", "SM1"), "delivered"), "AccountSid": "AC" + "1" * 32}
    assert twilio_tells(door("twilio", "receipts"), form, token=twilio.far.TOKEN).status_code == 403


def test_a_reply_to_twilio_is_kept_once(twilio):
    form = {"MessageSid": "SM5", "From": NUMBER, "To": "+15005550006", "Body": "STOP"}
    form["AccountSid"] = twilio.far.ACCOUNT
    for _ in range(2):
        answer = twilio_tells(door("twilio", "replies"), form, token=twilio.far.TOKEN)
        assert answer.content == b"<Response/>"
    assert Reply.objects.get().meaning == Reply.Meaning.OPT_OUT


# ---- the simulated gateway signs a time, too


def simulated(event: str, body: dict[str, Any], at: float, secret: str) -> HttpResponse:
    raw = json.dumps(body).encode()
    signature = signing.signature(event, str(int(at)), raw, secret=secret)
    headers = {"webhook-id": event, "webhook-timestamp": str(int(at)), "webhook-signature": signature}
    path = door("simulated", "replies", secret)
    return Client().post(path, raw, content_type="application/json", headers=headers)


@pytest.mark.parametrize(("age", "answer"), [(0, 200), (-290, 200), (-310, 403), (310, 403)])
def test_a_stale_request_and_one_from_the_future_are_refused(age, answer, settings):
    now = datetime.now(UTC).timestamp()
    said = {"id": "r1", "at": now, "from": NUMBER, "text": "ok"}
    secret = settings.SIMULATED_GATEWAY_SECRET
    assert simulated("r1", said, now + age, secret).status_code == answer
    assert Reply.objects.count() == (answer == 200)


# ---- the door itself


@pytest.mark.parametrize("kind", ["receipts", "replies"])
def test_a_wrong_secret_and_an_unknown_gateway_are_not_there(aliyun, kind):
    assert tell(door("aliyun", kind, "s" * 39 + "t"), []).status_code == 404
    assert tell(door("nobody", kind), []).status_code == 404
    assert tell(door("mail", kind), []).status_code == 404
    assert tell(door("twilio", kind), []).status_code == 404  # not configured


def test_a_gateway_without_a_secret_has_no_door_at_all(aliyun, settings):
    settings.HOOK_SECRETS = {**settings.HOOK_SECRETS, "aliyun": ""}
    assert tell("/hooks/aliyun//receipts", []).status_code == 404
    assert tell(door("aliyun", "receipts", "none"), []).status_code == 404


def test_too_much_is_not_read(aliyun):
    body = b"[" + b" " * 1_000_001 + b"]"
    assert Client().post(door("aliyun", "receipts"), body, content_type="application/json").status_code == 413


def test_the_secret_and_the_number_stay_out_of_the_log(aliyun, caplog, settings):
    settings.ALIYUN_HOOK_ADDRESSES = ["203.0.113.0/24"]
    with caplog.at_level(logging.INFO):
        tell(door("aliyun", "replies"), [{"phone_number": "13800138000", "content": "secret words"}])
    assert "hook_refused" in caplog.text
    for word in ("13800138000", "secret words"):
        assert word not in caplog.text


def test_a_logged_path_does_not_show_the_secret():
    event = {
        "event": f"Forbidden: /hooks/aliyun/{SECRET}/receipts",
        "request": f"POST /hooks/x/{SECRET}/replies",
        "survey": "GET /s/hV3mXq8ZkT1wLr5NbY7cPd/stop, /s/q/printed, /s/privacy",
    }
    assert hide_secrets(None, "warning", event) == {
        "event": "Forbidden: /hooks/aliyun/…/receipts",
        "request": "POST /hooks/x/…/replies",
        "survey": "GET /s/…/stop, /s/q/printed, /s/privacy",
    }
