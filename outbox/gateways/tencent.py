"""Tencent Cloud (China) through its SDK. It knows our reference as SessionContext.

Asked by number it lists only what a carrier has reported on. So it can prove that it took a message, never
that it did not: a message of unknown outcome is found, or a person decides. Not idempotent.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.retry import NoopRetryer
from tencentcloud.sms.v20210111.models import (
    PullSmsSendStatus,
    PullSmsSendStatusByPhoneNumberRequest,
    SendSmsRequest,
)
from tencentcloud.sms.v20210111.sms_client import SmsClient

from churn_crm import clock
from outbox.gateways import hearing, wire
from outbox.gateways.base import (
    CannotAsk,
    Forged,
    Gateway,
    Incoming,
    Outgoing,
    ReceiptIn,
    Refused,
    ReplyIn,
    Report,
    Unclear,
)

# What the SDK itself says of a call that failed on the way.
ON_THE_WAY = ("ClientNetworkError", "ServerNetworkError")
# Refused by name of the family; "InternalError", and what is not listed, proves nothing.
FAMILIES = (
    "AuthFailure",
    "FailedOperation",
    "InvalidParameter",
    "InvalidParameterValue",
    "LimitExceeded",
    "MissingParameter",
    "RequestLimitExceeded",
    "UnauthorizedOperation",
    "UnsupportedOperation",
)
PROVES_NOTHING = ("FailedOperation", "FailedOperation.OtherError")
# Of these families, what is refused because of the account, its limits or the hour.
LATER_FAMILIES = ("AuthFailure", "LimitExceeded", "RequestLimitExceeded", "UnauthorizedOperation")
LATER = frozenset(
    (
        "FailedOperation.InsufficientBalanceInSmsPackage",
        "FailedOperation.MarketingSendTimeConstraint",
        "FailedOperation.ProhibitSubAccountUse",
        "InvalidParameterValue.SdkAppIdNotExist",
    )
)
WAITS = {
    "ThirtySecondLimit": timedelta(seconds=30),
    "OneHourLimit": timedelta(hours=1),
    "DailyLimit": timedelta(hours=6),
    "MarketingSendTimeConstraint": timedelta(hours=6),
}
MOST = 100  # rows of one answer; the offset is fixed at 0
KEPT = timedelta(days=7)
SLACK = timedelta(hours=2)  # our clock may be wrong


class Tencent(Gateway):
    name = "tencent"
    late_acceptance = wire.LATE_ACCEPTANCE
    approves_templates = True

    def __init__(self) -> None:
        if not (settings.TENCENT_SECRET_ID and settings.TENCENT_SECRET_KEY and settings.TENCENT_APP_ID):
            raise ImproperlyConfigured(
                "TENCENT_SECRET_ID, TENCENT_SECRET_KEY, TENCENT_APP_ID are not all set"
            )
        protocol, _, endpoint = settings.TENCENT_ENDPOINT.partition("://")
        http = HttpProfile(protocol=protocol, endpoint=endpoint, reqTimeout=wire.timeouts())
        profile = ClientProfile(httpProfile=http, retryer=NoopRetryer(), disable_region_breaker=True)
        credential = Credential(settings.TENCENT_SECRET_ID, settings.TENCENT_SECRET_KEY)
        self.client = SmsClient(credential, settings.TENCENT_REGION, profile)

    def send(self, outgoing: Outgoing) -> str:
        request = _request(outgoing)
        try:
            status = self.client.SendSms(request).SendStatusSet[0]
            code, serial, message = status.Code, status.SerialNo, status.Message
        except TencentCloudSDKException as error:
            raise _judged(error) from None
        except Exception as error:
            raise wire.judged(error) from None
        if code == "Ok" and serial:
            return serial
        raise _answered(code or "", message or "")

    def find(self, outgoing: Outgoing) -> str | None:
        """Its serial number. Never None: see above."""
        return self.report(outgoing).sid

    def report(self, outgoing: Outgoing) -> Report:
        """By our reference, or by the serial number that it gave us. Never None: see above."""
        tried, now = outgoing.first_tried_at or clock.now(), clock.now()
        rows = self._reported(outgoing.address, begin=max(tried - SLACK, now - KEPT), end=now + SLACK)
        for row in rows:
            if row.SessionContext == outgoing.reference or row.SerialNo == outgoing.sid:
                return _reported(row)
        raise CannotAsk("no report of a carrier names it")

    def _reported(self, number: str, *, begin: datetime, end: datetime) -> list[PullSmsSendStatus]:
        """What carriers have reported on, with a serial number. Raises CannotAsk."""
        request = PullSmsSendStatusByPhoneNumberRequest()
        request.PhoneNumber, request.SmsSdkAppId = number, settings.TENCENT_APP_ID
        request.BeginTime, request.EndTime = int(begin.timestamp()), int(end.timestamp())
        request.Offset, request.Limit = 0, MOST
        try:
            rows = self.client.PullSmsSendStatusByPhoneNumber(request).PullSmsSendStatusSet
            return [row for row in rows if row.SerialNo]
        except TencentCloudSDKException as error:
            raise CannotAsk(wire.words(error.code)) from None
        except Exception as error:
            raise CannotAsk(f"no clear answer: {type(error).__name__}") from None

    def read_receipts(self, incoming: Incoming) -> Iterable[ReceiptIn]:
        hearing.only_from(incoming, settings.TENCENT_HOOK_ADDRESSES)
        return [_receipt(row) for row in hearing.items(incoming)]

    def read_replies(self, incoming: Incoming) -> Iterable[ReplyIn]:
        hearing.only_from(incoming, settings.TENCENT_HOOK_ADDRESSES)
        return [_reply(row) for row in hearing.items(incoming)]

    def acknowledgement(self) -> tuple[bytes, str]:
        return b'{"result": 0, "errmsg": "OK"}', "application/json"


def _request(outgoing: Outgoing) -> SendSmsRequest:
    """Raises Refused for what the gateway would refuse."""
    if not outgoing.template_code:
        raise Refused("it takes only approved templates", permanent=True)
    request = SendSmsRequest()
    request.PhoneNumberSet = [outgoing.address]
    request.SmsSdkAppId = settings.TENCENT_APP_ID
    request.SignName = outgoing.signature or settings.SMS_SIGNATURE
    request.TemplateId = outgoing.template_code
    request.TemplateParamSet = positional(outgoing.variables)
    request.SessionContext = outgoing.reference
    request.ExtendCode = settings.TENCENT_EXTEND_CODE
    return request


def positional(variables: Mapping[str, str]) -> list[str]:
    """The values in the order of their names, which must be 1, 2, 3 … as in its templates. Raises Refused."""
    places = [str(place) for place in range(1, len(variables) + 1)]
    if set(places) != set(variables):
        raise Refused("its variables have places: name them {1}, {2} …", permanent=True)
    return [str(variables[place]) for place in places]


def _judged(error: TencentCloudSDKException) -> Refused | Unclear:
    """What an exception of the SDK proves: trouble on the way, or in the answer, or the gateway's word."""
    if error.requestId and error.code not in ON_THE_WAY:
        return _answered(error.code or "", error.message or "")
    return wire.judged(error)


