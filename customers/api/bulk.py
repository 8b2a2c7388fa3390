"""What is done with many customers at once: changed, given to somebody, taken out as a file."""

from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from churn_crm import clock
from customers import bulk as services
from customers import exports
from customers.api import asking
from customers.api.base import ONCE, token_of
from customers.api.directory import FILTERS, asked
from customers.columns import chosen_columns, offered_columns
from customers.forms import FilterForm, TagForm
from customers.models import BulkChange
from customers.querysets import CustomerQuerySet
from staff.api import asker, token_writes
from staff.exporting import may_export, refusal
from staff.models import User
from staff.problems import Conflict

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class ChosenSerializer(serializers.Serializer[Any]):
    """Which customers: these, or all that meet the filters of the address."""

    ids = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=services.MOST_AT_ONCE
    )
    all = serializers.BooleanField(required=False, default=False)


class BulkAsked(ChosenSerializer):
    do = serializers.ChoiceField(["vip", "no_vip", "reassign", *services.TAGGING])
    owner = serializers.CharField(
        required=False, max_length=150, help_text="user name of the new owner, for reassign"
    )
    tag = serializers.IntegerField(required=False, help_text="its id, for tag_on and tag_off")


class ExportAsked(ChosenSerializer):
    file = serializers.ChoiceField(["csv", "xlsx"], default="csv")


class BulkSerializer(serializers.ModelSerializer[BulkChange]):
    """token: takes it back · customers: how many it changed · words: what was done."""

    customers = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()

    class Meta:
        model = BulkChange
        fields = ("token", "kind", "customers", "words", "at", "undone_at")

    def get_customers(self, change: BulkChange) -> int:
        return len(change.before)

    def get_words(self, change: BulkChange) -> str:
        return services.in_words(change)


def chosen(form: FilterForm, wish: dict[str, Any]) -> CustomerQuerySet:
    """Raises ValidationError when nobody is chosen, or one of them is not there for the asker."""
    if wish["all"]:
        return form.found()
    ids = set(wish.get("ids", ()))
    if not ids:
        raise ValidationError({"ids": [_("Nobody is selected.")]})
    found = form.customers.filter(pk__in=ids)
    if found.count() < len(ids):
        raise ValidationError({"ids": [_("Some of these customers are not there.")]})
    return found


class Bulk(APIView):
    """Changes of many customers at once."""

    @extend_schema(parameters=[*FILTERS, ONCE], request=BulkAsked, responses={201: BulkSerializer})
    def post(self, request: Request) -> Response:
        """Put a tag on or take it off; those who lead also mark VIPs or not, and give customers to somebody.

        At most 10,000 at once. The same Idempotency-Key changes nothing more.
        """
        wish = BulkAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        change = done(request, wish.validated_data)
        return Response(BulkSerializer(change).data, status=status.HTTP_201_CREATED)


def done(request: Request, wish: dict[str, Any]) -> BulkChange:
    by, token = asker(request), token_of(request)
    if BulkChange.objects.filter(token=token).exclude(by=by).exists():
        raise Conflict(_("This Idempotency-Key was used for something else."))
    customers = chosen(asked(request), wish)
    if wish["do"] == "reassign":
        to = new_owner(by, wish.get("owner", ""))
        return services.reassign(customers=customers, to=to, by=by, token=token)
    if wish["do"] in services.TAGGING:
        form = asking.bound(TagForm(), {"do": wish["do"], "tag": wish.get("tag")})
        tag, on = asking.cleaned(form)["tag"], wish["do"] == services.Kind.TAG_ON
        return services.set_tag(customers=customers, tag=tag, on=on, by=by, token=token)
    return services.mark_vip(customers=customers, vip=wish["do"] == "vip", by=by, token=token)


def new_owner(by: User, name: str) -> User:
    """Raises PermissionDenied for who does not lead, ValidationError for somebody he cannot give to."""
    if not by.leads:
        raise PermissionDenied
    to = services.possible_owners(by).filter(username=name).first()
    if to is None:
        raise ValidationError({"owner": [_("You cannot give customers to this person.")]})
    return to


class BulkUndone(APIView):
    """A change of many customers that is taken back."""

    @extend_schema(request=None, responses=BulkSerializer)
    def post(self, request: Request, token: str) -> Response:
        """Take back one's own change, where nobody has changed the same since."""
        change = get_object_or_404(BulkChange, token=token, by=asker(request))
        services.undo(token=change.token, by=asker(request))
        change.refresh_from_db()
        return Response(BulkSerializer(change).data)


class MayExport(permissions.BasePermission):
    """By permission, not by role; a token that only reads writes no file either."""

    @property
    def message(self) -> str:
        return refusal()

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method not in view.allowed_methods or request.method == "OPTIONS":
            return True
        return may_export(asker(request)) and token_writes(request)


class Export(APIView):
    """The customer list as a file."""

    permission_classes = [MayExport]

    @extend_schema(
        parameters=FILTERS,
        request=ExportAsked,
        responses={(200, "text/csv"): OpenApiTypes.BINARY, (200, XLSX): OpenApiTypes.BINARY},
    )
    def post(self, request: Request) -> HttpResponseBase:
        """The chosen customers with the asker's columns, for people who may export. Who took what is kept."""
        wish = ExportAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        form, kind = asked(request), wish.validated_data["file"]
        customers = chosen(form, wish.validated_data)
        if kind == "xlsx":
            exports.check_size(customers)
        record = exports.begin(by=asker(request), kind=kind, query=form.query())
        columns = chosen_columns(asker(request), offered_columns(form.own_fields))
        rows = exports.rows(customers, columns, record, sort=form.sorted_by)
        name = f"customers-{clock.today():%Y-%m-%d}.{kind}"
        if kind == "xlsx":
            return FileResponse(exports.workbook(rows), as_attachment=True, filename=name, content_type=XLSX)
        answer = StreamingHttpResponse(exports.csv_lines(rows), content_type=CSV)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
