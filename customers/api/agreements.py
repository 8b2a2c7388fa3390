"""What is agreed with a customer, as JSON; read here, written on the pages and by imports."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from customers.api.views import OfOneCustomer
from customers.models import Booking, Contract, Inquiry, Package, PackageMovement, Quote

AGREED = ("id", "source", "number")


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


class Contracts(OfOneCustomer):
    """His contracts, with the market's range as it was when they were written down."""

    serializer_class = ContractSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Contract.objects.select_related("decider")


class Quotes(OfOneCustomer):
    """What was offered to him, and what became of it."""

    serializer_class = QuoteSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Quote.objects.all()


class Bookings(OfOneCustomer):
    """His bookings, and whether he came."""

    serializer_class = BookingSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Booking.objects.select_related("type")


class Packages(OfOneCustomer):
    """His packages and stored value with their movements."""

    serializer_class = PackageSerializer

    def rows(self) -> QuerySet[Any, Any]:
        newest_last = PackageMovement.objects.order_by("pk")
        return Package.objects.prefetch_related(Prefetch("movements", newest_last))


class Inquiries(OfOneCustomer):
    """What he asked for before a sale."""

    serializer_class = InquirySerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Inquiry.objects.all()
