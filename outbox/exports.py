"""The log as a file: the words of the reader's language, numbers whole only for who may see them."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from churn_crm.ui.figures import masked_phone
from customers.exports import BATCH, finish
from customers.models import Export
from outbox import log
from outbox.models import Channel, Message
from outbox.models.messages import MessageQuerySet

BY_NUMBER = (Channel.SMS, Channel.CALL)


def address_of(message: Message, *, whole: bool) -> str:
    """A phone number is whole only for those who may see it whole."""
    return message.address if whole or message.channel not in BY_NUMBER else masked_phone(message.address)


def head() -> list[str]:
    return [
        _("Planned"),
        _("Sent"),
        _("Channel"),
        _("Purpose"),
        _("Occasion"),
        _("Customer code"),
        _("Customer"),
        _("To"),
        _("State"),
        _("Reason"),
        _("Parts"),
        _("Price"),
        _("Template"),
        _("Text"),
    ]


def cells(message: Message, *, whole: bool) -> list[Any]:
    return [
        moment(message.planned_at),
        moment(message.sent_at),
        message.get_channel_display(),
        message.get_purpose_display(),
        message.get_why_display(),
        message.customer.code,
        message.customer.name,
        address_of(message, whole=whole),
        message.get_state_display(),
        message.get_reason_display(),
        message.segments,
        message.price,
        str(message.template or ""),
        message.text,
    ]


def moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def rows(found: MessageQuerySet, record: Export) -> Iterator[list[Any]]:
    """The head and every message, by pages; the ledger of exports counts along.

    Language and zone are those of the reader now: the lines leave when the request is over.
    """
    return _rows(found, record, get_language(), timezone.get_current_timezone())


def _rows(found: MessageQuerySet, record: Export, language: str | None, zone: Any) -> Iterator[list[Any]]:
    with override(language):
        first = head()
    yield first
    count, cursor, more = 0, "", True
    while more:
        page = log.page(found, cursor=cursor, size=BATCH)
        with override(language), timezone.override(zone):
            block = [cells(message, whole=record.with_phones) for message in page.rows]
        count += len(block)
        Export.objects.filter(pk=record.pk).update(rows=count)
        yield from block
        cursor, more = page.cursor, bool(page.cursor)
    finish(record, count)
