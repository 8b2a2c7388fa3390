"""Stand-ins of gateways on 127.0.0.1: each speaks its gateway's documented protocol and checks its signature.

Written from the documents, not from the SDKs, so that the two check each other.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

HTML = b"<html><body>It works!</body></html>"


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, status: int, said: Any, **headers: str) -> "Answer":
        return cls(status, json.dumps(said).encode(), {"Content-Type": "application/json", **headers})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "StandIn"

    def answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query, True)), headers, body)
        answer = self.server.answered(asked)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = answer

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(datetime.now(UTC) + self.server.ahead, usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class StandIn(ThreadingHTTPServer):
    """A gateway that does as `fault` says with what it is sent; it keeps what it took in `taken`."""

    daemon_threads = True
    fault = ""  # "", busy, error, error after taking, drop, silence, garbage, refuse:CODE
    deaf = ""  # to questions: "", error, garbage, busy
    ahead = timedelta()  # of its clock before ours

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[Asked] = []
        self.taken: list[dict[str, Any]] = []
        self.strangers = 0
        self.awake = Event()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def answered(self, asked: Asked) -> Answer | None:
        self.calls.append(asked)
        if not self.genuine(asked):
            self.strangers += 1
            return self.stranger()
        if self.is_question(asked):
            odd = {"error": Answer(500, HTML), "garbage": Answer(200, HTML), "busy": self.busy()}
            return odd.get(self.deaf) or self.found(asked)
        return self.sent(asked)

    def sent(self, asked: Asked) -> Answer | None:
        fault, _, code = self.fault.partition(":")
        if fault == "refuse":
            return self.refused(code)
        if fault in ("busy", "error"):
            return self.busy() if fault == "busy" else Answer(500, HTML)
        answer = self.took(asked)
        if fault == "drop":
            return None
        if fault == "silence":
            self.awake.wait(10)
        return {"error after taking": Answer(500, HTML), "garbage": Answer(200, HTML)}.get(fault, answer)

    def genuine(self, asked: Asked) -> bool:
        raise NotImplementedError

    def is_question(self, asked: Asked) -> bool:
        raise NotImplementedError

    def took(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def found(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def refused(self, code: str) -> Answer:
        raise NotImplementedError

    def busy(self) -> Answer:
        raise NotImplementedError

    def stranger(self) -> Answer:
        raise NotImplementedError


@contextmanager
def running(server: StandIn) -> Iterator[StandIn]:
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.awake.set()
        server.shutdown()
        server.server_close()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class AliyunStandIn(StandIn):
    """dysmsapi, version 2017-05-25, signature V3 (ACS3-HMAC-SHA256)."""

    KEY_ID, SECRET = "LTAI-stand-in", "aliyun-secret"
    CHINA = timedelta(hours=8)
    WAITING, FAILED, DELIVERED = 1, 2, 3

    def genuine(self, asked: Asked) -> bool:
        scheme, _, rest = asked.headers.get("authorization", "").partition(" ")
        said = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
        names = said.get("SignedHeaders", "").split(";")
        if scheme != "ACS3-HMAC-SHA256" or said.get("Credential") != self.KEY_ID or "host" not in names:
            return False
        if asked.headers.get("x-acs-content-sha256") != sha256(asked.body):
            return False
        query = "&".join(f"{self.quoted(k)}={self.quoted(v)}" for k, v in sorted(asked.query.items()))
        lines = "".join(f"{name}:{asked.headers[name].strip()}\n" for name in sorted(names))
        request = "\n".join(
            [asked.method, asked.path, query, lines, ";".join(sorted(names)), sha256(asked.body)]
        )
        right = mac(self.SECRET.encode(), f"{scheme}\n{sha256(request.encode())}").hex()
        return hmac.compare_digest(right, said.get("Signature", ""))

    @staticmethod
    def quoted(text: str) -> str:
        return quote(text, safe="-_.~")

    def is_question(self, asked: Asked) -> bool:
        return asked.headers["x-acs-action"] == "QuerySendDetails"

    def took(self, asked: Asked) -> Answer:
        biz_id = f"9006{len(self.taken):08d}^0"
        self.keep(asked.query["PhoneNumbers"], asked.query["OutId"], self.now(), **asked.query)
        return Answer.of(200, {"RequestId": "R", "Message": "OK", "BizId": biz_id, "Code": "OK"})

    def keep(self, number: str, reference: str, at: datetime, **more: str) -> None:
        self.taken.append({"number": number, "reference": reference, "at": at, **more})

    def found(self, asked: Asked) -> Answer:
        rows = [row for row in self.taken if self.is_of(row, asked.query)]
        size, page = int(asked.query["PageSize"]), int(asked.query["CurrentPage"])
        details = [
            {
                "PhoneNum": row["number"],
                "OutId": row["reference"],
                "Content": "【…】…",
                "SendStatus": row.get("status", self.WAITING),
                **row.get("ended", {}),
            }
            for row in rows[(page - 1) * size : page * size]
        ]
        said = {"SmsSendDetailDTOs": {"SmsSendDetailDTO": details}, "TotalCount": str(len(rows))}
        return Answer.of(200, {"RequestId": "R", "Message": "OK", "Code": "OK", **said})

    def end(self, reference: str, status: int, *, code: str = "DELIVERED") -> None:
        """What became of the message, as its records say."""
        row = next(row for row in self.taken if row["reference"] == reference)
        at = f"{self.now() + self.CHINA:%Y-%m-%d %H:%M:%S}"
        row |= {"status": status, "ended": {"ReceiveDate": at, "ErrCode": code}}

    def is_of(self, row: dict[str, Any], query: dict[str, str]) -> bool:
        day = f"{row['at'] + self.CHINA:%Y%m%d}"
        return (row["number"], day) == (query["PhoneNumber"], query["SendDate"])

    def refused(self, code: str) -> Answer:
        code, _, message = code.partition("|")
        return Answer.of(200, {"RequestId": "R", "Code": code, "Message": message or "refused"})

    def busy(self) -> Answer:
        said = {"RequestId": "R", "Code": "Throttling.User", "Message": "Request was denied", "HostId": "h"}
        return Answer.of(400, said, **{"x-acs-retry-after": "5000"})

    def stranger(self) -> Answer:
        said = {"RequestId": "R", "Code": "SignatureDoesNotMatch", "Message": "…", "HostId": "h"}
        return Answer.of(400, said)


class TwilioStandIn(StandIn):
    """The Messages resource of 2010-04-01, basic authentication."""

    ACCOUNT, TOKEN = "AC" + "0" * 32, "twilio-token"
    PAGE = 2

    def genuine(self, asked: Asked) -> bool:
        right = base64.b64encode(f"{self.ACCOUNT}:{self.TOKEN}".encode()).decode()
        path = f"/2010-04-01/Accounts/{self.ACCOUNT}/Messages.json"
        return asked.headers.get("authorization") == f"Basic {right}" and asked.path == path

    def is_question(self, asked: Asked) -> bool:
        return asked.method == "GET"

    def took(self, asked: Asked) -> Answer:
        form = dict(parse_qsl(asked.body.decode(), True))
        return Answer.of(201, self.keep(form["To"], form["Body"], self.now(), **form))

    def keep(self, number: str, text: str, at: datetime, **more: str) -> dict[str, Any]:
        row = {
            "sid": f"SM{len(self.taken):032x}",
            "to": number,
            "body": text,
            "date_created": format_datetime(at.replace(microsecond=0)),
            "date_sent": None,  # it still waits in the queue
            "direction": "outbound-api",
            "status": "queued",
            "account_sid": self.ACCOUNT,
        }
        self.taken.append({**more, **row})
        return row

    def found(self, asked: Asked) -> Answer:
        first = int(asked.query.get("Page", 0)) * self.PAGE
        rows = [row for row in reversed(self.taken) if row["to"] == asked.query["To"]]
        if any(name.startswith("DateSent") for name in asked.query):
            rows = [row for row in rows if row["date_sent"]]
        more = len(rows) > first + self.PAGE
        following = f"{asked.path}?To={quote(asked.query['To'])}&Page={first // self.PAGE + 1}"
        page = {"messages": rows[first : first + self.PAGE], "next_page_uri": following if more else None}
        return Answer.of(200, {"page": first // self.PAGE, "page_size": self.PAGE, "uri": asked.path, **page})

    def refused(self, code: str) -> Answer:
        said = {"code": int(code), "message": f"The 'To' number {NUMBER} is not valid.", "status": 400}
        return Answer.of(400, said)

    def busy(self) -> Answer:
        return Answer.of(429, {"code": 20429, "message": "Too Many Requests", "status": 429})

    def stranger(self) -> Answer:
        return Answer.of(401, {"code": 20003, "message": "Authenticate", "status": 401})


class TencentStandIn(StandIn):
    """sms, version 2021-01-11, signature V3 (TC3-HMAC-SHA256)."""

    KEY_ID, SECRET = "AKID-stand-in", "tencent-secret"
    carriers_report = True
    tells_references = True  # which support switches on

    def genuine(self, asked: Asked) -> bool:
        scheme, _, rest = asked.headers.get("authorization", "").partition(" ")
        said = dict(part.split("=", 1) for part in rest.split(", ") if "=" in part)
        at = int(asked.headers.get("x-tc-timestamp", 0))
        if scheme != "TC3-HMAC-SHA256" or abs(at - time.time()) > 300:
            return False
        day = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
        scope = f"{day}/sms/tc3_request"
        names = said.get("SignedHeaders", "").split(";")
        lines = "".join(f"{name}:{asked.headers[name].strip().lower()}\n" for name in names)
        request = "\n".join([asked.method, "/", "", lines, ";".join(names), sha256(asked.body)])
        key = mac(mac(mac(f"TC3{self.SECRET}".encode(), day), "sms"), "tc3_request")
        right = mac(key, f"{scheme}\n{at}\n{scope}\n{sha256(request.encode())}").hex()
        credential = said.get("Credential") == f"{self.KEY_ID}/{scope}"
        return credential and hmac.compare_digest(right, said.get("Signature", ""))

    def is_question(self, asked: Asked) -> bool:
        return asked.headers["x-tc-action"] == "PullSmsSendStatusByPhoneNumber"

    def took(self, asked: Asked) -> Answer:
        form = json.loads(asked.body)
        serial = f"2640:{len(self.taken):020d}"
        self.taken.append({**form, "serial": serial, "at": self.now()})
        return self.told(self.status("Ok", serial, form["SessionContext"]))

    def status(self, code: str, serial: str = "", context: str = "") -> dict[str, Any]:
        said = {"Code": code, "Message": "send success" if code == "Ok" else "refused", "Fee": 1}
        return {"SendStatusSet": [{"SerialNo": serial, "SessionContext": context, "IsoCode": "CN", **said}]}

    def found(self, asked: Asked) -> Answer:
        form = json.loads(asked.body)
        rows = [row for row in self.taken if form["PhoneNumber"] in row["PhoneNumberSet"]]
        in_time = [row for row in rows if form["BeginTime"] <= row["at"].timestamp() <= form["EndTime"]]
        reports = [
            {
                "SerialNo": row["serial"],
                "SessionContext": row["SessionContext"] if self.tells_references else "",
                "ReportStatus": row.get("status", "SUCCESS"),
                "UserReceiveTime": int(row["at"].timestamp()),
                "Description": row.get("description", "DELIVRD"),
            }
            for row in in_time
        ]
        return self.told({"PullSmsSendStatusSet": reports if self.carriers_report else []})

    def told(self, said: dict[str, Any]) -> Answer:
        return Answer.of(200, {"Response": {**said, "RequestId": "R"}})

    def error(self, code: str) -> Answer:
        return self.told({"Error": {"Code": code, "Message": f"about {NUMBER}"}})

    def refused(self, code: str) -> Answer:
        code, _, where = code.partition("|")
        return self.error(code) if where else self.told(self.status(code))

    def busy(self) -> Answer:
        return self.error("RequestLimitExceeded")

    def stranger(self) -> Answer:
        return self.error("AuthFailure.SignatureFailure")


NUMBER = "+8613800138000"
