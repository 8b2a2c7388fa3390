"""Find customers by what a caller says: a number or its last digits, a name, a plate, a code.

Beginnings (of names in signs, pinyin and initials, of numbers, codes, plates) are ranges of search keys; what
stands within a text is found by a trigram index, which knows no piece shorter than three signs.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Lookup, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull

from churn_crm.invisible import readable
from customers import pinyin
from customers.beginnings import Beginning, of_number, of_words
from customers.merging.tombstones import formerly
from customers.models import Asset, Contact, Customer, SearchKey
from customers.querysets import CustomerQuerySet

LIMIT = 8
# Keys of a kind that are looked at before scope, and once more. With fewer in sight of a thousand than are
# shown, the scope is so small that it is quicker to walk through.
AT_FIRST, AT_MOST = 40, 1_000
ANYWHERE = 3  # signs; the length of a trigram
ANY = None
HIGHEST = "\U0010ffff"
NUMBER = re.compile(r"[\d\s+()./\-]+")
BETWEEN = re.compile(r"[\s·•.\-]+")
# The first signs of a plate are a province and a letter, after which many people write a dot.
PLATE = re.compile(r"([\u4e00-\u9fff][a-z])(\w{3,})", re.IGNORECASE)
# A number as telephone systems hand it over, tel:…;ext=8 or sip:…@exchange, and as people write an extension.
DIALLED = re.compile(
    r"(?:(?:tel|sips?|callto):)?(?P<number>[\d\s+()./\-]{7,}?)"
    r"(?:@\S*|\s*(?:;ext=|,+|;|#|x|ext\.?|转|轉|分机|分機)\s*\d{1,6})?",
    re.IGNORECASE,
)
# (the smaller the surer, key of a customer)
Ranked = tuple[int, int]


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
    found = surest(customers, text, limit)
    rows = (
        customers.filter(pk__in=found)
        .select_related("branch", "owner", "standing")
        .prefetch_related(
            Prefetch("assets", Asset.objects.exclude(plate="").order_by("pk")),
            Prefetch("contacts", Contact.objects.order_by("pk")),
        )
    )
    by_key = {customer.pk: customer for customer in rows}
    return [hit(by_key[key], text, found[key]) for key in found if key in by_key]


def matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """All of `customers` that `text` may mean, for a list that sorts and pages by itself."""
    begun, ways = readings(text)
    if not begun:
        return customers.none() if text.strip() else customers
    begins = Q()
    for beginning in begun:
        begins |= within(beginning)
    keys = SearchKey.objects.filter(begins).values("customer_id")
    others = (Customer.objects.filter(way).order_by().values("pk") for way in ways)
    return customers.filter(pk__in=keys.union(*others) if ways else keys)


def too_short(text: str) -> bool:
    """A number of one or two digits says nothing."""
    return bool(text.strip()) and not readings(text)[0]


def surest(customers: CustomerQuerySet, text: str, limit: int) -> dict[int, int]:
    """Keys of at most `limit` customers, the surest first, each with the kind of key that found him (or 0).

    Beginnings before anything else. The first keys of each kind, whoever's they are; where too few of them
    are to be seen the same again from the scope on; at last what stands within texts.
    """
    begun, ways = readings(text)
    found, left = first_keys(customers, begun, AT_FIRST)
    if len(keys_of(found)) < limit and left:
        further, left = first_keys(customers, left, AT_MOST)
        found += further
    if len(keys_of(found)) < limit and left:
        found += through_scope(customers, left, limit)
    if len(keys_of(found)) < limit and ways:
        found += anywhere(customers, ways, limit)
    kinds: dict[int, int] = {}
    for rank, key in sorted(found, key=lambda one: one[0]):
        kinds.setdefault(key, rank if rank <= max(SearchKey.Kind) else 0)
    return dict(list(kinds.items())[:limit])


def keys_of(found: list[Ranked]) -> set[int]:
    return {key for _rank, key in found}


def within(beginning: Beginning) -> Q:
    """Keys that begin like this: in byte order a range."""
    return Q(kind=beginning.kind, key__gte=beginning.start, key__lt=beginning.start + HIGHEST)


def first_keys(
    customers: CustomerQuerySet, begun: list[Beginning], most: int
) -> tuple[list[Ranked], list[Beginning]]:
    """(those in sight among the first keys of each kind, the beginnings that have more keys)."""
    if not begun:
        return [], []
    keys = [
        SearchKey.objects.filter(within(one)).order_by("key").values_list("kind", "customer_id")[:most]
        for one in begun
    ]
    rows = list(keys[0].union(*keys[1:], all=True))
    counts = [sum(kind == one.kind for kind, _key in rows) for one in begun]
    seen = set(customers.filter(pk__in={key for _kind, key in rows}).order_by().values_list("pk", flat=True))
    left = [one for one, count in zip(begun, counts, strict=True) if count == most]
    return [row for row in rows if row[1] in seen], left


def through_scope(customers: CustomerQuerySet, begun: list[Beginning], limit: int) -> list[Ranked]:
    """Customers with such keys, by walking through the scope.

    No EXISTS, which the planner turns round: it thinks that a range holds one key, and looks at ten thousand.
    """
    beside = SearchKey.objects.filter(customer=OuterRef("pk")).values("kind")
    has = [(one.kind, IsNull(Subquery(beside.filter(within(one))[:1]), False)) for one in begun]
    return united(customers, has, limit)


def anywhere(customers: CustomerQuerySet, ways: list[Q], limit: int) -> list[Ranked]:
    first = max(SearchKey.Kind) + 1
    return united(customers, list(enumerate(ways, start=first)), limit)


def united(customers: CustomerQuerySet, conditions: list[tuple[int, Any]], limit: int) -> list[Ranked]:
    """At most `limit` customers of each condition, in one query.

    Each way is cut off by itself and not sorted: a sort would walk another index from its beginning.
    """
    queries: list[QuerySet[Any, Any]] = [
        customers.filter(condition).order_by().annotate(way=Value(rank)).values_list("way", "pk")[:limit]
        for rank, condition in conditions
    ]
    return list(queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0])


def readings(text: str) -> tuple[list[Beginning], list[Q]]:
    """What `text` may be the beginning of, and where else it may stand; empty when it says too little."""
    said = number_in(plain(text))
    if not said:
        return [], []
    if NUMBER.fullmatch(said):
        digits = national(re.sub(r"\D", "", said))
        return (of_number(digits), ways_of_number(digits)) if len(digits) >= ANYWHERE else ([], [])
    return of_words(said), ways_of_words(" ".join(said.split()))


def plain(text: str) -> str:
    """What was said, as it reads: full-width signs made plain, invisible ones left out."""
    return readable(unicodedata.normalize("NFKC", text).replace("\0", "")).strip()


def number_in(said: str) -> str:
    """The number alone, without extension and what telephone systems put around it; else what was said."""
    found = DIALLED.fullmatch(said)
    return found["number"].strip() if found else said


def whose(hits: Iterable[Hit], text: str) -> list[Customer]:
    """Those of the customers found whose whole number it is, or a contact person's of theirs."""
    digits = digits_of(number_in(plain(text)))
    return [hit.customer for hit in hits if digits and digits in map(digits_of, numbers_of(hit.customer))]


