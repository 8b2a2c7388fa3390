"""Each agreement as one line of a list: what it is, its facts, and the judgement of its state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.agreements import words
from customers.agreements.changing import may_change
from customers.agreements.price_bar import PriceBar, price_bar
from customers.agreements.querysets import SOON_DAYS
from customers.models import Booking, Contract, Customer, Inquiry, Package, Quote

Chip = tuple[str, str, str]  # text, kind, icon


@dataclass(frozen=True)
class Line:
    """kind, pk: which record · title, facts, notes: words · amount: at the right · row: the record itself"""

    kind: str
    row: Any
    title: str
    facts: tuple[str, ...]
    amount: str
    chip: Chip
    notes: tuple[tuple[str, str], ...] = ()
    bar: PriceBar | None = None
    verbs: tuple[Any, ...] = field(default=())
    removable: bool = False
    # Far above the market, by the policy: how far, in words.
    dear: str = ""

    @property
    def customer(self) -> Customer:
        customer: Customer = self.row.customer
        return customer

    @property
    def details(self) -> str:
        return " · ".join(fact for fact in self.facts if fact)

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.row.pk}"

    @property
    def changeable(self) -> bool:
        return may_change(self.row)

    @property
    def renewable(self) -> bool:
        """A contract that was signed, and that none follows yet."""
        return (
            self.kind == "contract"
            and self.row.state in ("signed", "ended")
            and not hasattr(self.row, "followed_by")
        )


def contract_line(contract: Contract, on: date) -> Line:
    notes = [("", text) for text in (clash_note(contract), refusal_note(contract)) if text]
    return Line(
        "contract",
        contract,
        contract.subject,
        (
            contract.number,
            _("%(first)s to %(last)s")
            % {"first": words.dated(contract.starts_on), "last": words.dated(contract.ends_on)},
            words.over_market(contract),
            words.market(contract),
            _("%(name)s decides") % {"name": contract.decider.name} if contract.decider else "",
            talk(contract, on),
            ending(contract),
        ),
        words.price(contract),
        contract_chip(contract, on),
        tuple(notes),
        price_bar(contract),
    )


def clash_note(contract: Contract) -> str:
    return _("Terms clash: %(clash)s") % {"clash": contract.clash} if contract.clash else ""


def refusal_note(contract: Contract) -> str:
    """Why a manager refused the price of a draft. The approvals are fetched with the contracts."""
    if contract.state != Contract.State.DRAFT:
        return ""
    newest = max(contract.approvals.all(), key=lambda approval: approval.pk, default=None)
    if newest is None or newest.state != newest.State.REFUSED:
        return ""
    return _("Price refused by %(person)s: %(reason)s") % {
        "person": newest.decided_by,
        "reason": newest.reason,
    }


def talk(contract: Contract, on: date) -> str:
    if contract.talked_on:
        return _("renewal talked about %(day)s") % {"day": figures.day(contract.talked_on, "short")}
    soon = contract.state == Contract.State.SIGNED and (contract.ends_on - on).days <= SOON_DAYS
    return _("no renewal talk yet") if soon else ""


def ending(contract: Contract) -> str:
    """When and why it was ended, where it was."""
    if contract.ended_on is None:
        return ""
    day = figures.day(contract.ended_on, "short")
    return _("ended %(day)s: %(reason)s") % {"day": day, "reason": contract.reason}


def contract_chip(contract: Contract, on: date) -> Chip:
    state = contract.get_state_display()
    if contract.state == Contract.State.AWAITING:
        return state, "warn", "hourglass"
    if contract.state != Contract.State.SIGNED:
        return state, "", ""
    if contract.ends_on < on:
        return _("ended %(day)s") % {"day": figures.day(contract.ends_on, "short")}, "bad", "calendar-x"
    if (contract.ends_on - on).days <= SOON_DAYS:
        return words.days_left(contract.ends_on, on=on), "warn", "calendar-due"
    return state, "good", "check"


def inquiry_line(inquiry: Inquiry, on: date) -> Line:
    chips: dict[str, Chip] = {
        "open": (inquiry.get_state_display(), "accent", "help-circle"),
        "ordered": (inquiry.get_state_display(), "good", "check"),
        "none": (inquiry.get_state_display(), "", ""),
    }
    return Line(
        "inquiry",
        inquiry,
        inquiry.topic,
        (
            inquiry.number,
            inquiry.get_channel_display(),
            _("asked for: %(text)s") % {"text": inquiry.wanted} if inquiry.wanted else "",
            _("offered: %(text)s") % {"text": inquiry.offered} if inquiry.offered else "",
        ),
        figures.day(inquiry.day, "short"),
        chips[inquiry.state],
    )


def booking_line(booking: Booking, on: date) -> Line:
    local = booking.at.astimezone(ZoneInfo(booking.customer.branch.time_zone))
    return Line(
        "booking",
        booking,
        booking.note or str(booking.type or "") or _("Booking"),
        (booking.number, str(booking.type or "") if booking.note else "", str(booking.asset or "")),
        f"{figures.day(booking.day, 'short')} {local:%H:%M}",
        booking_chip(booking, on),
    )


def booking_chip(booking: Booking, on: date) -> Chip:
    """A booking whose day is over without a word is a no-show until somebody or an import says otherwise."""
    state = booking.get_state_display()
    if booking.state == "booked" and booking.day < on:
        return _("nothing known"), "warn", "help-circle"
    return {
        "booked": (state, "accent", "calendar-time"),
        "came": (state, "good", "check"),
        "no_show": (state, "bad", "calendar-x"),
        "cancelled": (state, "", ""),
    }[booking.state]


def quote_line(quote: Quote, on: date) -> Line:
    return Line(
        "quote",
        quote,
        quote.subject,
        (
            quote.number,
            *compared(quote),
            _("made %(day)s") % {"day": figures.day(quote.made_on, "short")},
            _("good until %(day)s") % {"day": figures.day(quote.valid_until, "short")},
            quote.reason,
        ),
        words.amount(quote.amount, quote.currency),
        quote_chip(quote, on),
        bar=price_bar(quote),
    )


def compared(quote: Quote) -> tuple[str, ...]:
    """Labour: 8 × ¥168 · 4% over market · Market ¥138 to ¥162 (…); nothing without a comparison."""
    if quote.market_high is None:
        return ()
    one = _("%(item)s: %(price)s") % {"item": quote.market_item, "price": words.asked(quote)}
    return (one, words.over_market(quote), words.market(quote))


def quote_chip(quote: Quote, on: date) -> Chip:
    state = quote.get_state_display()
    if quote.state == "expired" or (quote.state == "open" and quote.valid_until < on):
        return str(Quote.State.EXPIRED.label), "warn", "calendar-x"
    return {
        "open": (state, "accent", "clock"),
        "accepted": (state, "good", "check"),
        "refused": (state, "bad", "x"),
    }[quote.state]


def package_line(package: Package, on: date) -> Line:
    return Line(
        "package",
        package,
        package.name,
        (
            package.number,
            _("bought %(day)s") % {"day": figures.day(package.bought_on, "short")},
            _("expires %(day)s") % {"day": words.dated(package.expires_on)} if package.expires_on else "",
            str(package.asset or ""),
        ),
        words.left(package),
        package_chip(package, on),
    )


def package_chip(package: Package, on: date) -> Chip:
    if package.left == 0:
        return _("used up"), "", ""
    if package.expires_on and package.expires_on < on:
        return _("expired"), "bad", "calendar-x"
    if package.expires_on and (package.expires_on - on).days <= SOON_DAYS:
        return words.days_left(package.expires_on, on=on), "warn", "calendar-due"
    return package.get_kind_display(), "good", "wallet" if package.kind == "value" else "ticket"


LINES: dict[str, Callable[[Any, date], Line]] = {
    "contract": contract_line,
    "quote": quote_line,
    "booking": booking_line,
    "package": package_line,
    "inquiry": inquiry_line,
}
