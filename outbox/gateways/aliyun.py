"""Alibaba Cloud (China) through its SDK. It knows our reference as OutId and can be asked by number and day.

SendSms is not idempotent. Documented: help.aliyun.com/zh/sms/developer-reference.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest, SendSmsRequest
from alibabacloud_dysmsapi20170525.models import (
    QuerySendDetailsResponseBodySmsSendDetailDTOsSmsSendDetailDTO as Detail,
)
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import ResponseException
from darabonba.runtime import RuntimeOptions
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from churn_crm import clock
from outbox.gateways import hearing, wire
from outbox.gateways.base import (
    CannotAsk,
    Gateway,
    Incoming,
    Outgoing,
    ReceiptIn,
    Refused,
    ReplyIn,
    Report,
    Unclear,
)

# Refused because of the account or its limits: the message itself may go later.
LATER = frozenset(
    f"isv.{code}"
    for code in (
        "ACCOUNT_ABNORMAL",
        "ACCOUNT_NOT_EXISTS",
        "AMOUNT_NOT_ENOUGH",
        "BUSINESS_LIMIT_CONTROL",
        "DAY_LIMIT_CONTROL",
        "DENY_IP_RANGE",
        "MONTH_LIMIT_CONTROL",
        "OUT_OF_SERVICE",
        "PRODUCT_UNSUBSCRIBE",
        "PRODUCT_UN_SUBSCRIPT",
    )
)
# What the words of BUSINESS_LIMIT_CONTROL say was used up: the minute, the hour, the day.
WAITS = {"分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "天": timedelta(hours=6)}
BUSY = timedelta(minutes=1)
PAGE = 50  # the most that QuerySendDetails gives
PAGES = 20
KEPT = timedelta(days=30)
DELIVERED = {2: False, 3: True}  # SendStatus; 1 waits for the carrier's word
SLACK = timedelta(hours=2)  # our clock may be wrong; a day more costs one question


class Aliyun(Gateway):
    name = "aliyun"
    late_acceptance = wire.LATE_ACCEPTANCE
    approves_templates = True

    def __init__(self) -> None:
        if not (settings.ALIYUN_ACCESS_KEY_ID and settings.ALIYUN_ACCESS_KEY_SECRET):
            raise ImproperlyConfigured("ALIYUN_ACCESS_KEY_ID and ALIYUN_ACCESS_KEY_SECRET are not set")
        protocol, _, endpoint = settings.ALIYUN_ENDPOINT.partition("://")
        # Without retry options the SDK calls once.
        self.client = Client(
            Config(
                access_key_id=settings.ALIYUN_ACCESS_KEY_ID,
                access_key_secret=settings.ALIYUN_ACCESS_KEY_SECRET,
                endpoint=endpoint,
                protocol=protocol,
                retry_options=None,
            )
        )

    def send(self, outgoing: Outgoing) -> str:
        request = _request(outgoing)
        try:
            body = self.client.send_sms_with_options(request, _once()).body
            code, biz_id, message = body.code, body.biz_id, body.message
        except ResponseException as error:
            raise _judged(error.code or "", error.status_code or 0, error.retry_after, "") from None
        except Exception as error:
            raise wire.judged(error) from None
        if code == "OK" and biz_id:
            return biz_id
        raise _judged(str(code or ""), 200, None, message or "")

    def find(self, outgoing: Outgoing) -> str | None:
        report = self.report(outgoing)
        return report.sid if report else None

    def report(self, outgoing: Outgoing) -> Report | None:
        """By our reference, which is the id as well, since its records do not name the BizId."""
        for day in _days(outgoing.first_tried_at or clock.now(), clock.now()):
            sent = self._sent(_national(outgoing.address), day)
            mine = next((row for row in sent if row.out_id == outgoing.reference), None)
            if mine:
                return _reported(mine)
        return None

    def _sent(self, number: str, day: date) -> Iterator[Detail]:
        """What it sent to the number on a day. Raises CannotAsk."""
        for page in range(1, PAGES + 1):
            rows, total = self._page(number, day, page)
            yield from rows
            if page * PAGE >= total:
                return
        raise CannotAsk("more messages to this number on one day than we can read")

    def _page(self, number: str, day: date, page: int) -> tuple[list[Detail], int]:
        request = QuerySendDetailsRequest(
            phone_number=number, send_date=f"{day:%Y%m%d}", page_size=PAGE, current_page=page
        )
        try:
            body = self.client.query_send_details_with_options(request, _once()).body
            code, total = body.code, int(body.total_count or 0) if body.code == "OK" else 0
            details = body.sms_send_detail_dtos.sms_send_detail_dto if code == "OK" else []
            rows = [detail for detail in details if detail.out_id]
        except ResponseException as error:
            raise CannotAsk(wire.words(error.code)) from None
        except Exception as error:
            raise CannotAsk(f"no clear answer: {type(error).__name__}") from None
        if code != "OK":
            raise CannotAsk(wire.words(code))
        return rows, total

    def read_receipts(self, incoming: Incoming) -> Iterable[ReceiptIn]:
        """SmsReport. A receipt counts only with our reference, which nobody outside can guess."""
        hearing.only_from(incoming, settings.ALIYUN_HOOK_ADDRESSES)
        return [_receipt(row) for row in hearing.items(incoming) if row.get("out_id")]

    def read_replies(self, incoming: Incoming) -> Iterable[ReplyIn]:
        """SmsUp."""
        hearing.only_from(incoming, settings.ALIYUN_HOOK_ADDRESSES)
        return [_reply(row) for row in hearing.items(incoming)]

    def acknowledgement(self) -> tuple[bytes, str]:
        return b'{"code": 0, "msg": "OK"}', "application/json"


def _request(outgoing: Outgoing) -> SendSmsRequest:
    """Raises Refused for what the gateway would refuse."""
    signature = outgoing.signature or settings.SMS_SIGNATURE
    if not (outgoing.template_code and signature):
        raise Refused("it takes only approved templates with a signature", permanent=True)
    longest = settings.ALIYUN_VARIABLE_LENGTH
    long = [name for name, value in outgoing.variables.items() if len(str(value)) > longest]
    if long:
        raise Refused(f"longer than {longest} characters: {', '.join(sorted(long))}", permanent=True)
    values = {name: str(value) for name, value in outgoing.variables.items()}
    return SendSmsRequest(
        phone_numbers=_national(outgoing.address),
        sign_name=signature,
        template_code=outgoing.template_code,
        template_param=json.dumps(values, ensure_ascii=False) if values else None,
        sms_up_extend_code=settings.ALIYUN_EXTEND_CODE or None,
        out_id=outgoing.reference,
    )


def _once() -> RuntimeOptions:
    connect, read = wire.timeouts()
    return RuntimeOptions(
        autoretry=False,
        max_attempts=1,
        connect_timeout=int(connect * 1000),
        read_timeout=int(read * 1000),
    )


def _judged(code: str, status: int, retry_after: int | None, message: str) -> Refused | Unclear:
    """What its answer proves. retry_after: in milliseconds."""
    said = wire.words(code or f"HTTP {status}", message)
    if status == 429 or code.startswith("Throttling"):
        return Refused(
            said, permanent=False, after=timedelta(milliseconds=retry_after) if retry_after else BUSY
        )
    if code.startswith("isv."):
        wait = next((wait for word, wait in WAITS.items() if word in message), None)
        return Refused(said, permanent=code not in LATER, after=wait if code in LATER else None)
    if code == "isp.RAM_PERMISSION_DENY" or (400 <= status < 500 and status != 408):
        return Refused(said, permanent=False)
    return Unclear(said)


def _national(address: str) -> str:
    """A number as it wants it: eleven digits at home, the country code and no plus abroad."""
    return address.removeprefix("+86").removeprefix("+")


def _days(first: datetime, now: datetime) -> list[date]:
    """The days, as China counts them, on which it may have sent something first tried then; latest first."""
    begin = max(first - SLACK, now - KEPT).astimezone(hearing.CHINA).date()
    end = max(first + SLACK, now).astimezone(hearing.CHINA).date()
    return [end - timedelta(days=back) for back in range((end - begin).days + 1)]


def _reported(row: Detail) -> Report:
    """A time that cannot be read is left out: what counts is the status."""
    delivered = DELIVERED.get(row.send_status)
    try:
        at = hearing.chinese_time(row.receive_date or "")
    except hearing.Forged:
        at = None
    detail = "" if delivered is not False else wire.words(row.err_code)
    return Report(sid=row.out_id, delivered=delivered, at=at, detail=detail)


def _receipt(row: dict) -> ReceiptIn:
    biz_id, at = hearing.text(row, "biz_id"), hearing.text(row, "report_time")
    code = str(row.get("err_code") or "")
    if not isinstance(row.get("success"), bool):
        raise hearing.Forged("without success")
    return ReceiptIn(
        event=hearing.event(biz_id, row["out_id"], row["success"], code, at),
        at=hearing.chinese_time(at),
        reference=str(row["out_id"]),
        sid=biz_id,
        delivered=row["success"],
        detail="" if row["success"] else wire.words(code, row.get("err_msg")),
    )


def _reply(row: dict) -> ReplyIn:
    number, at = hearing.text(row, "phone_number"), hearing.text(row, "send_time")
    content = str(row.get("content") or "")
    return ReplyIn(
        event=hearing.event(row.get("sequence_id") or "", number, at, content),
        at=hearing.chinese_time(at),
        address=hearing.e164(number),
        text=content,
    )
