"""A few customers whom the reception has registered twice, as happens in every garage."""

from collections.abc import Callable
from typing import Any

from customers.models import Asset, Contact, Customer, ExternalIdentity, Visit

TAKEN_OVER = 2  # of the first one's visits were written under the second
PLATFORM = "tuhu"
Typed = Callable[[Customer, bool], dict[str, Any]]


def spaced(customer: Customer, chinese: bool) -> dict[str, Any]:
    """The number as it was said, the name as it sounds."""
    phone = customer.phone.removeprefix("+86")
    return {
        "name": customer.latin_name if chinese else customer.name.upper(),
        "phone": f"{phone[:3]} {phone[3:7]} {phone[7:]}",
    }


def slipped(customer: Customer, _chinese: bool) -> dict[str, Any]:
    """One figure of the number is wrong."""
    figure = str((int(customer.phone[8]) + 1) % 10)
    return {"name": customer.name, "phone": customer.phone[:8] + figure + customer.phone[9:]}


def by_the_car(customer: Customer, _chinese: bool) -> dict[str, Any]:
    """Somebody else brought the car."""
    return {"name": customer.name, "phone": "", "car": True}


def family(_customer: Customer, chinese: bool) -> dict[str, Any]:
    """His wife brought the car: no duplicate, and a person has to say so."""
    return {"name": "刘雅琴" if chinese else "Liu Yaqin", "phone": "+8615470006218", "car": True}


def from_the_platform(customer: Customer, _chinese: bool) -> dict[str, Any]:
    """Ordered over a platform, which knows him by a name of its own."""
    return {"name": customer.name, "phone": "", "buyer": f"b{customer.pk:07d}"}


def company(customer: Customer, _chinese: bool) -> dict[str, Any]:
    return {"name": customer.name.replace(" ", "  "), "phone": "", "kind": customer.kind}


# (kind of the first one, how the second was typed)
TYPED: tuple[tuple[str, Typed], ...] = (
    ("person", spaced),
    ("person", by_the_car),
    ("company", company),
    ("person", slipped),
    ("person", from_the_platform),
    ("person", family),
    ("company", company),
    ("person", spaced),
)
BRANCHES = ("gaoxin", "gaoxin", "gaoxin", "gaoxin", "jinjiang", "gaoxin", "wuhou", "qingyang")


def register_twice(*, language: str) -> int:
    """Second rows for some of the written customers. Returns how many."""
    seen: set[int] = set()
    for place, ((kind, typed), branch) in enumerate(zip(TYPED, BRANCHES, strict=True), 1):
        found = Customer.objects.filter(kind=kind, branch__code=branch, assets__isnull=False)
        customer = found.exclude(pk__in=seen).order_by("code").first()
        if customer:
            seen.add(customer.pk)
            double(customer, typed(customer, language == "zh"), place)
    return len(seen)


def double(customer: Customer, typed: dict[str, Any], place: int) -> Customer:
    car, buyer = typed.pop("car", False), typed.pop("buyer", "")
    second = Customer.objects.create(
        code=f"R-{2000 + place * 37}",
        branch=customer.branch,
        owner=customer.owner,
        region=customer.region,
        since=customer.since,
        came_from=customer.came_from,
        created_at=customer.created_at,
        **{"kind": Customer.Kind.PERSON} | typed,
    )
    asset = customer.assets.order_by("pk").first()
    if car and asset:
        Asset.objects.create(
            customer=second,
            kind=asset.kind,
            name=asset.name,
            plate=asset.plate.replace("川A", "川A·"),
            vin=asset.vin,
        )
    if buyer:
        for one in (customer, second):
            ExternalIdentity.objects.create(customer=one, source=PLATFORM, value=buyer)
    if second.kind == Customer.Kind.COMPANY:
        contact = customer.contacts.order_by("pk").first()
        if contact:
            Contact.objects.create(customer=second, name=contact.name, phone=contact.phone)
    latest = customer.visits.order_by("-at", "-pk").values_list("pk", flat=True)[:TAKEN_OVER]
    Visit.objects.filter(pk__in=list(latest)).update(customer=second)
    return second
