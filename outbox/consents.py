"""What customers allow. Every word is a row of the ledger; an opt-out also stops what is waiting."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from churn_crm import clock
from customers.models import Customer
from outbox import addresses
from outbox.models import Consent, Message, OptOut, Purpose, Reason, State
from outbox.models.messages import MessageQuerySet
from staff.models import User

# (customer id, channel, purpose) → given or not; missing where nobody has said anything.
Standing = dict[tuple[int, str, str], bool]


@transaction.atomic
def record(
    *,
    customer: Customer,
    channel: str,
    purpose: str,
    given: bool,
    source: str,
    at: datetime | None = None,
    by: User | None = None,
    note: str = "",
) -> Consent:
    """Write down one word of a customer; a refusal also skips what waits for him on that channel."""
    said = Consent.objects.create(
        customer=customer,
        channel=channel,
        purpose=purpose,
        given=given,
        source=source,
        at=at or clock.now(),
        by=by,
        note=note,
    )
    if not given:
        waiting = Message.objects.of([customer.pk]).filter(channel=channel, purpose=purpose)
        stop(waiting)
    return said


def standing_of(customers: Iterable[int]) -> Standing:
    """What counts now for these customers."""
    rows = Consent.objects.of(customers).standing().values_list("customer_id", "channel", "purpose", "given")
    return {(customer, channel, purpose): given for customer, channel, purpose, given in rows}


def opted_out(channel: str, written: Iterable[str]) -> set[str]:
    """Of these addresses those that opted out."""
    by_digest = {digest: address for address, digest in addresses.digests(channel, written).items()}
    found = OptOut.objects.in_force().filter(channel=channel, digest__in=by_digest)
    return {by_digest[digest] for digest in found.values_list("digest", flat=True)}


@transaction.atomic
def opt_out(*, channel: str, address: str, at: datetime, customers: Iterable[Customer] = ()) -> int:
    """The address wants nothing more. What waits for it is skipped at once. Returns how many."""
    OptOut.objects.bulk_create(
        [OptOut(channel=channel, digest=addresses.digest(channel, address), at=at)], ignore_conflicts=True
    )
    _say(customers, channel, at, given=False)
    return stop(Message.objects.filter(channel=channel, address=addresses.normal(channel, address)))


@transaction.atomic
def opt_in(*, channel: str, address: str, at: datetime, customers: Iterable[Customer] = ()) -> None:
    """The address wants messages again."""
    digest = addresses.digest(channel, address)
    OptOut.objects.in_force().filter(channel=channel, digest=digest).update(lifted_at=at)
    _say(customers, channel, at, given=True)


def _say(customers: Iterable[Customer], channel: str, at: datetime, *, given: bool) -> None:
    Consent.objects.bulk_create(
        Consent(
            customer=customer,
            channel=channel,
            purpose=purpose,
            given=given,
            source=Consent.Source.REPLY,
            at=at,
        )
        for customer in customers
        for purpose in Purpose.values
    )


def stop(messages: MessageQuerySet, *, reason: str = Reason.OPTED_OUT) -> int:
    """Skip those of the messages that still wait. Returns how many."""
    return messages.waiting().update(state=State.SKIPPED, reason=reason, closed_at=clock.now())
