"""By which ways a customer may be contacted: what he said, and the addresses that opted out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from customers.models import Customer
from outbox import addresses, planning, telling
from outbox.models import Channel, Consent, OptOut, Purpose


@dataclass(frozen=True)
class Cell:
    """What was said last about one purpose on one channel; None where nobody has said anything."""

    purpose: Purpose
    said: Consent | None

    @property
    def given(self) -> bool | None:
        return self.said.given if self.said else None

    @property
    def word(self) -> str:
        return telling.word_of(self.given)

    @property
    def detail(self) -> str:
        return telling.consent_detail(self.said) if self.said and self.given is not None else ""


@dataclass(frozen=True)
class Line:
    """One channel. opted_out: since when the customer's address wants nothing at all there."""

    channel: Channel
    cells: list[Cell]
    opted_out: OptOut | None

    @property
    def icon(self) -> str:
        return telling.ICONS[self.channel]

    @property
    def promotions(self) -> bool | None:
        """For the short form: yes, no, or nothing said."""
        given = {cell.purpose: cell.given for cell in self.cells}[Purpose.MARKETING]
        return False if self.opted_out else given


def lines(customer: Customer) -> list[Line]:
    """Every channel with what counts there."""
    standing = Consent.objects.of([customer.pk]).standing().select_related("by")
    said = {(one.channel, one.purpose): one for one in standing}
    opted_out = opt_outs(customer, Channel)
    return [
        Line(
            channel,
            [Cell(purpose, said.get((channel, purpose))) for purpose in Purpose],
            opted_out.get(channel),
        )
        for channel in Channel
    ]


def short(customer: Customer) -> list[tuple[str, bool | None]]:
    """For the component `consent`: may the customer be sent promotions?"""
    return [(line.channel.value, line.promotions) for line in lines(customer)]


def opt_outs(customer: Customer, channels: Iterable[Channel]) -> dict[str, OptOut]:
    """Channel → the opt-out in force of the customer's own address there."""
    written = [(channel.value, planning.address_of(customer, channel)) for channel in channels]
    wanted = Q(pk__in=())
    for (channel, address), digest in addresses.digests_of(written).items():
        if address:
            wanted |= Q(channel=channel, digest=digest)
    return {one.channel: one for one in OptOut.objects.in_force().filter(wanted)}
