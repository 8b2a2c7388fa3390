"""Messages that a person writes: seen before they go, checked as when they leave, taken back."""

import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers.models import Customer
from outbox import addresses, checking, decision, gateways, interventions, policies, switch
from outbox.decision import Go, PutOff, Skip, Verdict
from outbox.models import Channel, Message, Reason, Template, Why
from outbox.planning import Wish, address_of, plan
from outbox.preview import Preview, preview
from outbox.rendering import variables_for
from outbox.template_rules import Wording
from outbox.templates import WORDS, faults, needs_approval, wording_of
from staff.models import User


@dataclass(frozen=True)
class Draft:
    """What somebody is about to send. wording: of the template, or as he wrote it."""

    customer: Customer
    wording: Wording
    template: Template | None = None

    @property
    def channel(self) -> str:
        return self.wording.channel

    @property
    def address(self) -> str:
        return reached_at(self.customer, self.channel)

    def preview(self) -> Preview:
        return preview(wording=self.wording, customer=self.customer)

    def faults(self) -> list[str]:
        """What forbids the text itself."""
        if self.template is None and needs_approval(self.channel):
            return [_("The gateway takes approved templates only: choose one.")]
        if not self.wording.text.strip():
            return []
        # Words of one's own are signed as usual; where nothing is usual they go out unsigned.
        signed = bool(self.template or self.wording.signature)
        return [words for field, words in faults(self.wording) if signed or field != "signature"]


def draft_of(template: Template, customer: Customer) -> Draft:
    wording = wording_of({name: getattr(template, name) for name in WORDS})
    return Draft(customer, wording, template)


def reached_at(customer: Customer, channel: str) -> str:
    """Where he is written to; on WeChat people are also found by their mobile number."""
    own = address_of(customer, channel)
    return own or (customer.phone if channel == Channel.WECHAT else "")


@dataclass(frozen=True)
class Outlook:
    """What would become of a message now. kind: go, wait or never · words: for the one who sends it."""

    kind: str
    words: str


def outlook(draft: Draft) -> Outlook:
    """The checks as they stand now; they are made once more when the message leaves."""
    if not draft.address:
        return Outlook("never", unreachable(draft.channel))
    by_hand = draft.channel == Channel.WECHAT
    if not by_hand and not gateways.name_for(draft.channel):
        return Outlook("never", _("No gateway is connected for this channel."))
    verdict = verdict_on(draft, hours=not by_hand)
    if isinstance(verdict, Skip):
        return Outlook("never", sentence(verdict.reason))
    if isinstance(verdict, PutOff):
        return Outlook("wait", waits(verdict, draft.customer))
    if not by_hand and not switch.is_on():
        return Outlook("wait", sentence(Reason.SWITCHED_OFF))
    return Outlook("go", _("Nothing speaks against it now."))


def unreachable(channel: str) -> str:
    if channel == Channel.EMAIL:
        return _("No e-mail address is known.")
    if channel == Channel.WECHAT:
        return _("Neither a WeChat id nor a mobile number is known.")
    return _("No mobile number is known.")


def verdict_on(draft: Draft, *, hours: bool) -> Verdict:
    """What the sender's own decision says of it now; without `hours` only of consent and caps."""
    message = Message(
        pk=0,
        customer=draft.customer,
        channel=draft.channel,
        purpose=draft.wording.purpose,
        address=addresses.normal(draft.channel, draft.address),
        template=draft.template,
        price=draft.preview().price,
    )
    now, policy = clock.now(), policies.sending_policy()
    facts = checking.facts_of(message, checking.gathered([message], policy, now), now)
    rules = checking.rules_for(message, policy)
    if hours:
        return decision.decide(facts, rules)
    reason = decision.forbidden(facts, rules)
    return Skip(reason) if reason else decision.cap(facts, rules) or Go()


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    words = str(Reason(reason).label)
    return _("%(words)s.") % {"words": words[:1].upper() + words[1:]}


def waits(verdict: PutOff, customer: Customer) -> str:
    """Why and until when it would wait, in the customer's zone."""
    with timezone.override(ZoneInfo(customer.branch.time_zone)):
        until = figures.moment(verdict.until)
    return _("It would wait until %(until)s: %(why)s.") % {
        "until": until,
        "why": Reason(verdict.reason).label,
    }


@transaction.atomic
def send(*, draft: Draft, by: User, token: uuid.UUID) -> Message:
    """Plan the message of this draft; the same token again is the same message.

    Raises ValidationError where the text cannot be said or would never leave.
    """
    now = outlook(draft)
    if now.kind == "never":
        raise ValidationError(now.words)
    message = plan(wish_of(draft, token), by=by)
    if message.customer_id != draft.customer.pk:
        raise ValidationError(_("This form was already used for another customer. Reload the page."))
    return message


def wish_of(draft: Draft, token: uuid.UUID) -> Wish:
    """What the customer will read, with what an approved text is filled in with. Raises ValidationError."""
    shown = draft.preview()
    wrong = [*draft.faults(), *shown.faults]
    if wrong or shown.said is None:
        raise ValidationError(wrong or [_("Write a text, or choose a template.")])
    if not shown.said.text.strip():
        raise ValidationError(_("Write a text, or choose a template."))
    return Wish(
        customer=draft.customer,
        channel=draft.channel,
        purpose=draft.wording.purpose,
        why=Why.BY_HAND,
        key=f"{Why.BY_HAND}:{token}",
        text=shown.said.text,
        subject=shown.said.subject,
        address=draft.address,
        template=draft.template,
        variables=variables_for(shown.said, gateways.name_for(draft.channel)),
    )


@transaction.atomic
def take_back(*, message: Message, by: User) -> bool:
    """Take it back while it still waits; False when it has left already. Safe to repeat."""
    mine = Message.objects.filter(pk=message.pk)
    interventions.intervene(messages=mine, choice=interventions.TAKE_BACK, by=by, batch=uuid.uuid4())
    message.refresh_from_db()
    return message.reason == Reason.CANCELLED
