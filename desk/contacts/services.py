"""Contacts are written down: by themselves, or with the complaint, score or promise that came of them."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from churn_crm import clock
from customers.agreements import inquiries
from customers.models import Customer, Inquiry
from desk.checks import check_customer
from desk.complaints.services import answered_by
from desk.models import Complaint, ComplaintEvent, Interaction, Promise, SatisfactionScore
from desk.promises import services as promises
from desk.routing import services as routing
from staff.models import User

Topic = Interaction.Topic
Way = ComplaintEvent.Way
TOPICS: Mapping[type, Topic] = {Complaint: Topic.COMPLAINT, SatisfactionScore: Topic.FEEDBACK}
# What a contact is about by itself, as long as nobody has said it in words.
BY_ITSELF = (Topic.OTHER, Topic.FEEDBACK)
# By which way an answer to a question about a complaint came.
WAYS: Mapping[str, str] = {
    Interaction.Channel.PHONE: Way.CALL,
    Interaction.Channel.CHAT: Way.CHAT,
    Interaction.Channel.EMAIL: Way.EMAIL,
    Interaction.Channel.WECHAT: Way.WECHAT,
    Interaction.Channel.VISIT: Way.HERE,
    Interaction.Channel.WEB: Way.WEB,
    Interaction.Channel.SMS: Way.SMS,
}
ANSWERED_WITHIN = timedelta(days=7)  # of a written answer: what an agent notes later is another contact
INQUIRY_CHANNELS = {
    Interaction.Channel.CHAT: Inquiry.Channel.WEB,
    Interaction.Channel.SMS: Inquiry.Channel.PHONE,
}


@transaction.atomic
def log_interaction(
    *,
    customer: Customer,
    by: User,
    token: uuid.UUID,
    topic: str,
    promise: Mapping[str, Any] | None = None,
    inquiry: Mapping[str, Any] | None = None,
    answered: bool = False,
    **said: Any,
) -> Interaction:
    """Write a contact down, with what was promised and asked for. The same token again returns the first.

    Where something was logged during the contact already, it gets its words: it is one contact.
    answered: we called, and he answered what he had been asked about a complaint.
    said: channel, direction, mood, solved, text, next_step, revenue, seconds.
    """
    interaction, created = begin(customer=customer, by=by, token=token, topic=topic, **said)
    is_first = created or not interaction.text
    if not created and not interaction.text:
        said["solved"] = said.get("solved", False) or interaction.solved
        if interaction.topic in BY_ITSELF:
            said["topic"] = topic
        describe(interaction, **said)
    if answered and is_first:
        heard(interaction)
    if topic == Topic.INQUIRY and interaction.inquiry_id is None:
        describe(interaction, inquiry=ask(interaction, by=by, **(inquiry or {})))
    if promise:
        promise_during(interaction, by=by, token=token, **promise)
    return interaction


def begin(
    *, customer: Customer, by: User, token: uuid.UUID, topic: str, **said: Any
) -> tuple[Interaction, bool]:
    """The contact of this token, made if there is none yet. Returns (contact, whether it is new).

    What an agent writes down of an answer that came in writing is that answer's contact.
    """
    known = {name: value for name, value in said.items() if value not in (None, "")}
    take_on_answer(customer=customer, by=by, token=token, topic=topic, **known)
    interaction, created = Interaction.objects.get_or_create(
        token=token,
        defaults={
            "customer": customer,
            "agent": by,
            "topic": topic,
            "at": clock.now(),
            "day": clock.today(customer.branch.time_zone),
            **known,
        },
    )
    check_customer(interaction, customer)
    if created and interaction.direction == Interaction.Direction.IN:
        heard(interaction)
    return interaction, created


def take_on_answer(*, customer: Customer, by: User, token: uuid.UUID, **known: Any) -> None:
    """The newest written answer by this way that is nobody's yet becomes the contact of this token.

    Complaints that waited for it have heard it themselves (desk.complaints.questions).
    """
    way, direction = known.get("channel"), known.get("direction", Interaction.Direction.IN)
    if direction != Interaction.Direction.IN or Interaction.objects.filter(token=token).exists():
        return
    since = clock.now() - ANSWERED_WITHIN
    free = Interaction.objects.of([customer.pk]).filter(agent=None, channel=way, at__gte=since)
    answer = free.select_for_update(of=("self",)).order_by("-at").first()
    if answer is not None:
        describe(answer, token=token, agent=by, **known)


def heard(interaction: Interaction) -> None:
    """What he said during the contact answers our questions: complaints that wait for him go on."""
    answered_by(
        customer=interaction.customer,
        by=interaction.agent,
        way=WAYS[interaction.channel],
        text=interaction.text,
        at=interaction.at,
    )


def during(
    log: Callable[..., Any], *, contact: Mapping[str, Any], promise: Mapping[str, Any] | None = None
) -> Callable[..., Any]:
    """The service `log`, which then also notes during which contact it was said, and what was promised.

    contact: token (None: of its own), channel, direction, mood, seconds.
    """

    @transaction.atomic
    def logged(*, customer: Customer, by: User, **fields: Any) -> Any:
        outcome = log(customer=customer, by=by, **fields)
        said = dict(contact) | {"solved": bool(fields.get("solved"))}
        token = said.pop("token", None) or uuid.uuid5(outcome.token, "contact")
        topic = TOPICS.get(type(outcome), Topic.OTHER)
        interaction, created = begin(customer=customer, by=by, token=token, topic=topic, **said)
        if not created and interaction.topic in BY_ITSELF:
            describe(interaction, topic=topic)
        belongs(outcome, interaction)
        if promise:
            complaint = outcome if isinstance(outcome, Complaint) else None
            promise_during(interaction, by=by, token=outcome.token, complaint=complaint, **promise)
        return outcome

    return logged


def belongs(outcome: Complaint | SatisfactionScore | Promise, interaction: Interaction) -> None:
    """What came of a contact belongs to it; what belongs to one already stays there."""
    type(outcome)._default_manager.filter(pk=outcome.pk, interaction=None).update(interaction=interaction)


def describe(interaction: Interaction, **said: Any) -> None:
    """What is known now of the contact; nothing is emptied."""
    known = {name: value for name, value in said.items() if value not in (None, "")}
    for name, value in known.items():
        setattr(interaction, name, value)
    if known:
        interaction.save(update_fields=list(known))


def ask(interaction: Interaction, *, by: User, wanted: str = "", offered: str = "") -> Inquiry:
    """The inquiry that the contact was, for those who follow inquiries."""
    channel = INQUIRY_CHANNELS.get(Interaction.Channel(interaction.channel), interaction.channel)
    asked = inquiries.ask(
        customer=interaction.customer,
        by=by,
        token=uuid.uuid5(interaction.token, "inquiry"),
        day=interaction.day,
        channel=channel,
        topic=(interaction.text or str(Topic.INQUIRY.label))[:120],
        wanted=wanted,
        offered=offered,
    )
    routing.place(asked)
    return asked


def promise_during(interaction: Interaction, *, by: User, token: uuid.UUID, **promise: Any) -> Promise:
    return promises.make(
        customer=interaction.customer,
        by=by,
        interaction=interaction,
        token=uuid.uuid5(token, "promise"),
        **promise,
    )
