"""The list of customers: narrowed, sorted and counted as on the page; and new ones."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from customers import listing, services
from customers.api import asking
from customers.api.base import ONCE, token_of
from customers.api.serializers import CustomerSerializer, NewCustomerSerializer
from customers.columns import Column, choose_columns, chosen_columns, offered_columns
from customers.forms import FilterForm, customers_of
from customers.listing import SORTS
from customers.models import Customer, CustomField
from customers.models.custom import PREFIX
from customers.querysets import CustomerQuerySet
from staff.api import ForOneself, asker
from staff.problems import Conflict

WORDS: tuple[tuple[str, Any, str], ...] = (
    ("q", str, "name, last digits of a number, plate, code or contact person"),
    ("tier", int, "0 prospect, 1 current, 2 to 4 away"),
    ("echelon", int, "1, 2 or 3"),
    ("branch", int, "its id"),
    ("owner", int, "the id of the person"),
    ("vip", bool, "true for VIPs only"),
    ("tag", int, "its id"),
    ("kind", str, "person or company"),
    ("sensitivity", str, "what they care about"),
    ("came_from", int, "the import that brought them"),
    ("value_from", OpenApiTypes.DECIMAL, "value at risk, from"),
    ("value_to", OpenApiTypes.DECIMAL, "value at risk, to"),
    ("visit_from", OpenApiTypes.DATE, "last visit, from"),
    ("visit_to", OpenApiTypes.DATE, "last visit, to"),
    ("signals_from", int, "open signals, from"),
    ("signals_to", int, "open signals, to"),
)
OWN = (
    ("own_{id}", "an own field by its id (GET fields/): the choice, yes or no, or a part of the text"),
    ("own_{id}_from", "an own number, sum of money or day, from"),
    ("own_{id}_to", "an own number, sum of money or day, to"),
)
FILTERS = [
    *(OpenApiParameter(name, kind, description=words) for name, kind, words in WORDS),
    *(OpenApiParameter(name, str, description=words) for name, words in OWN),
]
SORT = OpenApiParameter(
    "sort", enum=sorted(SORTS), description="as on the page, a minus turns it round; without it by id"
)


def asked(request: Request) -> FilterForm:
    """The filters of the address. Raises ValidationError for one that is not understood: over HTTP nobody
    sees that a filter was left out.
    """
    form = FilterForm(request.GET, reader=asker(request))
    wrong = asking.errors_of(form)
    names = [*(name for name, *_rest in WORDS), *(name for name in request.GET if name.startswith(PREFIX))]
    shut = {name: [_("There is no such choice.")] for name in names if name not in form.fields}
    wrong |= {name: words for name, words in shut.items() if request.GET.get(name)}
    if request.GET.get("sort") and request.GET["sort"] not in SORTS:
        wrong["sort"] = [_("There is no such choice.")]
    if wrong:
        raise ValidationError(wrong)
    return form


class Customers(generics.ListCreateAPIView[Customer]):
    """All customers that the asker may see, by id or sorted; a new one with POST."""

    serializer_class = CustomerSerializer
    queryset = Customer.objects.none()  # for the API's description

    def get_queryset(self) -> CustomerQuerySet:
        return asked(self.request).found().prefetch_related("tagged__tag")

    @extend_schema(parameters=[*FILTERS, SORT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All customers that the asker may see. A filter that is not understood is refused."""
        return self.in_order(request) if request.GET.get("sort") else super().get(request, *args, **kwargs)

    def in_order(self, request: Request) -> Response:
        size = self.paginator.get_page_size(request)  # type: ignore[union-attr]
        cursor = request.GET.get("cursor", "")
        page = listing.page(self.get_queryset(), sort=request.GET["sort"], cursor=cursor, size=size)
        here = request.build_absolute_uri()
        following = replace_query_param(here, "cursor", page.cursor) if page.cursor else None
        rows = self.get_serializer(page.rows, many=True).data
        return Response({"next": following, "previous": None, "results": rows})

    @extend_schema(parameters=[ONCE], request=NewCustomerSerializer, responses={201: CustomerSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Register a customer. Whoever exists already under this phone or plate answers 409."""
        wish = NewCustomerSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        given, token = wish.validated_data, token_of(request)
        known = Customer.objects.filter(code=services.code_of(token)).first()
        if known is None and registered(request, given):
            raise Conflict(_("Already registered."))
        customer = services.add_customer(by=asker(request), token=token, **given)
        shown = get_object_or_404(customers_of(asker(request)), pk=customer.pk)
        return Response(self.get_serializer(shown).data, status=status.HTTP_201_CREATED)


def registered(request: Request, given: dict[str, Any]) -> bool:
    """Is there a customer with this phone or plate, seen by the asker or not?"""
    same = services.alike(by=asker(request), phone=given["phone"], plate=given["plate"])
    return bool(same.seen) or same.hidden


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    more = serializers.BooleanField(help_text="there are more than that; counting stops at 10,000")


def counted(customers: CustomerQuerySet) -> Response:
    count, more = listing.count(customers)
    return Response({"count": count, "more": more})


class Count(APIView):
    """How many customers a choice of filters has."""

    @extend_schema(parameters=FILTERS, responses=CountSerializer)
    def get(self, request: Request) -> Response:
        """How many of the asker's customers meet the filters, counted up to 10,000."""
        return counted(asked(request).found())


class ColumnsSerializer(serializers.Serializer[Any]):
    """Their names; the column of an own field is called `own_` and its id (see GET fields/)."""

    columns = serializers.ListField(child=serializers.CharField(max_length=60))


def offered() -> list[Column]:
    """The list's columns, those of the business's own fields among them."""
    return offered_columns(CustomField.objects.in_use())


class Columns(APIView):
    """The columns of the asker's list, on the page and in the files that he takes out."""

    permission_classes = [ForOneself]

    @extend_schema(responses=ColumnsSerializer)
    def get(self, request: Request) -> Response:
        """The columns in their order."""
        return Response({"columns": [column.name for column in chosen_columns(asker(request), offered())]})

    @extend_schema(request=ColumnsSerializer, responses=ColumnsSerializer)
    def put(self, request: Request) -> Response:
        """Choose them anew."""
        wish = ColumnsSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        names = [one.name for one in offered()]
        unknown = [name for name in wish.validated_data["columns"] if name not in names]
        if unknown:
            raise ValidationError({"columns": [_("“%(name)s” is no column.") % {"name": unknown[0]}]})
        choose_columns(
            reader=asker(request), names=[name for name in names if name in wish.validated_data["columns"]]
        )
        return self.get(request)
