"""How agreements belong to a customer and to his timeline: five kinds, each with a chip of its own."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.agreements import words
from customers.agreements.lines import booking_line
from customers.cursors import Cursor, earlier, start_of
from customers.models import (
    Booking,
    Contract,
    Inquiry,
    Package,
    PackageMovement,
    Quote,
    RemovedAgreement,
)
from customers.timeline import Event, Part, newest_first

Page = Callable[[int, Cursor | None, int], Iterator[Event]]


def rows_of(model: Any, customer_id: int) -> Any:
    return model.objects.of([customer_id]).select_related("customer__branch")


def newest(*pages: Page) -> Page:
    """Several pages as one: newest first, no more than were asked for."""

    def page(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
        found = (one(customer_id, before, limit) for one in pages)
        return newest_first(*found, limit=limit)

    return page


def by_day(
    rows: Callable[[int], Any], field: str, prefix: str, told: Callable[[Any], dict[str, str]]
) -> Page:
    """One event for each row, on the day in `field`. told: kind, icon, title and more of an event."""

    def page(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
        for row in earlier(rows(customer_id), before, field=field, prefix=prefix)[:limit]:
            yield Event(at=start_of(getattr(row, field)), key=f"{prefix}:{row.pk:012d}", **told(row))

    return page


def signed_contracts(customer_id: int) -> Any:
    return rows_of(Contract, customer_id).exclude(signed_on=None)


def ended_contracts(customer_id: int) -> Any:
    return rows_of(Contract, customer_id).exclude(ended_on=None)


def signed(contract: Contract) -> dict[str, str]:
    return {
        "kind": "contract",
        "icon": "signature",
        "title": _("Contract signed: %(subject)s, %(price)s")
        % {"subject": contract.subject, "price": words.price(contract)},
        "detail": words.over_market(contract),
        "tone": "warn" if words.over_market(contract) else "",
    }


def ended(contract: Contract) -> dict[str, str]:
    return {
        "kind": "contract",
        "icon": "calendar-x",
        "title": _("Contract ended: %(subject)s") % {"subject": contract.subject},
        "detail": contract.reason,
        "tone": "warn",
    }


def asked(inquiry: Inquiry) -> dict[str, str]:
    return {
        "kind": "inquiry",
        "icon": "help-circle",
        "title": _("Inquiry: %(topic)s") % {"topic": inquiry.topic},
        "detail": " · ".join(part for part in (inquiry.wanted, inquiry.offered) if part),
    }


def bookings(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    """At the planned time, which may lie ahead."""
    found = earlier(rows_of(Booking, customer_id), before, field="at", prefix="booking")
    for booking in found.select_related("customer__branch", "asset", "type")[:limit]:
        line = booking_line(booking, booking.day)
        yield Event(
            at=booking.at,
            key=f"booking:{booking.pk:012d}",
            kind="booking",
            icon="calendar-x" if booking.state == "no_show" else "calendar-time",
            title=_("%(state)s: %(what)s") % {"state": booking.get_state_display(), "what": line.title},
            detail=line.details,
            tone="bad" if booking.state == "no_show" else "",
        )


def quoted(quote: Quote) -> dict[str, str]:
    facts = {"subject": quote.subject, "amount": words.amount(quote.amount, quote.currency)}
    return {
        "kind": "quote",
        "icon": "file-dollar",
        "title": _("Quote: %(subject)s, %(amount)s") % facts,
        "detail": quote.number,
    }


def answered_quotes(customer_id: int) -> Any:
    return rows_of(Quote, customer_id).exclude(settled_on=None)


def answered(quote: Quote) -> dict[str, str]:
    facts = {"state": quote.get_state_display(), "subject": quote.subject}
    return {
        "kind": "quote",
        "icon": "file-dollar",
        "title": _("Quote %(subject)s: %(state)s") % facts,
        "detail": quote.reason,
        "tone": {"accepted": "good", "refused": "bad"}.get(quote.state, "warn"),
    }


def movements_of(customer_id: int) -> Any:
    return PackageMovement.objects.filter(package__customer=customer_id).select_related(
        "package__customer__branch"
    )


def moved(movement: PackageMovement) -> dict[str, str]:
    package = movement.package
    facts = {
        "kind": movement.get_kind_display(),
        "package": package.name,
        "amount": words.moved(package, movement.amount),
    }
    return {
        "kind": "package",
        "icon": "wallet" if package.kind == "value" else "ticket",
        "title": _("%(kind)s: %(package)s, %(amount)s") % facts,
        "detail": movement.note,
    }


def counter(*rows: Callable[[int], Any]) -> Callable[[int], int]:
    return lambda customer_id: sum(found(customer_id).count() for found in rows)


def all_of(model: Any) -> Callable[[int], Any]:
    return lambda customer_id: rows_of(model, customer_id)


PARTS = (
    Part(
        "contract",
        lazy("Contracts"),
        (Contract,),
        newest(
            by_day(signed_contracts, "signed_on", "signed", signed),
            by_day(ended_contracts, "ended_on", "ended", ended),
        ),
        counter(signed_contracts, ended_contracts),
    ),
    Part(
        "inquiry",
        lazy("Inquiries"),
        (Inquiry,),
        by_day(all_of(Inquiry), "day", "inquiry", asked),
        counter(all_of(Inquiry)),
    ),
    Part("booking", lazy("Bookings"), (Booking,), bookings, counter(all_of(Booking))),
    Part(
        "quote",
        lazy("Quotes"),
        (Quote,),
        newest(
            by_day(all_of(Quote), "made_on", "quote", quoted),
            by_day(answered_quotes, "settled_on", "quote_answer", answered),
        ),
        counter(all_of(Quote), answered_quotes),
    ),
    Part(
        "package",
        lazy("Packages"),
        (Package,),
        by_day(movements_of, "day", "movement", moved),
        counter(movements_of),
    ),
    Part("removed", lazy("Deleted agreements"), (RemovedAgreement,)),
)
