"""How consent, messages and answers belong to a customer and to his timeline."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part, newest_first
from outbox import merged, telling
from outbox.models import Channel, Consent, Message, Reply, State


def messages(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    """A message stands where it was sent; one that was not stands where it was planned."""
    mine = Message.objects.of([customer_id])
    sent = earlier(mine.filter(sent_at__isnull=False), before, field="sent_at", prefix="sent")[:limit]
    others = earlier(mine.filter(sent_at=None), before, field="planned_at", prefix="message")[:limit]
    return newest_first(
        (message_event(message, "sent") for message in sent),
        (message_event(message, "message") for message in others),
        limit=limit,
    )


def message_event(message: Message, prefix: str) -> Event:
    return Event(
        at=message.sent_at or message.planned_at,
        key=f"{prefix}:{message.pk:012d}",
        kind="message",
        icon=telling.ICONS[Channel(message.channel)],
        title=telling.message_title(message),
        detail=telling.message_detail(message),
        tone=telling.TONES.get(State(message.state), ""),
    )


def replies(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    for reply in earlier(Reply.objects.of([customer_id]), before, field="at", prefix="reply")[:limit]:
        yield Event(
            at=reply.at,
            key=f"reply:{reply.pk:012d}",
            kind="reply",
            icon="message-reply",
            title=telling.reply_title(reply),
            detail=telling.reply_detail(reply),
            tone="warn" if reply.meaning == Reply.Meaning.OPT_OUT else "",
        )


def consents(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = Consent.objects.of([customer_id]).select_related("by")
    for consent in earlier(found, before, field="at", prefix="consent")[:limit]:
        yield Event(
            at=consent.at,
            key=f"consent:{consent.pk:012d}",
            kind="consent",
            icon="shield-check"
            if consent.given
            else "shield-question"
            if consent.given is None
            else "shield-x",
            title=telling.consent_title(consent),
            detail=telling.consent_detail(consent),
            tone="good" if consent.given else "warn" if consent.given is False else "",
        )


PARTS = (
    Part(
        "message",
        _("Messages"),
        (Message,),
        messages,
        lambda customer_id: Message.objects.of([customer_id]).count(),
        makes_way={Message: merged.make_way},
        hold=merged.hold,
    ),
    Part(
        "consent",
        _("Consent"),
        (Consent,),
        consents,
        lambda customer_id: Consent.objects.of([customer_id]).count(),
    ),
    Part(
        "reply",
        _("Replies"),
        (Reply,),
        replies,
        lambda customer_id: Reply.objects.of([customer_id]).count(),
    ),
)
