"""The answer back: a service message to everybody who said it, in his language where it was written in both;
who cannot be written to is called.
"""

from django.db import transaction
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer
from desk.models import Matter, Voice
from desk.surveys.wording import language_for
from outbox import planning, templates
from outbox.composing import Draft, outlook
from outbox.models import Channel, Purpose, Why
from outbox.rendering import variables_for
from outbox.template_rules import Wording

CHANNELS = (Channel.SMS, Channel.EMAIL)  # tried in this order
KEY = "voice"
AT_ONCE = 50  # voices a transaction
RELATED = ("customer__branch", "customer__owner", "matter__decided_by")


def tell_untold() -> int:
    """Everybody who waits for an answer that is there, some at a time. Two at once do not disturb another."""
    done = 0
    while tried := tell_some():
        done += tried
    return done


@transaction.atomic
def tell_some(*, of: Matter | None = None) -> int:
    """Plan the answer for some of them, or put them in the list of those to call. Returns how many."""
    waiting = Voice.objects.untried().filter(**({"matter": of} if of else {}))
    claimed = waiting.select_for_update(of=("self",), skip_locked=True).select_related(*RELATED)
    voices: list[Voice] = list(claimed.order_by("matter", "pk")[:AT_ONCE])
    for voice in voices:
        draft = draft_for(voice, voice.matter)
        if draft is not None:
            voice.message = planning.plan(wish_of(voice, draft), by=voice.matter.decided_by)
        voice.tried_at = clock.now()
    Voice.objects.bulk_update(voices, ["message", "tried_at"])
    return len(voices)


def draft_for(voice: Voice, matter: Matter) -> Draft | None:
    """By the first channel over which it can leave; None when somebody has to call."""
    drafts = (Draft(voice.customer, wording(channel, voice, matter)) for channel in CHANNELS)
    fitting = (draft for draft in drafts if not draft.faults() and draft.preview().said)
    return next((draft for draft in fitting if outlook(draft).kind != "never"), None)


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


def language_in(text: str) -> str:
    """zh-hans or en, by its characters."""
    return "zh-hans" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"


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
