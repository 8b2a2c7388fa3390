"""Who may be the same customer as the one being typed, and by what."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise

from customers import search
from customers.duplicates import compare, words
from customers.duplicates.scoring import SHARED_BY_FEW
from customers.merging.tombstones import formerly
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from staff.models import User

MOST_ALIKE = 4
SHORTEST_VIN = 11


@dataclass(frozen=True)
class Alike:
    """Who may be the same customer: those that the asker may see, and whether there are others.

    marks: what is equal, in words, by key.
    """

    seen: list[Customer]
    hidden: bool
    marks: dict[int, list[str | Promise]] = field(default_factory=dict, compare=False)

    @property
    def rows(self) -> list[tuple[Customer, list[str | Promise]]]:
        return [(customer, self.marks.get(customer.pk, [])) for customer in self.seen]


def alike(
    *, by: User, phone: str = "", plate: str = "", name: str = "", vin: str = "", code: str = ""
) -> Alike:
    """Customers with this very phone (E.164), plate, VIN, code, buyer id or name, each with what is equal.

    code: a customer code, one that was merged away too, or what a shop platform calls him. Outside one's
    scope only that there is one, and not by name: a name alone is no identity.
    """
    ways = {
        "phone": same_phone(phone),
        "plate": same_plate(plate),
        "vin": same_vin(vin),
        "code": same_code(code),
        "external": [Q(identities__value=code)] if code else [],
    }
    marks = [way for found in ways.values() for way in found]
    hidden = bool(marks) and keyed(marks).exclude(pk__in=keyed(marks).visible_to(by)).exists()
    same = marks + same_name(name)
    if not same:
        return Alike([], hidden)
    seen = list(keyed(same).visible_to(by).select_related("branch", "owner").order_by("pk")[:MOST_ALIKE])
    ways["name"] = same_name(name)
    return Alike(seen, hidden, marks_of(seen, ways))


def carrying(*, by: User, source: str, value: str, but: int) -> Alike:
    """Customers other than `but` whom this system calls so."""
    same = Customer.objects.filter(identities__source__iexact=source, identities__value=value).exclude(pk=but)
    seen = same.visible_to(by).select_related("branch", "owner").order_by("pk").distinct()[:MOST_ALIKE]
    hidden = same.exclude(pk__in=Customer.objects.visible_to(by)).exists()
    return Alike(list(seen), hidden)


def keyed(conditions: list[Q]) -> CustomerQuerySet:
    """Customers that meet one of the conditions, each looked up by its own index."""
    first, *rest = (Customer.objects.filter(condition).values("pk") for condition in conditions)
    return Customer.objects.filter(pk__in=first.union(*rest))


def marks_of(seen: list[Customer], ways: dict[str, list[Q]]) -> dict[int, list[str | Promise]]:
    """What is equal in each of them: a query for each kind of mark."""
    keys = [customer.pk for customer in seen]
    found: dict[int, list[str | Promise]] = {key: [] for key in keys}
    for reason, conditions in ways.items():
        if not keys or not conditions:
            continue
        for key in keyed(conditions).filter(pk__in=keys).values_list("pk", flat=True):
            found[key].append(words.REASONS[weighed(reason, conditions)][1])
    return found


def weighed(reason: str, conditions: list[Q]) -> str:
    """A phone of several customers is a weak mark: a family's, or the driver's."""
    if reason == "phone" and keyed(conditions)[: SHARED_BY_FEW + 1].count() >= SHARED_BY_FEW:
        return "weak_phone"
    return "same_code" if reason == "code" else reason


def same_phone(phone: str) -> list[Q]:
    return [Q(phone=phone), Q(contacts__phone=phone)] if phone else []


def with_phone(phone: str) -> CustomerQuerySet:
    """Everybody reached at this number (E.164), himself or through a contact."""
    return keyed(same_phone(phone)) if phone else Customer.objects.none()


def same_plate(plate: str) -> list[Q]:
    return [Q(assets__plate__like=search.plate_pattern(plate))] if plate else []


def same_vin(vin: str) -> list[Q]:
    written = compare.alike(vin).upper()
    return [Q(assets__vin=written)] if len(written) >= SHORTEST_VIN else []


def same_code(code: str) -> list[Q]:
    if not code:
        return []
    said = search.pattern(unicodedata.normalize("NFKC", code).strip())
    return [Q(code__like=said), formerly("like", said)]


def same_name(name: str) -> list[Q]:
    return list(names(" ".join(unicodedata.normalize("NFKC", name).split())))


def names(said: str) -> Iterator[Q]:
    """In either writing, whatever its width and case; a Latin name in either order."""
    if not said:
        return
    orders = {said, " ".join(reversed(said.split()))} if said.isascii() else {said}
    for written in sorted(orders):
        yield Q(name__like=search.pattern(written))
        yield Q(latin_name__like=search.pattern(written))
