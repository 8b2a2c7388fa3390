"""Lists that people work through, of all customers in sight: who owes, what falls due, what is agreed.

Narrowed by the page's own form. A filter that is not understood is refused: over HTTP nobody sees that it was
left out.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from churn_crm import clock
from churn_crm.api import Pages
from customers import arrears_list, due_list
from customers.api import asking
from customers.api.assets import DueSerializer
from customers.models import AssetDue
from staff.api import asker

CURSOR = OpenApiParameter("cursor", str, description="of the next page, as `next` carries it")
SIZE = OpenApiParameter("page_size", int, description="at most 1,000; without it 100")


def understood(form: forms.Form, request: Request, offered: Iterable[str]) -> None:
    """offered: to somebody. Raises ValidationError for what is no choice, or none of this person's."""
    wrong = asking.errors_of(form)
    shut = [name for name in offered if name not in form.fields and request.GET.get(name)]
    wrong |= {name: [_("There is no such choice.")] for name in shut}
    if wrong:
        raise ValidationError(wrong)


def filters_of(form: Any) -> list[OpenApiParameter]:
    """The fields of a filter's form, as the description of an address."""
    return [parameter(name, field) for name, field in form.base_fields.items()]


def parameter(name: str, field: Any) -> OpenApiParameter:
    if isinstance(field, forms.ModelChoiceField):
        named = int if field.to_field_name is None else str
        return OpenApiParameter(name, named, description=f"{field.label}: its {field.to_field_name or 'id'}")
    if not hasattr(field, "choices"):
        kind = date if isinstance(field, forms.DateField) else str
        return OpenApiParameter(name, kind, description=str(field.label))
    choices = [value for value, _words in field.choices if value != ""]
    return OpenApiParameter(name, enum=choices, description=str(field.label))


def size_of(request: Request) -> int:
    return Pages().get_page_size(request) or Pages.page_size


def paged(request: Request, rows: Any, cursor: str, **more: Any) -> Response:
    """A page as all lists of the API have it."""
    here = request.build_absolute_uri()
    following = replace_query_param(here, "cursor", cursor) if cursor else None
    return Response({"next": following, "previous": None, "results": rows, **more})


def today_of(request: Request) -> date:
    """Today where the asker works."""
    branch = asker(request).branch
    return clock.today(branch.time_zone if branch else None)


class PageSerializer(serializers.Serializer[Any]):
    """What every page has."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


# ---- who owes
class SumsSerializer(serializers.Serializer[Any]):
    """overdue: late of what is open. ages, kinds: amounts by name (`kinds`: of what is late)."""

    open = serializers.DecimalField(14, 2)
    overdue = serializers.DecimalField(14, 2)
    ages = serializers.DictField(child=serializers.DecimalField(14, 2))
    kinds = serializers.DictField(child=serializers.DecimalField(14, 2))


class DebtorSerializer(SumsSerializer):
    """since, days: of what is late for longest."""

    customer = serializers.IntegerField(source="customer.pk")
    code = serializers.CharField(source="customer.code")
    name = serializers.CharField(source="customer.name")
    branch = serializers.CharField(source="customer.branch.code")
    owner = serializers.CharField(source="customer.owner.username")
    currency = serializers.CharField(source="customer.branch.currency")
    since = serializers.DateField(allow_null=True)
    days = serializers.IntegerField()


class TotalSerializer(SumsSerializer):
    currency = serializers.CharField()
    customers = serializers.IntegerField()


class ArrearsPageSerializer(PageSerializer):
    results = DebtorSerializer(many=True)
    totals = TotalSerializer(many=True, help_text="by currency, of all pages; told on the first")


class WhoOwes(APIView):
    """Who owes, how much and since when."""

    @extend_schema(
        parameters=[*filters_of(arrears_list.ArrearsFilter), CURSOR, SIZE], responses=ArrearsPageSerializer
    )
    def get(self, request: Request) -> Response:
        """All customers in sight who owe, with the sums of all that the filters find on the first page."""
        form = arrears_list.ArrearsFilter(request.GET, user=asker(request))
        understood(form, request, form.base_fields)
        wanted, on, cursor = form.wanted(), today_of(request), request.GET.get("cursor", "")
        page = arrears_list.page(wanted, on=on, cursor=cursor, size=size_of(request))
        totals = [] if cursor else arrears_list.totals(wanted, on=on)
        rows = DebtorSerializer(page.rows, many=True).data
        return paged(request, rows, page.cursor, totals=TotalSerializer(totals, many=True).data)


# ---- what falls due
class DueSoonSerializer(DueSerializer):
    customer = serializers.IntegerField(source="asset.customer_id", read_only=True)
    customer_name = serializers.CharField(source="asset.customer.name", read_only=True)
    asset_name = serializers.CharField(source="asset.name", read_only=True)
    owner = serializers.CharField(source="asset.customer.owner.username", read_only=True)

    class Meta:
        model = AssetDue
        fields = (*DueSerializer.Meta.fields, "customer", "customer_name", "asset_name", "owner")


class DuePageSerializer(PageSerializer):
    results = DueSoonSerializer(many=True)


class DueSoon(APIView):
    """What falls due soon on the assets in sight."""

    @extend_schema(
        operation_id="dues_list",
        parameters=[*filters_of(due_list.DueFilter), CURSOR, SIZE],
        responses=DuePageSerializer,
    )
    def get(self, request: Request) -> Response:
        """What is open and falls due within the window, next first; without a window the next 30 days."""
        form = due_list.DueFilter(request.GET, user=asker(request), on=today_of(request))
        understood(form, request, form.base_fields)
        cursor = request.GET.get("cursor", "")
        page = due_list.page(form.found(), cursor=cursor, size=size_of(request))
        return paged(request, DueSoonSerializer(page.rows, many=True).data, page.cursor)
