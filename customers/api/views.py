"""Customers and what belongs to them. Another's customer is not there: 404."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers import cursors, services
from customers.api import serializers
from customers.forms import FilterForm, customers_of
from customers.models import Asset, Contact, Customer, Import, Invoice, Visit
from customers.querysets import CustomerQuerySet
from customers.timeline import timeline
from staff.api import MayUse, asker
from staff.roles import DECIDERS, Role

EVENTS = 50
ONCE = OpenApiParameter(
    "Idempotency-Key",
    uuid.UUID,
    OpenApiParameter.HEADER,
    description="The same key again answers with the customer it made.",
)
FILTERS = [
    OpenApiParameter(name, description=words)
    for name, words in (
        ("q", "name, last digits of a number, plate, code or contact person"),
        ("tier", "0 prospect, 1 current, 2 to 4 away"),
        ("echelon", "1, 2 or 3"),
        ("branch", "its id"),
        ("owner", "the id of the person"),
        ("vip", "1 for VIPs only"),
    )
]


class Customers(generics.ListCreateAPIView[Customer]):
    """All customers that the asker may see, by id; a new one with POST."""

    serializer_class = serializers.CustomerSerializer
    queryset = Customer.objects.none()  # for the API's description

    def get_queryset(self) -> CustomerQuerySet:
        return FilterForm(self.request.GET, reader=asker(self.request)).found()

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[ONCE],
        request=serializers.NewCustomerSerializer,
        responses={201: serializers.CustomerSerializer},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Register a customer. Whoever exists already under this phone or plate answers 409."""
        wish = serializers.NewCustomerSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        given, token = wish.validated_data, token_of(request)
        known = Customer.objects.filter(code=services.code_of(token)).first()
        if known is None and registered(request, given):
            return Response({"detail": _("Already registered.")}, status=status.HTTP_409_CONFLICT)
        customer = services.add_customer(by=asker(request), token=token, **given)
        shown = get_object_or_404(customers_of(asker(request)), pk=customer.pk)
        return Response(self.get_serializer(shown).data, status=status.HTTP_201_CREATED)


def token_of(request: Request) -> uuid.UUID:
    """What makes a repeated POST the same one. Raises ValidationError when the header is no UUID."""
    given = request.headers.get("Idempotency-Key", "")
    try:
        return uuid.UUID(given) if given else uuid.uuid4()
    except ValueError as error:
        raise ValidationError(_("Idempotency-Key is no UUID.")) from error


def registered(request: Request, given: dict[str, Any]) -> bool:
    """Is there a customer with this phone or plate, seen by the asker or not?"""
    same = services.alike(by=asker(request), phone=given["phone"], plate=given["plate"])
    return bool(same.seen) or same.hidden


class OneCustomer(generics.RetrieveAPIView[Customer]):
    """One customer with where he stands."""

    serializer_class = serializers.CustomerSerializer
    queryset = Customer.objects.none()

    def get_queryset(self) -> CustomerQuerySet:
        return customers_of(asker(self.request))


class OfOneCustomer(generics.ListAPIView[Any]):
    """A customer's rows of one kind, by id."""

    def rows(self) -> QuerySet[Any, Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any, Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.rows().none()
        get_object_or_404(Customer.objects.visible_to(asker(self.request)), pk=self.kwargs["pk"])
        return self.rows().filter(customer=self.kwargs["pk"])


class Contacts(OfOneCustomer):
    """The persons at the customer's."""

    serializer_class = serializers.ContactSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Contact.objects.all()


class Assets(OfOneCustomer):
    """What we look after for him."""

    serializer_class = serializers.AssetSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Asset.objects.all()


class Visits(OfOneCustomer):
    """His visits and orders with their lines."""

    serializer_class = serializers.VisitSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Visit.objects.select_related("type").prefetch_related("lines__category")


class Invoices(OfOneCustomer):
    """His invoices."""

    serializer_class = serializers.InvoiceSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Invoice.objects.all()


class Timeline(APIView):
    """Everything that ever happened with the customer, newest first."""

    @extend_schema(
        parameters=[
            OpenApiParameter("before", description="the cursor `next` of the page before"),
            OpenApiParameter("kind", description="only events of this kind"),
        ],
        responses=serializers.TimelineSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        get_object_or_404(Customer.objects.visible_to(asker(request)), pk=pk)
        before = cursors.decode(request.GET.get("before", ""))
        found = timeline(pk, before=before, kind=request.GET.get("kind", ""), limit=EVENTS + 1)
        shown = found[:EVENTS]
        more = cursors.encode(shown[-1].at, shown[-1].key) if len(found) > EVENTS else ""
        return Response(serializers.TimelineSerializer({"results": shown, "next": more}).data)


class MayReadImports(BasePermission):
    """As on the page of imports."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.user.is_authenticated and asker(request).role in (*DECIDERS, Role.AUDITOR)


class Imports(generics.ListAPIView[Import]):
    """The ledger of imports, by id."""

    serializer_class = serializers.ImportSerializer
    permission_classes = [MayUse, MayReadImports]
    queryset = Import.objects.select_related("by")
