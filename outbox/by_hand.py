"""WeChat by hand: a person copies the text into a chat and writes down what came of it.

Nobody but that person knows whether it was sent, so his word is the receipt. Consent, opt-outs and caps are
asked before, as of any other message; hours are his own business.
"""

import uuid
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm import clock
from outbox import consents, gateways
from outbox.composing import Draft, outlook, wish_of
from outbox.models import Channel, Consent, Message, Reason, Reply, State
from outbox.models.words import Purpose
from outbox.moving import move
from outbox.planning import plan
from staff.models import User


class Outcome(models.TextChoices):
    SENT = "sent", gettext_lazy("Sent")
    ANSWERED = "answered", gettext_lazy("Sent and answered")
    NOT_FOUND = "not_found", gettext_lazy("Not found on WeChat")
    REFUSED = "refused", gettext_lazy("Wants no WeChat messages")


def objection(draft: Draft) -> str:
    """Why this must not be sent now, in words; empty when it may be."""
    now = outlook(draft)
    return "" if now.kind == "go" else now.words


@transaction.atomic
def log(*, draft: Draft, outcome: str, by: User, token: uuid.UUID, answer: str = "") -> Message:
    """Write down what came of it; the same token again is the same message. Raises ValidationError.

    answer: what the customer wrote, for Outcome.ANSWERED.
    """
    known = Message.objects.filter(purpose_key=wish_key(token)).first()
    if known is not None and known.customer_id == draft.customer.pk:
        return known
    sent = outcome in (Outcome.SENT, Outcome.ANSWERED)
    words = objection(draft)
    if sent and words:
        raise ValidationError(words)
    message = plan(replace(wish_of(draft, token), key=wish_key(token)), by=by)
    if sent:
        _sent(message, token)
    elif message.state == State.PLANNED:
        reason = Reason.NO_ADDRESS if outcome == Outcome.NOT_FOUND else Reason.OPTED_OUT
        move(message.pk, to=State.SKIPPED, reason=reason, closed_at=clock.now(), gateway=gateways.HAND)
    if outcome == Outcome.ANSWERED:
        _answered(message, answer)
    if outcome == Outcome.REFUSED:
        _refused(message, by)
    message.refresh_from_db()
    return message


def wish_key(token: uuid.UUID) -> str:
    return f"hand:{token}"


def _sent(message: Message, token: uuid.UUID) -> None:
    move(message.pk, to=State.SENT, gateway=gateways.HAND, sid=token.hex, sent_at=clock.now())


def _answered(message: Message, answer: str) -> None:
    now = clock.now()
    Reply.objects.create(
        gateway=gateways.HAND,
        event=message.purpose_key,
        channel=Channel.WECHAT,
        address=message.address,
        text=answer.strip() or _("(answered)"),
        at=now,
        received_at=now,
        customer=message.customer,
        answers=message,
    )


def _refused(message: Message, by: User) -> None:
    """He wants none of either purpose: that is what people mean by it."""
    for purpose in Purpose.values:
        consents.record(
            customer=message.customer,
            channel=Channel.WECHAT,
            purpose=purpose,
            given=False,
            source=Consent.Source.REPLY,
            by=by,
        )


def may_be_taken_back(message: Message) -> bool:
    """Not a refusal: that stands in the ledger, and is changed there by what the customer says next."""
    return message.gateway == gateways.HAND and message.reason != Reason.OPTED_OUT


@transaction.atomic
def take_back(*, message: Message) -> bool:
    """It was not sent after all: it counts for no cap, its answer is gone; the log keeps that it was here."""
    if not may_be_taken_back(message):
        return False
    Reply.objects.filter(gateway=gateways.HAND, answers=message).delete()
    now = clock.now()
    if not move(
        message.pk,
        to=State.FAILED,
        among=(State.SENT,),
        reason=Reason.CANCELLED,
        sent_at=None,
        closed_at=now,
    ):
        Message.objects.filter(pk=message.pk, state=State.SKIPPED).update(reason=Reason.CANCELLED)
    return True
