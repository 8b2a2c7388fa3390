"""What customers allow. Every word is a row of the ledger; an opt-out also stops what is waiting."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

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
    token: UUID | None = None,
) -> Consent:
    """Write down one word of a customer; a refusal also skips what waits for him on that channel.

    at: when he said it; a newer word of his still counts. token: the same one again says it only once.
    """
    said, new = Consent.objects.get_or_create(
        token=token or uuid4(),
        defaults={
            "customer": customer,
            "channel": channel,
            "purpose": purpose,
            "given": given,
            "source": source,
            "at": at or clock.now(),
            "by": by,
            "note": note,
        },
    )
    if new and standing_of([customer.pk]).get((customer.pk, channel, purpose)) is False:
        stop(Message.objects.of([customer.pk]).filter(channel=channel, purpose=purpose))
    return said


@transaction.atomic
def take_back(*, consent: Consent, by: User) -> Consent:
    """What counted before this word counts again, as a new row; a second time does nothing.

    What a refusal has skipped meanwhile stays skipped. Raises ValidationError when a newer word was said.
    """
    Customer.objects.select_for_update().get(pk=consent.customer_id)
    known = Consent.objects.filter(undoes=consent).first()
    if known:
        return known
    same = Consent.objects.of([consent.customer_id])
    same = same.filter(channel=consent.channel, purpose=consent.purpose)
    if same.standing().get() != consent:
        raise ValidationError(_("Something newer was said since. Write down what counts now."))
    return take_back_all([consent], among=[consent.pk], by=by)[0]


def take_back_all(counting: Collection[Consent], *, among: Any, by: User | None) -> list[Consent]:
    """Follow each of these words, which count, by what counted before. among: the keys that no longer count.

    The new row stands at the moment of the word that it takes back, so that nothing newer is covered.
    """
    rest = Consent.objects.of([one.customer_id for one in counting]).exclude(pk__in=among).standing()
    before = {(one.customer_id, one.channel, one.purpose): one.given for one in rest}
    return Consent.objects.bulk_create(
        [
            Consent(
                customer_id=one.customer_id,
                channel=one.channel,
                purpose=one.purpose,
                given=before.get((one.customer_id, one.channel, one.purpose)),
                source=one.source,
                at=one.at,
                by=by,
                undoes=one,
            )
            for one in counting
        ],
        batch_size=2000,
    )


def standing_of(customers: Iterable[int]) -> Standing:
    """What counts now for these customers; a word that was taken back counts for nothing."""
    rows = Consent.objects.of(customers).standing().values_list("customer_id", "channel", "purpose", "given")
    return {
        (customer, channel, purpose): given for customer, channel, purpose, given in rows if given is not None
    }


def opted_out(channel: str, written: Iterable[str]) -> set[str]:
    """Of these addresses those that opted out."""
    by_digest = {digest: address for address, digest in addresses.digests(channel, written).items()}
    found = OptOut.objects.in_force().filter(channel=channel, digest__in=by_digest)
    return {by_digest[digest] for digest in found.values_list("digest", flat=True)}


@transaction.atomic
def opt_out(*, channel: str, address: str, at: datetime, customers: Iterable[Customer] = ()) -> int:
    """The address wants nothing more. What waits for it is skipped at once. Returns how many."""
    digest = addresses.digest(channel, address)
    OptOut.objects.bulk_create([OptOut(channel=channel, digest=digest, at=at)], ignore_conflicts=True)
    OptOut.objects.in_force().filter(channel=channel, digest=digest, at__lt=at).update(at=at)
    _say(customers, channel, at, given=False)
    return stop(Message.objects.filter(channel=channel, address=addresses.normal(channel, address)))


@transaction.atomic
def opt_in(*, channel: str, address: str, at: datetime, customers: Iterable[Customer] = ()) -> None:
    """The address wants messages again, unless it opted out since; `customers` allow both purposes."""
    digest = addresses.digest(channel, address)
    OptOut.objects.in_force().filter(channel=channel, digest=digest, at__lte=at).update(lifted_at=at)
    _say(customers, channel, at, given=True)


@transaction.atomic
def lift(*, customer: Customer, channel: str, address: str, by: User, note: str) -> None:
    """A person says that the customer wants messages there again. What he allows is as if nothing was said.

    Raises ValidationError without a note.
    """
    if not note.strip():
        raise ValidationError({"note": _("Write down how the customer said so.")})
    now, digest = clock.now(), addresses.digest(channel, address)
    lifted = OptOut.objects.in_force().filter(channel=channel, digest=digest).update(lifted_at=now)
    if lifted:
        _say([customer], channel, now, given=None, source=Consent.Source.PERSON, by=by, note=note)


def _say(
    customers: Iterable[Customer],
    channel: str,
    at: datetime,
    *,
    given: bool | None,
    source: str = Consent.Source.REPLY,
    by: User | None = None,
    note: str = "",
) -> None:
    Consent.objects.bulk_create(
        Consent(
            customer=customer,
            channel=channel,
            purpose=purpose,
            given=given,
            source=source,
            at=at,
            by=by,
            note=note,
        )
        for customer in customers
        for purpose in Purpose.values
    )


def stop(messages: MessageQuerySet, *, reason: str = Reason.OPTED_OUT) -> int:
    """Skip those of the messages that still wait. Returns how many.

    Locked in the order of their keys, so that two who stop the same ones cannot lock up.
    """
    keys = list(messages.waiting().order_by("pk").select_for_update().values_list("pk", flat=True))
    waiting = Message.objects.filter(pk__in=keys)
    return waiting.update(state=State.SKIPPED, reason=reason, closed_at=clock.now())
