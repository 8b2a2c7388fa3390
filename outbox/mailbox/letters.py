"""A mail as far as it means something to us: who, about which message of ours, and in which words. Pure.

Whatever is wrong with a mail, it is read as far as it goes: what cannot be taken apart has at least a sender.
"""

import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import getaddresses

from outbox.mailbox import wording
from outbox.mailbox.decoding import clean, header_of, text_of

ANSWER, AUTOMATIC, BOUNCE = "answer", "automatic", "bounce"
MOST_PARTS = 60
MOST_NAMES = 5
OUR_REFERENCE = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})@", re.IGNORECASE)
RETURNED = re.compile(rb"^message-id:\s*<([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
FAILED = re.compile(rb"^action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(rb"^status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
NAMING = ("In-Reply-To", "References", "To", "Cc", "Delivered-To", "X-Original-To")

# RFC 3834 and what programs wrote before it, or write in spite of it.
MACHINES = {"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce"}
TELLING = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply",
    "X-Failed-Recipients",
    "List-Id",
    "List-Unsubscribe",
)
PRECEDENCE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
OUT = (
    "automatic reply",
    "auto reply",
    "autoreply",
    "out of office",
    "auto:",
    "自动回复",
    "自動回覆",
    "自动答复",
)


@dataclass(frozen=True)
class Letter:
    """references: our own names for messages, the one answered first · text: the sender's own words.

    status: of what came back, the code of the mail system that refused it · failed: for good.
    """

    key: str
    sender: str
    subject: str
    text: str
    references: tuple[str, ...]
    kind: str
    failed: bool = False
    status: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """What may be an opt-out word alone: programs put it into the subject, people begin with it."""
        return (self.subject, wording.first_words(self.text), self.text)


def read(raw: bytes) -> Letter:
    """The letter; `raw` may be cut off anywhere. Never raises."""
    try:
        mail = BytesParser(policy=compat32).parsebytes(raw)
        text = body_of(mail)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        # Nested a thousand times or broken in a way that the library does not foresee.
        mail, text = BytesHeaderParser(policy=compat32).parsebytes(raw), ""
    sender = sender_of(mail)
    kind = kind_of(mail, sender)
    bounced = kind == BOUNCE
    status = STATUS.search(raw)
    return Letter(
        key=key_of(mail, sender, raw),
        sender=sender,
        subject=header_of(mail.get("Subject"))[:200],
        text=text,
        references=returned(raw) if bounced else references_of(mail),
        kind=kind,
        failed=bounced and FAILED.search(raw) is not None,
        status=status[1].decode() if status else "",
    )


def sender_of(mail: Message) -> str:
    """The address alone, in lower case; empty where there is none.

    Taken before anything is decoded: an address may hide in an encoded name.
    """
    written = mail.get("From") or mail.get("Sender") or ""
    found = [address for _name, address in getaddresses([str(written)]) if "@" in address]
    return clean(found[0]).replace("\n", "").strip().lower()[:254] if found else ""


def key_of(mail: Message, sender: str, raw: bytes) -> str:
    """What makes one mail, read twice, one: its Message-ID, else all of it."""
    named = header_of(mail.get("Message-ID"))
    return hashlib.sha256(f"{named}\n{sender}".encode() if named else raw).hexdigest()


def references_of(mail: Message) -> tuple[str, ...]:
    """Messages of ours that it names, in the order of the headers and the latest of a thread first."""
    named: list[str] = []
    for header in NAMING:
        for value in mail.get_all(header, ()):
            named += reversed(OUR_REFERENCE.findall(header_of(value)))
    return tuple(dict.fromkeys(one.lower() for one in named))


def returned(raw: bytes) -> tuple[str, ...]:
    """Messages of ours that a mail system sends back."""
    return tuple(dict.fromkeys(one.decode().lower() for one in RETURNED.findall(raw)))


def kind_of(mail: Message, sender: str) -> str:
    """Who wrote it: a person, a program of his, or a mail system that could not deliver."""
    if mail.get_content_type() == "multipart/report":
        told = header_of(mail.get("Content-Type")).lower()
        return BOUNCE if "delivery-status" in told else AUTOMATIC
    submitted = header_of(mail.get("Auto-Submitted")).partition(";")[0].strip().lower()
    by_program = (
        submitted not in ("", "no")
        or header_of(mail.get("Precedence")).lower() in PRECEDENCE
        or header_of(mail.get("Return-Path")) == "<>"
        or any(mail.get(name) is not None for name in TELLING)
        or sender.partition("@")[0] in MACHINES
        or header_of(mail.get("Subject")).lower().startswith(OUT)
    )
    return AUTOMATIC if by_program else ANSWER


def body_of(mail: Message) -> str:
    """The sender's own words, plain before HTML, and the names of what he attached in brackets."""
    plain: list[str] = []
    html: list[str] = []
    names: list[str] = []
    for part in parts_of(mail):
        kind, name = part.get_content_type(), name_of(part)
        broken = part.get_content_maintype() == "multipart"  # into no parts: read as it stands
        if name or not (broken or kind in ("text/plain", "text/html")):
            names.append(name or kind)
        else:
            (html if kind == "text/html" else plain).append(content_of(part))
    text = wording.own_words("\n".join(plain)) or wording.own_words(
        "\n".join(wording.text_of_html(page) for page in html)
    )
    attached = [f"[{name}]" for name in names[:MOST_NAMES]]
    return "\n".join([*([text] if text else []), *attached])


def parts_of(mail: Message) -> list[Message]:
    """What it consists of, without what stands in a mail that it carries along."""
    found: list[Message] = []
    waiting = [mail]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            found.append(part)
    return found


def name_of(part: Message) -> str:
    """The name of an attachment; empty for what is to be read."""
    name = clean(header_of(part.get_filename(""))).replace("\n", " ").strip()[:80]
    return name or (part.get_content_type() if part.get_content_disposition() == "attachment" else "")


def content_of(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return clean(text_of(raw, part.get_content_charset())) if isinstance(raw, bytes) else ""
