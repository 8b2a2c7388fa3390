"""What can be done with an agreement, by kind. Buttons, forms and Undo follow from this list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.agreements import bookings, contracts, forms, inquiries, packages, quotes


@dataclass(frozen=True)
class Verb:
    """do: service(row by its kind, by, **form) · shown: whether the row offers it that day

    form: what it asks for first, None for nothing · said: what the toast says · undo: the verb back
    """

    name: str
    label: str | Promise
    said: str | Promise
    do: Callable[..., Any]
    shown: Callable[[Any, date], bool]
    form: type[Form] | None = None
    undo: str = ""


def in_state(*states: str) -> Callable[[Any, date], bool]:
    return lambda row, on: row.state in states


def never(row: Any, on: date) -> bool:
    """Only reached by Undo."""
    return False


def has_come(row: Any, on: date) -> bool:
    return row.state in ("booked", "no_show") and row.day <= on


def can_be_missed(row: Any, on: date) -> bool:
    return row.state == "booked" and row.day <= on


def lies_ahead(row: Any, on: date) -> bool:
    return row.state == "booked" and row.day >= on


def can_be_used(row: Any, on: date) -> bool:
    return not row.kept_elsewhere and row.left > 0 and (row.expires_on is None or row.expires_on >= on)


def can_be_topped_up(row: Any, on: date) -> bool:
    return not row.kept_elsewhere and row.kind == "value" and (row.expires_on is None or row.expires_on >= on)


VERBS: dict[str, tuple[Verb, ...]] = {
    "contract": (
        Verb("sign", _("Sign"), _("Signed"), contracts.sign, in_state("draft"), forms.SignForm),
        Verb("withdraw", _("Withdraw"), _("A draft again"), contracts.withdraw, in_state("awaiting")),
        Verb(
            "talk",
            _("Renewal talk"),
            _("Renewal talk noted"),
            contracts.note_talk,
            in_state("signed"),
            forms.TalkForm,
            undo="forget-talk",
        ),
        Verb("forget-talk", _("Undo"), _("Undone"), contracts.forget_talk, never),
        Verb("end", _("End"), _("Contract ended"), contracts.end_contract, in_state("signed"), forms.EndForm),
    ),
    "quote": (
        Verb(
            "accept",
            _("Accepted"),
            _("Quote accepted"),
            quotes.accept,
            in_state("open", "expired"),
            undo="reopen",
        ),
        Verb(
            "refuse",
            _("Refused"),
            _("Quote refused"),
            quotes.refuse,
            in_state("open", "expired"),
            forms.ReasonForm,
            undo="reopen",
        ),
        Verb("reopen", _("Open again"), _("The quote is open again"), quotes.reopen, in_state("refused")),
    ),
    "booking": (
        Verb("came", _("Came"), _("Noted that they came"), bookings.came, has_come, undo="reopen"),
        Verb("missed", _("No-show"), _("Noted as a no-show"), bookings.missed, can_be_missed, undo="reopen"),
        Verb(
            "cancel", _("Cancel booking"), _("Booking cancelled"), bookings.cancel, lies_ahead, undo="reopen"
        ),
        Verb("reopen", _("Booked again"), _("Booked again"), bookings.reopen, in_state("cancelled")),
    ),
    "package": (
        Verb("use", _("Use"), _("Use noted"), packages.use, can_be_used, forms.MovementForm),
        Verb("top-up", _("Top up"), _("Topped up"), packages.top_up, can_be_topped_up, forms.MovementForm),
    ),
    "inquiry": (
        Verb(
            "ordered",
            _("Order followed"),
            _("Order noted"),
            inquiries.ordered,
            in_state("open"),
            undo="reopen",
        ),
        Verb("none", _("No order"), _("Inquiry closed"), inquiries.no_order, in_state("open"), undo="reopen"),
        Verb("reopen", _("Open again"), _("The inquiry is open again"), inquiries.reopen, in_state("none")),
    ),
}


def verb_called(kind: str, name: str) -> Verb | None:
    return next((verb for verb in VERBS.get(kind, ()) if verb.name == name), None)


def offered(kind: str, row: Any, on: date) -> tuple[Verb, ...]:
    """What a row offers on that day."""
    return tuple(verb for verb in VERBS[kind] if verb.shown(row, on))
