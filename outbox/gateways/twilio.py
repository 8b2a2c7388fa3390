"""Twilio through its SDK. Its list does not tell our reference: a message is known by number, time, text.

Not idempotent. A 429 "is never processed" (twilio.com/docs/api/errors/20429); a 500 may have been (…/20500).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.urls import reverse
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from churn_crm import clock
from outbox.gateways import wire
from outbox.gateways.base import (
    CannotAsk,
    Forged,
    Gateway,
    Incoming,
    Outgoing,
    ReceiptIn,
    Refused,
    ReplyIn,
    Unclear,
)

# Errors of this number or this text: another try ends the same.
PERMANENT = frozenset((21211, 21217, 21219, 21265, 21408, 21602, 21604, 21610, 21612, 21614, 21617))
UNAVAILABLE = 20503  # "try again", says its page
DELIVERED = {"delivered": True, "read": True, "undelivered": False, "failed": False, "canceled": False}
PAGE, PAGES = 1000, 5
SLACK = timedelta(seconds=30)  # its times have whole seconds, and the answer that tells its clock took time
DOUBT = timedelta(hours=2)  # our clock may have jumped between the send and the question


class Twilio(Gateway):
    name = "twilio"
    late_acceptance = wire.LATE_ACCEPTANCE

    def __init__(self) -> None:
        if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN and settings.TWILIO_SENDER):
            raise ImproperlyConfigured("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_SENDER are not all set")
        transport = TwilioHttpClient(max_retries=0)
        transport.timeout = wire.timeouts()
        client = Client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=transport)
        client.api.base_url = settings.TWILIO_ENDPOINT
        # Here, not at the first call: both load hundreds of modules, and by then the time for the call runs.
        self.messages = client.messages
        self.callback = settings.PUBLIC_URL + reverse("outbox:receipts_in", args=["twilio", _hook_secret()])

    def send(self, outgoing: Outgoing) -> str:
        sender = settings.TWILIO_SENDER
        by = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        try:
            sid = self.messages.create(
                to=outgoing.address,
                body=outgoing.text,
                status_callback=f"{self.callback}?reference={outgoing.reference}",
                **by,
            ).sid
        except (TwilioRestException, TwilioServiceException) as error:
            raise _judged(error.status, error.code) from None
        except Exception as error:
            raise wire.judged(error) from None
        if not sid:
            raise Unclear("an answer without a sid")
        return sid

    def find(self, outgoing: Outgoing) -> str | None:
        if outgoing.first_tried_at is None:
            raise CannotAsk("nobody knows when it was tried", forever=True)
        try:
            sent, ahead = self._sent_to(outgoing.address)
        except CannotAsk:
            raise
        except Exception as error:
            raise CannotAsk(f"no clear answer: {type(error).__name__}") from None
        return _chosen(sent, outgoing.text, outgoing.first_tried_at + ahead)

    def _sent_to(self, number: str) -> tuple[list[MessageInstance], timedelta]:
        """(everything sent to the number, by how much its clock is ahead of ours). Raises CannotAsk.

        Not asked for by the day of sending: what still waits in its queue has none.
        """
        asked = clock.now()
        answer = self.messages.page_with_http_info(to=number, page_size=PAGE)
        told, page, sent = answer.headers.get("Date"), answer.data, []
        for _ in range(PAGES):
            sent += list(page)
            if not page.next_page_url:
                return sent, parsedate_to_datetime(told) - asked if told else timedelta()
            page = page.next_page()
        raise CannotAsk("more messages to this number than we can read")

    def read_receipts(self, incoming: Incoming) -> Iterable[ReceiptIn]:
        said = _signed(incoming)
        sid, status = said.get("MessageSid", ""), said.get("MessageStatus", "")
        if not (sid and status):
            raise Forged("without a sid or a status")
        reference = parse_qs(urlsplit(incoming.url).query).get("reference", [""])[0]
        return [
            ReceiptIn(
                event=f"{sid} {status}",  # it signs no time: the same twice is once
                at=clock.now(),
                reference=reference,
                sid=sid,
                delivered=DELIVERED.get(status),
                detail=wire.words(said.get("ErrorCode", "")),
                signed=True,
            )
        ]

    def read_replies(self, incoming: Incoming) -> Iterable[ReplyIn]:
        said = _signed(incoming)
        if not (said.get("MessageSid") and said.get("From")):
            raise Forged("without a sid or a sender")
        return [
            ReplyIn(
                event=said["MessageSid"],
                at=clock.now(),
                address=said["From"],
                text=said.get("Body", ""),
                signed=True,
            )
        ]

    def acknowledgement(self) -> tuple[bytes, str]:
        return b"<Response/>", "text/xml"


def _hook_secret() -> str:
    if not (settings.PUBLIC_URL and settings.HOOK_SECRETS["twilio"]):
        raise ImproperlyConfigured("PUBLIC_URL and TWILIO_HOOK_SECRET are not both set")
    return settings.HOOK_SECRETS["twilio"]


def _judged(status: int, code: int | None) -> Refused | Unclear:
    """What its answer proves. Its words are left out: they quote the number."""
    said = f"Twilio {code or status}"
    if status == 429 or code == UNAVAILABLE:
        return Refused(said, permanent=False)
    if 400 <= status < 500 and status != 408:
        return Refused(said, permanent=code in PERMANENT)
    return Unclear(said)


def _chosen(sent: list[MessageInstance], text: str, tried: datetime) -> str | None:
    """The sid of the message that was tried then by its clock, None if it is not there. Raises CannotAsk.

    While the outcome of one message is open, no other goes to the same number: what is newer and says the
    same is it. What might be it, but is not surely, is left to a person.
    """
    ours = [one for one in sent if (one.direction or "").startswith("outbound")]
    alike = [one for one in ours if (one.body or "").strip().endswith(text.strip())]
    newer = [one for one in alike if _created(one) >= tried - SLACK]
    if newer:
        return min(newer, key=_created).sid
    if any(_created(one) >= tried - DOUBT for one in alike):
        raise CannotAsk("the same text went to this number not long before")
    if any(_created(one) >= tried - SLACK for one in ours):
        raise CannotAsk("another text went to this number since")
    return None


def _created(message: MessageInstance) -> datetime:
    if message.date_created is None:
        raise CannotAsk("a message without its time")
    return message.date_created


def _signed(incoming: Incoming) -> dict[str, str]:
    """The fields of a request that Twilio signed with our token. Raises Forged."""
    fields = QueryDict(incoming.body, encoding="utf-8")
    signature = incoming.headers.get("x-twilio-signature", "")
    if not RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(incoming.url, fields, signature):
        raise Forged("the signature does not fit")
    if fields.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
        raise Forged("of another account")
    return fields.dict()
