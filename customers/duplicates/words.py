"""A verdict in the reader's words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.duplicates import scoring

REASONS: dict[str, tuple[str, str | Promise]] = {
    # name of the reason → (for or against, words)
    "external": ("for", _("same buyer id")),
    "vin": ("for", _("same VIN")),
    "wechat": ("for", _("same WeChat id")),
    "plate": ("for", _("same plate")),
    "email": ("for", _("same e-mail")),
    "phone": ("for", _("same phone")),
    "same_code": ("for", _("same code")),
    "code": ("for", _("codes differ in their writing only")),
    "name": ("for", _("same name")),
    "weak_phone": ("weak", _("a phone that several customers share: a family's or a driver's")),
    "company_name": ("for", _("companies seldom share a name")),
    "phone_slip": ("for", _("phones end alike, one may be mistyped")),
    "branch": ("weak", _("same branch")),
    "phones_differ": ("against", _("different phones")),
    "kinds_differ": ("against", _("one is a company, one a person")),
    "names_differ": ("against", _("different names")),
}


def in_words(reasons: Iterable[str]) -> list[tuple[str, str | Promise]]:
    """(for, weak or against; words) of each; what an older version knew and we do not is left out."""
    return [REASONS[reason] for reason in reasons if reason in REASONS]


def how_sure(confidence: float) -> tuple[str, str | Promise]:
    """(kind of chip, words)."""
    if confidence >= scoring.CERTAIN:
        return "accent", pgettext_lazy("the same customer", "Almost certain")
    if confidence >= scoring.LIKELY:
        return "accent", pgettext_lazy("the same customer", "Likely")
    if confidence >= scoring.POSSIBLE:
        return "", pgettext_lazy("the same customer", "Possible")
    return "prior", pgettext_lazy("the same customer", "Unlikely, worth a look")
