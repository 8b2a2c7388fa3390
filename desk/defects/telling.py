"""Telling everybody whom a defect concerns, in his language where it was written in both: a service message
each, once; who gets none is called.
"""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer
from desk.models import Affected, Defect
from desk.surveys.wording import language_for
from desk.voice.answering import CHANNELS, language_in
from outbox import composing, planning, templates
from outbox.composing import Draft, outlook
from outbox.models import Channel, Purpose, Template, Why
from outbox.rendering import variables_for
from outbox.template_rules import Wording

AT_ONCE = 50
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
    """Everybody who has not been written to, some at a time. Two at once do not disturb one another."""
    done = 0
    while tried := tell_some():
        done += tried
    return done


@transaction.atomic
def tell_some(*, of: Defect | None = None) -> int:
    """Plan a message for some of them, or put them in the list of those to call. Returns how many."""
    waiting = Affected.objects.untried().filter(**({"defect": of} if of else {}))
    claimed = waiting.select_for_update(of=("self",), skip_locked=True).select_related(*RELATED)
    rows: list[Affected] = list(claimed.order_by("defect", "pk")[:AT_ONCE])
    for row in rows:
        told = told_to(row.customer, row.defect)
        draft = draft_for(row.customer, told)
        if draft is not None:
            row.message = planning.plan(wish_of(row, draft, told.template), by=row.defect.notified_by)
        row.tried_at = clock.now()
    Affected.objects.bulk_update(rows, ["message", "tried_at"])
    return len(rows)


def told_to(customer: Customer, defect: Defect) -> Told:
    """What is said in the customer's language; the first where it was not written in both."""
    first = Told(defect.title, defect.text, defect.template)
    other = Told(defect.title_other or defect.title, defect.text_other, defect.template_other)
    if other.language == language_for(customer) != first.language and (other.text or other.template):
        return other
    return first


def draft_for(customer: Customer, told: Told) -> Draft | None:
    """By the first way over which it can leave; None when somebody has to call."""
    drafts = offered(customer, told)
    fitting = (draft for draft in drafts if not draft.faults() and draft.preview().said)
    return next((draft for draft in fitting if outlook(draft).kind != "never"), None)


def offered(customer: Customer, told: Told) -> list[Draft]:
    """By the template that was chosen, else our words over each channel."""
    if told.template is not None:
        return [composing.draft_of(told.template, customer)]
    return [Draft(customer, wording(channel, told)) for channel in CHANNELS]


def wording(channel: str, told: Told) -> Wording:
    return templates.wording_of(
        {
            "channel": channel,
            "purpose": Purpose.SERVICE,
            "language": told.language,
            "text": told.text,
            "subject": told.title if channel == Channel.EMAIL else "",
            "signature": templates.usual_signature() if channel == Channel.SMS else "",
        }
    )


def wish_of(row: Affected, draft: Draft, template: Template | None) -> planning.Wish:
    """key: of this defect and customer, so that it is sent once whatever happens."""
    said = draft.preview().said
    assert said is not None  # noqa: S101 (draft_for has looked)
    return planning.Wish(
        customer=row.customer,
        channel=draft.channel,
        purpose=Purpose.SERVICE,
        why=Why.BY_HAND,
        key=f"{KEY}:{row.defect_id}:{row.customer_id}",
        text=said.text,
        subject=said.subject,
        address=draft.address,
        template=template,
        link=reverse("desk:defect", args=[row.defect_id]),
        variables=variables_for(said, templates.gateway_of(draft.channel)),
    )
