"""The answer back: a service message to everybody who said it, in his language where it was written in both;
who cannot be written to is called.
"""

from django.urls import reverse

from customers.models import Customer
from desk.models import Matter, Voice
from desk.surveys.wording import language_for
from outbox import planning, templates
from outbox.composing import Draft, outlook
from outbox.models import Channel, Purpose, Why
from outbox.rendering import variables_for
from outbox.template_rules import Wording
from staff.models import User

CHANNELS = (Channel.SMS, Channel.EMAIL)  # tried in this order
KEY = "voice"


def tell(*, matter: Matter, by: User) -> int:
    """Plan the answer for everybody who has not had it, once. Returns how many are written to."""
    waiting = matter.voices.unanswered().select_related("customer__branch", "customer__owner").order_by("pk")
    voices: list[Voice] = list(waiting.select_for_update(of=("self",)))
    written = 0
    for voice in voices:
        draft = draft_for(voice, matter)
        if draft is not None:
            voice.message = planning.plan(wish_of(voice, draft), by=by)
            voice.save(update_fields=["message"])
            written += 1
    return written


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
