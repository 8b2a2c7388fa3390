"""The answer back: a service message to everybody who said it, in his language where it was written in both;
who cannot be written to is called.
"""

from django.db import transaction
from django.urls import reverse

from customers.models import Customer
from desk.models import Matter, Voice
from desk.surveys.wording import language_for
from desk.telling import (
    CHANNELS,
    first_to_leave,
    language_in,
    tell_all,
    tell_first,
    wish_for,
    wording_of,
)
from outbox import planning
from outbox.composing import Draft
from outbox.models import Message

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
    if draft is None:
        return None
    link = reverse("desk:matter", args=[voice.matter_id])
    wish = wish_for(voice.customer, draft, key=f"{KEY}:{voice.pk}", link=link)
    return planning.plan(wish, by=voice.matter.decided_by)


def draft_for(voice: Voice, matter: Matter) -> Draft | None:
    """By the first channel over which it can leave; None when somebody has to call."""
    answer = answer_for(voice.customer, matter)
    said = {"title": matter.title, "text": answer, "language": language_in(answer)}
    return first_to_leave(Draft(voice.customer, wording_of(channel, **said)) for channel in CHANNELS)


def answer_for(customer: Customer, matter: Matter) -> str:
    """The answer in the customer's language; in the other one where it was not written in both."""
    wanted = language_for(customer)
    both = [text for text in (matter.answer, matter.answer_other) if text]
    return next((text for text in both if language_in(text) == wanted), matter.answer)