def _answered(code: str, message: str) -> Refused | Unclear:
    said, family = wire.words(code, message), code.partition(".")[0]
    if family not in FAMILIES or code in PROVES_NOTHING:
        return Unclear(said or "an answer that makes no sense")
    wait = next((wait for ending, wait in WAITS.items() if code.endswith(ending)), None)
    return Refused(said, permanent=family not in LATER_FAMILIES and code not in LATER, after=wait)


def _reported(row: PullSmsSendStatus) -> Report:
    delivered = {"SUCCESS": True, "FAIL": False}.get(row.ReportStatus)
    at = datetime.fromtimestamp(row.UserReceiveTime, tz=hearing.CHINA) if row.UserReceiveTime else None
    detail = "" if delivered is not False else wire.words(row.Description)
    return Report(sid=row.SerialNo, delivered=delivered, at=at, detail=detail)


def _receipt(row: dict) -> ReceiptIn:
    sid, at = hearing.text(row, "sid"), hearing.text(row, "user_receive_time")
    status = hearing.text(row, "report_status")
    if status not in ("SUCCESS", "FAIL"):
        raise Forged("with a status that is none of its own")
    return ReceiptIn(
        event=hearing.event(sid, status, at),
        at=hearing.chinese_time(at),
        reference=str(row.get("ext") or ""),  # our SessionContext, where Tencent has switched that on
        sid=sid,
        delivered=status == "SUCCESS",
        detail="" if status == "SUCCESS" else wire.words(row.get("errmsg"), row.get("description")),
    )


def _reply(row: dict) -> ReplyIn:
    number, country = hearing.text(row, "mobile"), hearing.text(row, "nationcode")
    said, at = str(row.get("text") or ""), row.get("time")
    if not isinstance(at, int):
        raise Forged("with a time that cannot be read")
    return ReplyIn(
        event=hearing.event(country, number, at, said),
        at=datetime.fromtimestamp(at, tz=hearing.CHINA),
        address=hearing.e164(number, country=country),
        text=said,
    )
