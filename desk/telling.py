"""One answer to many customers, to some of them at a time: what defects and suggestions have in common.

Their rows have `message` (None where one cannot be written to) and `tried_at` (None until looked at).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from outbox import templates
from outbox.composing import Draft, outlook
from outbox.models import Channel, Message, Purpose, Template, Why
from outbox.planning import Wish
from outbox.rendering import has_stray_brace, unknown, variables_for
from outbox.template_rules import Wording

CHANNELS = (Channel.SMS, Channel.EMAIL)  # tried in this order
AT_ONCE = 50  # customers a transaction


def tell_all(some: Callable[[], int]) -> int:
    """Some, until nobody is left; how many in all. Two at once do not disturb one another."""
    done = 0
    while tried := some():
        done += tried
    return done


def tell_first(waiting: QuerySet[Any], plan: Callable[[Any], Message | None]) -> int:
    """Plan a message for the first of those who wait, or leave them to be called; how many were looked at.

    waiting: in order, inside a transaction; rows that another one has taken are passed over.
    """
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for row in rows:
        row.message, row.tried_at = plan(row), clock.now()
    waiting.model.objects.bulk_update(rows, ["message", "tried_at"])
    return len(rows)


def first_to_leave(drafts: Iterable[Draft]) -> Draft | None:
    """The first that says something and can leave; None when somebody has to call."""
    fitting = (draft for draft in drafts if not draft.faults() and draft.preview().said)
    return next((draft for draft in fitting if outlook(draft).kind != "never"), None)


def wording_of(channel: str, *, title: str, text: str, language: str) -> Wording:
    """Our own words over a channel: with the usual signature, or under a title."""
    return templates.wording_of(
        {
            "channel": channel,
            "purpose": Purpose.SERVICE,
            "language": language,
            "text": text,
            "subject": title if channel == Channel.EMAIL else "",
            "signature": templates.usual_signature() if channel == Channel.SMS else "",
        }
    )


def wish_for(
    customer: Customer, draft: Draft, *, key: str, link: str, template: Template | None = None
) -> Wish:
    """What the outbox is asked to send. draft: of first_to_leave · key: sent once, whatever happens."""
    said = draft.preview().said
    assert said is not None  # noqa: S101 (first_to_leave has looked)
    return Wish(
        customer=customer,
        channel=draft.channel,
        purpose=Purpose.SERVICE,
        why=Why.BY_HAND,
        key=key,
        text=said.text,
        subject=said.subject,
        address=draft.address,
        template=template,
        link=link,
        variables=variables_for(said, templates.gateway_of(draft.channel)),
    )


def only_variables(text: str) -> None:
    """Of a form's field. Raises ValidationError where braces hold anything but variables that we know."""
    wrong = unknown(text)
    if wrong or has_stray_brace(text):
        raise ValidationError(
            _("Braces hold variables only; unknown: %(words)s"),
            params={"words": ", ".join(wrong) or "{ }"},
        )


def language_in(text: str) -> str:
    """zh-hans or en, by its characters."""
    return "zh-hans" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"
