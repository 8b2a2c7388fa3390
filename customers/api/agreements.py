"""What is agreed with a customer: written down, mended, and done by the verbs that the pages have."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.response import Response

from customers.agreements import changing, packages
from customers.agreements.entering import today_of
from customers.agreements.kinds import BY_NAME, Kind
from customers.agreements.verbs import VERBS, Verb
from customers.api import asking, base, records, seen
from customers.models import Booking, Contract, Customer, Inquiry, Package, PackageMovement, Quote
from customers.querysets import within_scope
from staff.api import asker

AGREED = ("id", "customer", "source", "number")


class ContractSerializer(serializers.ModelSerializer[Contract]):
    decider = serializers.CharField(source="decider.name", default=None, read_only=True)

    class Meta:
        model = Contract
        fields = (
            *AGREED,
            "subject",
            "covers",
            "starts_on",
            "ends_on",
            "renews_on",
            "price",
            "unit",
            "currency",
            "market_item",
            "market_low",
            "market_high",
            "market_source",
            "market_on",
            "decider",
            "clash",
            "state",
            "signed_on",
            "talked_on",
            "ended_on",
            "reason",
            "follows",
        )


class QuoteSerializer(serializers.ModelSerializer[Quote]):
    class Meta:
        model = Quote
        fields = (
            *AGREED,
            "subject",
            "amount",
            "currency",
            "market_item",
            "market_units",
            "market_low",
            "market_high",
            "market_source",
            "market_on",
            "made_on",
            "valid_until",
            "state",
            "reason",
            "settled_on",
        )


class BookingSerializer(serializers.ModelSerializer[Booking]):
    type = serializers.CharField(source="type.code", default=None, read_only=True)

    class Meta:
        model = Booking
        fields = (*AGREED, "day", "at", "type", "asset", "note", "state", "settled_on", "visit")


class MovementSerializer(serializers.ModelSerializer[PackageMovement]):
    class Meta:
        model = PackageMovement
        fields = ("id", "kind", "day", "amount", "note", "undoes")


class PackageSerializer(serializers.ModelSerializer[Package]):
    movements = MovementSerializer(many=True, read_only=True)

    class Meta:
        model = Package
        fields = (
            *AGREED,
            "kind",
            "name",
            "asset",
            "bought_on",
            "expires_on",
            "price",
            "currency",
            "total",
            "left",
            "movements",
        )


class InquirySerializer(serializers.ModelSerializer[Inquiry]):
    class Meta:
        model = Inquiry
        fields = (*AGREED, "day", "channel", "topic", "wanted", "offered", "state", "settled_on", "visit")


# Kind → (what the URL calls them, how they are shown, what the rows bring along).
SHOWN: dict[str, tuple[str, type[serializers.ModelSerializer[Any]], QuerySet[Any, Any]]] = {
    "contract": ("contracts", ContractSerializer, Contract.objects.select_related("decider")),
    "quote": ("quotes", QuoteSerializer, Quote.objects.all()),
    "booking": ("bookings", BookingSerializer, Booking.objects.select_related("type")),
    "package": (
        "packages",
        PackageSerializer,
        Package.objects.prefetch_related(Prefetch("movements", PackageMovement.objects.order_by("pk"))),
    ),
    "inquiry": ("inquiries", InquirySerializer, Inquiry.objects.all()),
}


class OfOneKind:
    """kind: of agreement."""

    kind: Kind

    @property
    def shown(self) -> QuerySet[Any, Any]:
        return SHOWN[self.kind.name][2].all()


class Agreements(OfOneKind, records.EnterableOfCustomer):
    """A customer's agreements of one kind."""

    def rows(self) -> QuerySet[Any, Any]:
        return self.shown

    def form(self, customer: Customer) -> Any:
        return self.kind.form(customer=customer, on=today_of(customer))

    def enter(self, customer: Customer, form: Any) -> Any:
        return self.kind.enter(customer=customer, by=asker(self.request), **asking.cleaned(form))


