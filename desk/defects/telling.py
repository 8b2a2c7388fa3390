"""Telling everybody whom a defect concerns, in his language where it was written in both: a service message
each, once; who gets none is called.
"""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from customers.models import Customer
from desk.models import Affected, Defect
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
from outbox import composing, planning
from outbox.composing import Draft
from outbox.models import Message, Template

KEY = "defect"
RELATED = (
    *("customer__branch", "customer__owner", "defect__notified_by"),
    *("defect__template", "defect__template_other"),
)


@dataclass(frozen=True)
class Told:
    """What a defect says in one language. template: instead of the words."""

    title: str
    text: str
    template: Template | None

    @property
    def language(self) -> str:
        return self.template.language if self.template else language_in(self.text)


def tell_untold() -> int:
    """Everybody who has not been written to. Returns how many."""
    return tell_all(tell_some)


@transaction.atomic
def tell_some(*, of: Defect | None = None) -> int:
    """Plan a message for some of them, or put them in the list of those to call. Returns how many."""
    waiting = Affected.objects.untried().filter(**({"defect": of} if of else {}))
    return tell_first(waiting.select_related(*RELATED).order_by("defect", "pk"), planned)


def planned(row: Affected) -> Message | None:
    told = told_to(row.customer, row.defect)
    draft = draft_for(row.customer, told)
    if draft is None:
        return None
    key, link = f"{KEY}:{row.defect_id}:{row.customer_id}", reverse("desk:defect", args=[row.defect_id])
    wish = wish_for(row.customer, draft, key=key, link=link, template=told.template)
    return planning.plan(wish, by=row.defect.notified_by)


def told_to(customer: Customer, defect: Defect) -> Told:
    """What is said in the customer's language; the first where it was not written in both."""
    first = Told(defect.title, defect.text, defect.template)
    other = Told(defect.title_other or defect.title, defect.text_other, defect.template_other)
    if other.language == language_for(customer) != first.language and (other.text or other.template):
        return other
    return first


def draft_for(customer: Customer, told: Told) -> Draft | None:
    """By the first way over which it can leave; None when somebody has to call."""
    return first_to_leave(offered(customer, told))


def offered(customer: Customer, told: Told) -> list[Draft]:
    """By the template that was chosen, else our words over each channel."""
    if told.template is not None:
        return [composing.draft_of(told.template, customer)]
    said = {"title": told.title, "text": told.text, "language": told.language}
    return [Draft(customer, wording_of(channel, **said)) for channel in CHANNELS]
