"""Replies: what customers write back. An opt-out holds from the moment it is here, whoever brought it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer
from outbox import addresses, consents, policies
from outbox.gateways.base import ReplyIn
from outbox.models import Channel, Message, Reply
from staff.notices import notify

LONGEST = 4000
# What people put around a word: 【退订】, "STOP."
AROUND = " \t\r\n.,!?;:'\"。，！？；：“”‘’【】[]()（）"


def take(*, gateway: str, replies: Iterable[ReplyIn]) -> int:
    """Keep each reply once and act on it. Returns how many are new; a replay changes nothing."""
    return sum(_take(gateway, reply) for reply in replies)


@transaction.atomic
def _take(gateway: str, said: ReplyIn) -> bool:
    channel = said.channel
    address = addresses.normal(channel, holdable(said.address))
    text, now = holdable(said.text), clock.now()
    people = list(customers_at(channel, address))
    named = named_message(said.references)
    answered = named or last_message_to(channel, address)
    customer = answered.customer if answered else (people[0] if len(people) == 1 else None)
    kept = {
        "channel": channel,
        "address": address,
        "text": text[:LONGEST],
        "meaning": meaning_of_reply(said, text),
        "at": min(said.at, now),  # a gateway whose clock is ahead must not cover what is said here next
        "received_at": now,
        "customer": customer,
        "answers": answered,
        "unconfirmed": not (said.signed or named),  # nobody else knows our name for that message
    }
    reply, new = Reply.objects.get_or_create(gateway=gateway, event=said.event, defaults=kept)
    if new:
        act(reply, people)
        tell_owner(reply)
    return new


def holdable(text: str) -> str:
    """As the database can hold it: without NUL, which some gateways make of "@", and halves of an emoji."""
    return text.replace("\0", "").encode(errors="replace").decode()


def meaning_of(text: str) -> str:
    """Opt-out, opt-in or an answer, by the policy's words. Only the word alone counts."""
    policy = policies.sending_policy()
    word = addresses.folded(text).strip(AROUND)
    if word in policies.words_of(policy.opt_out_words):
        return Reply.Meaning.OPT_OUT
    return Reply.Meaning.OPT_IN if word in policies.words_of(policy.opt_in_words) else Reply.Meaning.TEXT


def meaning_of_any(words: Iterable[str]) -> str:
    """The first of these that is a word of the policy decides."""
    meanings = (meaning_of(word) for word in words)
    return next((one for one in meanings if one != Reply.Meaning.TEXT), Reply.Meaning.TEXT)


def meaning_of_reply(said: ReplyIn, text: str) -> str:
    """What a program wrote is no answer and opts in to nothing; it may opt out, as by a button for that."""
    meaning = meaning_of_any((*said.words, text))
    if said.automatic and meaning != Reply.Meaning.OPT_OUT:
        return Reply.Meaning.AUTOMATIC
    return meaning


def named_message(references: Iterable[str]) -> Message | None:
    """The message whose name of ours a reply carries; of several the one sent last."""
    known = [UUID(one) for one in references]
    found = Message.objects.filter(reference__in=known) if known else Message.objects.none()
    return found.select_related("customer").order_by("-planned_at").first()


def customers_at(channel: str, address: str) -> Iterable[Customer]:
    """Everybody who is reached at this address himself: a family may share a phone."""
    if channel == Channel.EMAIL:
        return Customer.objects.filter(email__iexact=address)
    field = "wechat" if channel == Channel.WECHAT else "phone"
    return Customer.objects.filter(Q(**{field: address}), ~Q(**{field: ""}))


def last_message_to(channel: str, address: str) -> Message | None:
    """The message that a reply most likely answers."""
    sent = Message.objects.filter(channel=channel, address=address, sent_at__isnull=False)
    return sent.select_related("customer").order_by("-sent_at").first()


def act(reply: Reply, people: list[Customer]) -> None:
    """An opt-out speaks for everybody at the address, whoever brought it: a forged one costs a message.

    An opt-in only if it is proven, and for the one who surely wrote it.
    """
    who = reply.customer
    said: dict[str, Any] = {"channel": reply.channel, "at": reply.at}
    if reply.meaning == Reply.Meaning.OPT_OUT:
        everybody = people if who is None or who in people else [*people, who]
        written_to = {reply.answers.address} if reply.answers else set()
        for address in sorted(written_to | {reply.address}):
            consents.opt_out(**said, address=address, customers=everybody)
            everybody = []
    elif reply.meaning == Reply.Meaning.OPT_IN and not reply.unconfirmed:
        consents.opt_in(**said, address=reply.address, customers=[who] if who in people else [])


def tell_owner(reply: Reply) -> None:
    """One line for whoever keeps the customer; of an opt-in that nobody has proven, that he has to ask."""
    if reply.customer is None or reply.meaning == Reply.Meaning.AUTOMATIC:
        return
    asks = reply.unconfirmed and reply.meaning == Reply.Meaning.OPT_IN
    notify(
        users=[reply.customer.owner],
        kind="reply_opt_in_unconfirmed" if asks else f"reply_{reply.meaning}",
        numbers={"customer": reply.customer.name, "text": reply.text[:80]},
        occasion=f"reply:{reply.pk}",
        link=reverse("retention:customer", args=[reply.customer_id]),
    )
