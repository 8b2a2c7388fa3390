"""Find customers by what a caller says: a number or its last digits, a name, a plate, a code.

Every way of searching is one condition that a trigram index answers. Three signs and more are found anywhere
in a text; one or two (many Chinese names) only at its beginning, because an index knows no shorter piece.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Lookup, Prefetch, Q, QuerySet, Value

from customers.merging.tombstones import formerly
from customers.models import Asset, Contact, Customer
from customers.querysets import CustomerQuerySet

LIMIT = 8
ANYWHERE = 3  # signs; the length of a trigram
ANY = None
NUMBER = re.compile(r"[\d\s+()./\-]+")
BETWEEN = re.compile(r"[\s·•.\-]+")
# The first signs of a plate are a province and a letter, after which many people write a dot.
PLATE = re.compile(r"([\u4e00-\u9fff][a-z])(\w{3,})", re.IGNORECASE)


@CharField.register_lookup
class Like(Lookup):
    """ILIKE with a pattern made by `pattern`; Django's icontains folds both sides, past every index."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ILIKE {right}", (*left_params, *right_params)


@dataclass(frozen=True)
class Hit:
    """One customer found. plate and contact: what matched beside himself, else his first plate."""

    customer: Customer
    plate: str = ""
    contact: str = ""


def find(customers: CustomerQuerySet, text: str, *, limit: int = LIMIT) -> list[Hit]:
    """The customers among `customers` that `text` most probably means, the surest first."""
    found = surest(customers, ways(text), limit)
    rows = (
        customers.filter(pk__in=found)
        .select_related("branch", "owner", "standing")
        .prefetch_related(
            Prefetch("assets", Asset.objects.exclude(plate="").order_by("pk")),
            Prefetch("contacts", Contact.objects.order_by("pk")),
        )
    )
    by_key = {customer.pk: customer for customer in rows}
    return [hit(by_key[key], text) for key in found if key in by_key]


def matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """All of `customers` that `text` may mean, for a list that sorts and pages by itself."""
    found = ways(text)
    if not found:
        return customers.none() if text.strip() else customers
    first, *rest = (Customer.objects.filter(way).order_by().values("pk") for way in found)
    return customers.filter(pk__in=first.union(*rest))


def too_short(text: str) -> bool:
    """A number of one or two digits says nothing."""
    return bool(text.strip()) and not ways(text)


def surest(customers: CustomerQuerySet, conditions: list[Q], limit: int) -> list[int]:
    """Keys of at most `limit` customers in the order of the ways, in one query.

    Each way is cut off by itself and not sorted: a sort would walk another index from its beginning.
    """
    if not conditions:
        return []
    queries: list[QuerySet[Any, Any]] = [
        customers.filter(way).order_by().annotate(way=Value(rank)).values_list("way", "pk")[:limit]
        for rank, way in enumerate(conditions)
    ]
    rows = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    return list(dict.fromkeys(key for _, key in sorted(rows)))[:limit]


def ways(text: str) -> list[Q]:
    """Each way in which `text` may mean a customer, the surest first; empty when it says too little."""
    said = unicodedata.normalize("NFKC", text).strip()
    if not said:
        return []
    if NUMBER.fullmatch(said):
        return by_number(re.sub(r"\D", "", said))
    return by_words(" ".join(said.split()))


def by_number(digits: str) -> list[Q]:
    """A phone number as dialled or its last digits; or the figures of a code or a plate."""
    if len(digits) < ANYWHERE:
        return []
    digits = national(digits)
    ends, within = pattern(ANY, digits), pattern(ANY, digits, ANY)
    return [
        Q(phone__like=ends),
        Q(contacts__phone__like=ends),
        Q(code__like=ends),
        Q(assets__plate__like=ends),
        Q(phone__like=within),
        Q(code__like=within),
        Q(assets__plate__like=within),
        formerly("like", ends),
    ]


def national(digits: str) -> str:
    """Without the country's or the trunk prefix, which the stored number may write otherwise."""
    if len(digits) > 11:
        return digits.removeprefix("00").removeprefix("86")
    return digits.removeprefix("0") if len(digits) >= 10 else digits


def by_words(said: str) -> list[Q]:
    """A code, a plate, a customer's name in either writing, the name of a contact person."""
    begins = pattern(said, ANY)
    found = [Q(code__like=begins), Q(name__like=begins), Q(latin_name__like=begins)]
    found += by_plate(BETWEEN.sub("", said))
    found.append(formerly("like", begins))
    if len(said) < ANYWHERE:
        return [*found, Q(contacts__name__like=begins)]
    words = said.split()
    return [
        *found,
        has_all("name", words),
        has_all("latin_name", words),
        has_all("contacts__name", words),
        Q(code__like=pattern(ANY, said, ANY)),
    ]


def by_plate(said: str) -> list[Q]:
    return [Q(assets__plate__like=f"%{plate_pattern(said)}%")] if len(said) >= ANYWHERE else []


def plate_pattern(said: str) -> str:
    """A plate however it is spaced: 川A8K2M7 finds 川A·8K2M7."""
    together = BETWEEN.sub("", said)
    parts = PLATE.fullmatch(together)
    return pattern(parts[1], ANY, parts[2]) if parts else pattern(together)


def has_all(field: str, words: Iterable[str]) -> Q:
    return Q(*(Q(**{f"{field}__like": pattern(ANY, word, ANY)}) for word in words))


def pattern(*parts: str | None) -> str:
    """A pattern for ILIKE: ANY stands for anything, every other part for itself."""
    return "".join("%" if part is ANY else re.sub(r"([\\%_])", r"\\\1", part) for part in parts)


def hit(customer: Customer, text: str) -> Hit:
    said = BETWEEN.sub("", unicodedata.normalize("NFKC", text)).lower()
    plates = [asset.plate for asset in customer.assets.all()]
    contact = next(
        (c.name for c in customer.contacts.all() if said_of(c.name, said) or said_of(c.phone, said)), ""
    )
    return Hit(customer, next((p for p in plates if said_of(p, said)), "".join(plates[:1])), contact)


def said_of(text: str, said: str) -> bool:
    return bool(said) and said in BETWEEN.sub("", text).lower()
