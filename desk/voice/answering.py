"""The answer back: a service message to everybody who said it, in his language where it was written in both;
who cannot be written to is called.
"""

from django.db import transaction
from django.urls import reverse

from customers.models import Customer
from desk.models import Matter, Voice
from desk.surveys.wording import language_for
from desk.telling import CHANNELS, first_to_leave, language_in, tell_all, tell_first
from outbox import planning, templates
from outbox.composing import Draft
from outbox.models import Channel, Message, Purpose, Why
from outbox.rendering import variables_for
from outbox.template_rules import Wording

KEY = "voice"
RELATED = ("customer__branch", "customer__owner", "matter__decided_by")


def tell_untold() -> int:
    """Everybody who waits for an answer that is there. Returns how many."""
    return tell_all(tell_some)


@transaction.atomic
def tell_some(*, of: Matter | None = None) -> int:
    """Plan the answer for some of them, or put them in the list of those to call. Returns how many."""
    waiting = Voice.objects.untried().filter(**({"matter": of} if of else {}))
    return tell_first(waiting.select_related(*RELATED).order_by("matter", "pk"), planned)


def planned(voice: Voice) -> Message | None:
    draft = draft_for(voice, voice.matter)
    return planning.plan(wish_of(voice, draft), by=voice.matter.decided_by) if draft else None


def draft_for(voice: Voice, matter: Matter) -> Draft | None:
    """By the first channel over which it can leave; None when somebody has to call."""
    return first_to_leave(Draft(voice.customer, wording(channel, voice, matter)) for channel in CHANNELS)


def wording(channel: str, voice: Voice, matter: Matter) -> Wording:
    signature = templates.usual_signature() if channel == Channel.SMS else ""
    answer = answer_for(voice.customer, matter)
    values = {
        "channel": channel,
        "purpose": Purpose.SERVICE,
        "language": language_in(answer),
        "text": answer,
        "subject": matter.title if channel == Channel.EMAIL else "",
        "signature": signature,
    }
    return templates.wording_of(values)


def answer_for(customer: Customer, matter: Matter) -> str:
    """The answer in the customer's language; in the other one where it was not written in both."""
    wanted = language_for(customer)
    both = [text for text in (matter.answer, matter.answer_other) if text]
    return next((text for text in both if language_in(text) == wanted), matter.answer)


def wish_of(voice: Voice, draft: Draft) -> planning.Wish:
    said = draft.preview().said
    assert said is not None  # noqa: S101 (draft_for has looked)
    return planning.Wish(
        customer=voice.customer,
        channel=draft.channel,
        purpose=Purpose.SERVICE,
        why=Why.BY_HAND,
        key=f"{KEY}:{voice.pk}",
        text=said.text,
        subject=said.subject,
        address=draft.address,
        link=reverse("desk:matter", args=[voice.matter_id]),
        variables=variables_for(said, templates.gateway_of(draft.channel)),
    )
