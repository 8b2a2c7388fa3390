"""Planning a message: the one way in. The purpose key makes that whoever plans twice plans once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from churn_crm import clock
from customers.models import Customer
from outbox import addresses, lengths, policies
from outbox.models import Channel, Message, Reason, State, Template
from staff.models import User

KEEPS_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Wish:
    """A message that somebody wants to be sent.

    key: the purpose key · why: outbox.models.Why · link: a path of ours to what caused it · text, subject: as
    the customer reads them · silent_since: skip it when he visited after this day · not_before, expires_at:
    aware; at once and for three days if left open
    """

    customer: Customer
    channel: str
    purpose: str
    why: str
    key: str
    text: str
    subject: str = ""
    address: str = ""  # the customer's own when empty
    link: str = ""
    template: Template | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    silent_since: date | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None


def plan(wish: Wish, *, by: User | None = None) -> Message:
    """Plan one message, or find the one that was planned for the same purpose.

    Without an address it is written down as skipped, so that the log says why nobody heard from us.
    """
    plan_all([wish], by=by)
    return Message.objects.get(purpose_key=wish.key)


@transaction.atomic
def plan_all(wishes: list[Wish], *, by: User | None = None) -> int:
    """Plan many at once. Returns how many are new. Nothing is sent before the transaction is committed."""
    now, policy = clock.now(), policies.sending_policy()
    rows = [_message(wish, now, policy.sms_price, by) for wish in wishes]
    keys = [wish.key for wish in wishes]
    known = Message.objects.filter(purpose_key__in=keys).count()
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return Message.objects.filter(purpose_key__in=keys).count() - known


def _message(wish: Wish, now: datetime, sms_price: Any, by: User | None) -> Message:
    address = addresses.normal(wish.channel, wish.address or address_of(wish.customer, wish.channel))
    parts = lengths.length(wish.text)[1] if wish.channel == Channel.SMS else 1
    not_before = wish.not_before or now
    missing = not address
    return Message(
        purpose_key=wish.key,
        customer=wish.customer,
        channel=wish.channel,
        purpose=wish.purpose,
        why=wish.why,
        link=wish.link,
        template=wish.template,
        variables=wish.variables,
        subject=wish.subject,
        text=wish.text,
        address=address,
        segments=parts,
        price=sms_price * parts if wish.channel == Channel.SMS else 0,
        silent_since=wish.silent_since,
        state=State.SKIPPED if missing else State.PLANNED,
        reason=Reason.NO_ADDRESS if missing else "",
        closed_at=now if missing else None,
        not_before=not_before,
        expires_at=wish.expires_at or not_before + KEEPS_FOR,
        planned_at=now,
        planned_by=by,
    )


def address_of(customer: Customer, channel: str) -> str:
    """Where the customer himself is reached on a channel; empty if nowhere."""
    if channel == Channel.EMAIL:
        return customer.email
    return customer.wechat if channel == Channel.WECHAT else customer.phone