def numbers_of(customer: Customer) -> list[str]:
    return [customer.phone, *(person.phone for person in customer.contacts.all())]


def digits_of(number: str) -> str:
    return national(re.sub(r"\D", "", number))


def ways_of_number(digits: str) -> list[Q]:
    """In the middle of a phone number, a code or a plate."""
    inside = pattern(ANY, digits, ANY)
    return [
        Q(phone__like=inside),
        Q(contacts__phone__like=inside),
        Q(code__like=inside),
        Q(assets__plate__like=inside),
        formerly("like", pattern(ANY, digits)),
    ]


def national(digits: str) -> str:
    """Without the country's or the trunk prefix, which the stored number may write otherwise."""
    if len(digits) > 11:
        digits = digits.removeprefix("00").removeprefix("86")
    return digits.removeprefix("0") if len(digits) >= 10 else digits


def ways_of_words(said: str) -> list[Q]:
    """Words in any order of a name in either writing or of a contact person; part of a plate or a code."""
    former = formerly("like", pattern(said, ANY))
    if len(said) < ANYWHERE:
        return [former]
    words = said.split()
    return [
        has_all("name", words),
        has_all("latin_name", words),
        *by_plate(BETWEEN.sub("", said)),
        has_all("contacts__name", words),
        Q(code__like=pattern(ANY, said, ANY)),
        former,
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


def hit(customer: Customer, text: str, kind: int) -> Hit:
    """kind: of the key that found him, 0 when it was no key."""
    said = BETWEEN.sub("", unicodedata.normalize("NFKC", text)).lower()
    plates = [asset.plate for asset in customer.assets.all()]
    people = list(customer.contacts.all())
    contact = next((one.name for one in people if said_of(one.name, said) or said_of(one.phone, said)), "")
    if not contact and kind == SearchKey.Kind.CONTACT:
        contact = next((one.name for one in people if pinyin.sounds(one.name, said)), "")
    return Hit(customer, next((p for p in plates if said_of(p, said)), "".join(plates[:1])), contact)


def said_of(text: str, said: str) -> bool:
    return bool(said) and said in BETWEEN.sub("", text).lower()