class OneAgreement(OfOneKind, seen.Changeable):
    """One agreement. What was written down here is mended as long as nothing has come of it."""

    def rows(self) -> QuerySet[Any, Any]:
        rows: Any = self.shown
        return rows.visible_to(asker(self.request)).select_related("customer__branch")  # type: ignore[no-any-return]

    def form(self, row: Any) -> Any:
        return self.kind.change_form(row)

    def change(self, row: Any, form: Any) -> None:
        changing.change(row=row, by=asker(self.request), **asking.cleaned(form))


class AgreementVerb(OfOneKind, records.Act):
    """One thing that can be done with an agreement. Done already: nothing happens."""

    verb: Verb

    def rows(self) -> QuerySet[Any, Any]:
        rows: Any = self.shown
        return rows.visible_to(asker(self.request)).select_related("customer__branch")  # type: ignore[no-any-return]

    def form(self, row: Any) -> Any:
        return self.verb.form() if self.verb.form else super().form(row)

    def do(self, row: Any, form: Any) -> Any:
        return self.verb.do(**{self.kind.name: row}, by=asker(self.request), **asking.cleaned(form))


@base.asks(None, MovementSerializer, "Write the opposite of a use or a top-up.", status=200)
class MovementUndone(records.Act):
    """A use or a top-up that is taken back."""

    serializer_class = MovementSerializer

    def rows(self) -> QuerySet[Any, Any]:
        scope = within_scope(asker(self.request), customer="package__customer__")
        return PackageMovement.objects.filter(scope).select_related("package__customer__branch")

    def do(self, row: PackageMovement, form: Any) -> PackageMovement:
        with base.taking_back():
            return packages.take_back(movement=row, by=asker(self.request))

    def answer(self, row: Any, made: PackageMovement) -> Any:
        return Response(self.get_serializer(made).data)


def of_kind(view: type[Any], kind: Kind, name: str, words: str, **more: Any) -> type[Any]:
    """The view for one kind, called `name`."""
    said = {"kind": kind, "serializer_class": SHOWN[kind.name][1], "__doc__": words, **more}
    return type(name, (view,), said)


def listed(kind: Kind) -> type[Any]:
    plural, shown, _rows = SHOWN[kind.name]
    view = of_kind(Agreements, kind, plural.title(), f"His {plural}.")
    return base.asks(kind.form, shown, f"Write one down: {kind.name}.")(view)


def single(kind: Kind) -> type[Any]:
    shown = seen.shown(SHOWN[kind.name][1])
    one = {"serializer_class": shown}
    view = of_kind(OneAgreement, kind, f"One{kind.name.title()}", f"One {kind.name}.", **one)
    asked = seen.asked(asking.shape(kind.form, *kind.fixed))
    words = (
        "Mend what is named, over what was `seen`, as long as it was written down here and nothing has "
        "come of it."
    )
    return base.asks(asked, shown, words, method="patch", status=200)(view)


def done_by(kind: Kind, verb: Verb) -> type[Any]:
    name = f"{kind.name.title()}{verb.name.title().replace('-', '')}"
    view = of_kind(AgreementVerb, kind, name, f"{verb.name}: a verb of {kind.name}.", verb=verb)
    words = (verb.do.__doc__ or "").split("\n")[0] or f"{kind.name}: {verb.name}, as on the page."
    return base.asks(verb.form, SHOWN[kind.name][1], words, status=200)(view)


def urls() -> list[URLPattern]:
    """For every kind its list, one of them, and its verbs."""
    found = [path("movements/<int:pk>/undo/", MovementUndone.as_view(), name="movement_undo")]
    for name, (plural, _shown, _rows) in SHOWN.items():
        kind = BY_NAME[name]
        found.append(path(f"customers/<int:pk>/{plural}/", listed(kind).as_view(), name=plural))
        found.append(path(f"{plural}/<int:pk>/", single(kind).as_view(), name=name))
        found += [
            path(f"{plural}/<int:pk>/{verb.name}/", done_by(kind, verb).as_view(), name=f"{name}_{verb.name}")
            for verb in VERBS[name]
        ]
    return found
