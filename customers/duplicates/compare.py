"""Two customers side by side, line by line, with what is equal marked."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from churn_crm.ui import figures
from customers.models import Asset, Contact, Customer, DuplicateCandidate
from customers.models.duplicates import CandidateQuerySet

MOST_SHOWN = 3
MISSING = figures.NOT_APPLICABLE


@dataclass(frozen=True)
class Line:
    """One line of the comparison. same: both have it and it is one and the same, however written."""

    label: str | Promise
    first: str
    second: str
    same: bool


@dataclass(frozen=True)
class Facts:
    """What stands in a line for one customer. compared: its values, written alike."""

    shown: str
    compared: frozenset[str]


def in_full(pairs: list[DuplicateCandidate]) -> list[DuplicateCandidate]:
    """The same with all that `lines` reads. Found before they are fetched: see customers.listing.in_full."""
    known = with_both(DuplicateCandidate.objects.select_related("decided_by"))
    rows = known.in_bulk([pair.pk for pair in pairs])
    return [rows[pair.pk] for pair in pairs if pair.pk in rows]


def with_both(pairs: CandidateQuerySet) -> CandidateQuerySet:
    """All that `lines` reads, in a number of queries that does not grow."""
    found = pairs
    for side in ("first", "second"):
        found = found.select_related(f"{side}__branch", f"{side}__owner", f"{side}__standing")
        found = found.prefetch_related(
            Prefetch(f"{side}__assets", Asset.objects.order_by("pk")),
            Prefetch(f"{side}__contacts", Contact.objects.filter(left_on=None).order_by("pk")),
            f"{side}__identities",
        )
    return found


def lines(pair: DuplicateCandidate) -> list[Line]:
    return compared(pair.first, pair.second)


def compared(first: Customer, second: Customer) -> list[Line]:
    """Only lines in which one of the two has something."""
    both = zip(facts(first), facts(second), strict=True)
    return [
        Line(label, a.shown or MISSING, b.shown or MISSING, same=bool(a.compared & b.compared))
        for (label, a), (_label, b) in both
        if a.shown or b.shown
    ]


def facts(customer: Customer) -> list[tuple[str | Promise, Facts]]:
    assets = list(customer.assets.all())
    contacts = list(customer.contacts.all())
    standing = getattr(customer, "standing", None)
    names = [customer.name, customer.latin_name]
    numbers = [customer.phone, *(contact.phone for contact in contacts)]
    return [
        (_("Name"), Facts(" ".join(filter(None, names)), forms_of(names))),
        (_("Code"), plain(customer.code)),
        (_("Phone"), Facts(phones_of(numbers), frozenset(filter(None, map(digits, numbers))))),
        (_("Contact persons"), several(contact.name for contact in contacts)),
        (_("Plate"), several(asset.plate for asset in assets)),
        (_("VIN"), several(asset.vin for asset in assets)),
        (_("E-mail"), plain(customer.email)),
        (_("WeChat id"), plain(customer.wechat)),
        (_("Buyer id"), several(str(identity) for identity in customer.identities.all())),
        (_("Branch"), plain(customer.branch.name)),
        (_("Owner"), plain(str(customer.owner))),
        (_("Customer since"), day(customer.since)),
        (_("Last visit"), day(standing.last_visit_on if standing else None)),
    ]


def plain(text: str) -> Facts:
    return Facts(text, frozenset(filter(None, [alike(text)])))


def several(texts: Iterable[str]) -> Facts:
    """The first few; all of them are compared."""
    found = list(dict.fromkeys(filter(None, texts)))
    shown = pgettext("between things of a list", ", ").join(found[:MOST_SHOWN])
    more = len(found) - MOST_SHOWN
    return Facts(f"{shown} +{more}" if more > 0 else shown, frozenset(map(alike, found)))


def phones_of(numbers: list[str]) -> str:
    masked = list(dict.fromkeys(figures.masked_phone(number) for number in numbers if number))
    return several(masked).shown


def day(value: Any) -> Facts:
    return Facts(figures.day(value, "full") if value else "", frozenset())


def alike(text: str) -> str:
    """As the nightly search writes it: without width, case, spaces, dots and dashes."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def forms_of(names: Iterable[str]) -> frozenset[str]:
    """Every way to write them: Zhiruo Fang and Fang Zhiruo are one name."""
    written = [unicodedata.normalize("NFKC", name).lower() for name in names]
    by_words = ("".join(sorted(re.split(r"[\W_]+", name))) for name in written)
    return frozenset(filter(None, [*map(alike, written), *by_words]))


def digits(text: str) -> str:
    """The last ten: with and without the country's code."""
    found = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    return found[-10:] if len(found) >= 7 else ""
