"""E-mail by SMTP, as Django sends it. The Message-ID is our reference; nobody can be asked about it."""

import smtplib
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from outbox.gateways import wire
from outbox.gateways.base import Gateway, GatewayError, Outgoing, Refused, Unclear

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class _Watched(smtplib.SMTP):
    """Remembers that the text began to leave: before that, nothing can have been taken.

    The time-out counts for the whole conversation, not for each of its dozen answers.
    """

    begun = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.until = time.monotonic() + settings.GATEWAY_TIMEOUT
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        if self.sock:
            self.sock.settimeout(max(self.until - time.monotonic(), 0.01))
        return super().getreply()

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.begun = True
        return super().data(msg)


class _WatchedSsl(_Watched, smtplib.SMTP_SSL):
    """The same from the first byte under TLS."""


class WatchedBackend(EmailBackend):
    """Django's, with connections that are watched."""

    @property
    def connection_class(self) -> type[_Watched]:
        return _WatchedSsl if self.use_ssl else _Watched


class Mail(Gateway):
    name = "mail"
    channel = "email"

    def send(self, outgoing: Outgoing) -> str:
        """Returns the Message-ID. Cut off before the text began to leave: Refused; later: Unclear."""
        message_id = f"<{outgoing.reference}@{_domain()}>"
        backend = _backend()
        message = EmailMessage(
            outgoing.subject,
            outgoing.text,
            to=[outgoing.address],
            reply_to=_reply_to(outgoing.reference),
            headers={"Message-ID": message_id},
        )
        try:
            backend.open()
        except OSError as error:  # smtplib's are among them
            raise Refused(f"the mail server: {_word(error)}", permanent=False) from None
        try:
            sent = backend.send_messages([message])
        except Exception as error:
            raise _judged(error, begun=_begun(backend)) from None
        finally:
            with suppress(OSError):
                backend.close()
        if not sent:
            raise Refused("without an address", permanent=True)
        return message_id


def _backend() -> BaseEmailBackend:
    if settings.EMAIL_BACKEND == SMTP:
        return WatchedBackend(timeout=settings.GATEWAY_TIMEOUT)
    return get_connection()


def _begun(backend: BaseEmailBackend) -> bool:
    """Whether the text may have begun to leave; a backend that does not tell may have sent it."""
    return getattr(getattr(backend, "connection", None), "begun", not isinstance(backend, WatchedBackend))


def _judged(error: Exception, *, begun: bool) -> GatewayError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=0)
        return Refused(f"the address was refused: {code}", permanent=code >= 500)
    if isinstance(error, smtplib.SMTPDataError):
        return Refused(f"the mail was refused: {error.smtp_code}", permanent=error.smtp_code >= 500)
    if isinstance(error, ValueError):  # a header or an address that cannot be written
        return Refused("an address or a subject that cannot be written", permanent=True)
    if begun:
        return Unclear(f"the mail server: {_word(error)}")
    return Refused(f"the mail server: {_word(error)}", permanent=False)


def _word(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return wire.words(type(error).__name__, code)


def _reply_to(reference: str) -> list[str]:
    """Where the customer answers to. It names the message, too: some servers give it another Message-ID."""
    return [settings.EMAIL_REPLY_TO.replace("*", reference)] if settings.EMAIL_REPLY_TO else []


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
