"""What messages, replies and words of consent are called on a timeline and in lists."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from churn_crm.ui import figures
from outbox.models import WAITING, Channel, Consent, Message, Purpose, Reason, Receipt, Reply, State

ICONS = {
    Channel.SMS: "message",
    Channel.EMAIL: "mail",
    Channel.WECHAT: "brand-wechat",
    Channel.CALL: "phone",
}
# Inside a sentence: marketing by e-mail.
BY = {
    Channel.SMS: pgettext_lazy("by this channel", "SMS"),
    Channel.EMAIL: pgettext_lazy("by this channel", "e-mail"),
    Channel.WECHAT: pgettext_lazy("by this channel", "WeChat"),
    Channel.CALL: pgettext_lazy("by this channel", "call"),
}
TITLES = {
    State.READY: lazy("%(channel)s about to be sent"),
    State.SENDING: lazy("%(channel)s being sent"),
    State.UNKNOWN: lazy("%(channel)s sent or not: the gateway is being asked"),
    State.REVIEW: lazy("%(channel)s sent or not: a person has to look into it"),
    State.SENT: lazy("%(channel)s sent"),
    State.DELIVERED: lazy("%(channel)s delivered"),
    State.FAILED: lazy("%(channel)s not delivered"),
}
# (kind of chip, icon): colour is never the only difference.
MARKS = {
    State.PLANNED: ("", "clock"),
    State.READY: ("", "clock-play"),
    State.SENDING: ("", "send"),
    State.UNKNOWN: ("warn", "help-circle"),
    State.REVIEW: ("warn", "eye"),
    State.SENT: ("", "check"),
    State.DELIVERED: ("good", "checks"),
    State.FAILED: ("bad", "alert-triangle"),
    State.SKIPPED: ("", "ban"),
}
# What the gateway says of a message that a receipt called delivered, or not.
OTHERWISE = {
    True: lazy("not signed: the gateway itself says that it was not delivered"),
    False: lazy("not signed: the gateway itself says that it was delivered"),
}
TONES = {State.DELIVERED: "good", State.FAILED: "bad", State.UNKNOWN: "warn", State.REVIEW: "warn"}


def message_title(message: Message) -> str:
    """SMS delivered; SMS not sent: the customer opted out; SMS waits until 3 Jun, 09:00: public holiday."""
    said = {
        "channel": message.get_channel_display(),
        "reason": reason_of(message),
        "when": figures.moment(message.not_before),
    }
    if message.state == State.SKIPPED:
        return skipped_title(message) % said
    if doubtful(message):
        return str(TITLES[State.UNKNOWN]) % said
    if message.state == State.PLANNED:
        waits = _("%(channel)s waits until %(when)s: %(reason)s")
        return (waits if message.reason else _("%(channel)s planned for %(when)s")) % said
    return str(TITLES[State(message.state)]) % said


def skipped_title(message: Message) -> str:
    """What was tried before a person gave it up may have arrived all the same."""
    if message.attempt:
        return _("%(channel)s given up: nobody knows whether it arrived")
    return _("%(channel)s not sent: %(reason)s")


def message_detail(message: Message) -> str:
    """Why it was written, and its text; the gateway's words where it was not delivered."""
    parts = (message.get_why_display(), message.error if message.state == State.FAILED else "", message.text)
    return " · ".join(part for part in parts if part)


def doubtful(message: Message) -> bool:
    """It waits, and may have been sent: since the backup, or as a receipt says that nobody signed."""
    return message.state == State.PLANNED and message.unknown_since is not None


def reason_of(message: Message) -> str:
    """Why it waits or was not sent; of one whose time ran out also what it waited for."""
    reason = str(message.get_reason_display())
    if message.reason == Reason.EXPIRED and message.waited_for:
        return _("%(reason)s (%(waited)s)") % {"reason": reason, "waited": message.get_waited_for_display()}
    return reason


def waits_for(message: Message) -> str:
    """Why it is not under way yet, or never will be; empty where there is nothing to say."""
    if doubtful(message):
        return _("perhaps sent already: the gateway is being asked")
    return reason_of(message) if message.state in (*WAITING, State.SKIPPED) else ""


def proof_of(receipt: Receipt) -> str:
    """What an unsigned receipt is worth, with the gateway's own words; empty for a signed one."""
    if receipt.proof == Receipt.Proof.SIGNED:
        return ""
    words = receipt.get_proof_display()
    if receipt.proof == Receipt.Proof.CONTRADICTED:
        words = str(OTHERWISE[bool(receipt.delivered)])
    return f"{words}: {receipt.answer}" if receipt.answer else words


def reply_title(reply: Reply) -> str:
    said = {"channel": BY[Channel(reply.channel)]}
    if reply.meaning == Reply.Meaning.OPT_OUT:
        return _("Opted out by %(channel)s") % said
    if reply.meaning == Reply.Meaning.OPT_IN and reply.unconfirmed:
        return _("Asked for messages again by %(channel)s: not confirmed, nothing changed") % said
    if reply.meaning == Reply.Meaning.OPT_IN:
        return _("Opted in by %(channel)s") % said
    if reply.meaning == Reply.Meaning.AUTOMATIC:
        return _("Automatic answer by %(channel)s") % said
    return _("Answered by %(channel)s") % said


def reply_detail(reply: Reply) -> str:
    """The text, and whether it is sure that it came from the customer's phone."""
    return _("%(text)s · sender not confirmed") % {"text": reply.text} if reply.unconfirmed else reply.text


def consent_title(consent: Consent) -> str:
    """Marketing by SMS: given."""
    return _("%(purpose)s by %(channel)s: %(word)s") % {
        "purpose": Purpose(consent.purpose).label,
        "channel": BY[Channel(consent.channel)],
        "word": word_of(consent.given),
    }


def word_of(given: bool | None) -> str:
    if given is None:
        return pgettext("consent", "nothing said")
    return pgettext("consent", "given") if given else pgettext("consent", "refused")


def consent_detail(consent: Consent) -> str:
    """Where the word comes from, who wrote it down, and the note."""
    source = str(consent.get_source_display())
    if consent.undoes_id:
        source = _("taken back %(when)s") % {"when": figures.moment(consent.written_at)}
    by = str(consent.by) if consent.by else ""
    return " · ".join(part for part in (source, by, consent.note) if part)
