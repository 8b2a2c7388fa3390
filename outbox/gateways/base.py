"""What every gateway does, and how it says that it could not. One gateway, one file.

Trying again helps, or it does not, or nobody knows: these three are told apart, because a message whose
outcome is not known must never be sent blindly again.
"""

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar


@dataclass(frozen=True)
class Outgoing:
    """A message as a gateway needs it. reference: our own name for it, which receipts carry back."""

    reference: str
    address: str
    text: str
    subject: str = ""
    signature: str = ""
    template_code: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    first_tried_at: datetime | None = None  # when it may first have reached the gateway
    sid: str = ""  # the gateway's own name for it, where it has told us one


@dataclass(frozen=True)
class ReceiptIn:
    """What a gateway tells about a message. event: the same for the same news told twice."""

    event: str
    at: datetime
    reference: str = ""
    sid: str = ""
    delivered: bool | None = None  # None: accepted or on its way
    detail: str = ""
    signed: bool = False  # proven to come from the gateway


@dataclass(frozen=True)
class Report:
    """What a gateway answers when it is asked about a message. delivered: None while it waits to hear."""

    sid: str
    delivered: bool | None = None
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True)
class ReplyIn:
    """What somebody wrote to us. address: a number as E.164 where it could be understood."""

    event: str
    at: datetime
    address: str
    text: str
    channel: str = "sms"
    signed: bool = False  # proven to come from the gateway
    references: tuple[str, ...] = ()  # our own names for messages that it answers, the nearest first
    words: tuple[str, ...] = ()  # what may be an opt-out word beside the whole text: a mail's subject
    automatic: bool = False  # a program wrote it


@dataclass(frozen=True)
class Incoming:
    """A request of a gateway to us, before anybody has believed it. headers: names in lower case."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    secret: str = ""  # the part of our address that only the gateway knows
    remote: str = ""


class GatewayError(Exception):
    """Something went wrong with a gateway; the message is the gateway's own word, without personal data."""


class Refused(GatewayError):
    """It certainly did not take the message. permanent: trying again would not help."""

    def __init__(self, words: str, *, permanent: bool, after: timedelta | None = None) -> None:
        super().__init__(words)
        self.permanent = permanent
        self.after = after


class Unclear(GatewayError):
    """It may have taken the message: a time-out, a broken connection, an answer that makes no sense."""


class CannotAsk(GatewayError):
    """It does not answer questions about this message now (`forever` false), or never does."""

    def __init__(self, words: str, *, forever: bool = False) -> None:
        super().__init__(words)
        self.forever = forever


class Forged(GatewayError):
    """A request to us that did not come from the gateway, or not now."""


def traced(error: BaseException) -> dict[str, str]:
    """For the log: the kind of an unforeseen error and where it was raised. Its words may quote a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "at": f"{last.filename}:{last.lineno} {last.name}"}


class Gateway:
    """A way out. Methods do no database work: they may be called in a thread."""

    name: ClassVar[str]
    channel: ClassVar[str] = "sms"
    # How long after we stopped waiting it may still take a message; no earlier "not found" is believed.
    late_acceptance: ClassVar[timedelta] = timedelta(seconds=60)
    approves_templates: ClassVar[bool] = False

    def send(self, outgoing: Outgoing) -> str:
        """Hand it over once. Returns the gateway's id. Raises Refused or Unclear, nothing else."""
        raise NotImplementedError

    def find(self, outgoing: Outgoing) -> str | None:
        """The gateway's id if it has taken the message, None if it has not. Raises CannotAsk."""
        raise CannotAsk("this gateway cannot be asked", forever=True)

    def report(self, outgoing: Outgoing) -> Report | None:
        """What became of the message, None if it does not know it. Raises CannotAsk.

        Only gateways that do not sign their receipts need it.
        """
        raise CannotAsk("this gateway cannot be asked", forever=True)

    def read_receipts(self, incoming: Incoming) -> Iterable[ReceiptIn]:
        """Receipts in a request to us. Raises Forged."""
        raise Forged("this gateway sends no receipts")

    def read_replies(self, incoming: Incoming) -> Iterable[ReplyIn]:
        """Replies in a request to us. Raises Forged."""
        raise Forged("this gateway sends no replies")

    def acknowledgement(self) -> tuple[bytes, str]:
        """(body, content type) that tells the gateway we have it."""
        return b"", "text/plain"
