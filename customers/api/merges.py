"""Customers who were made one: what a merge would do, the merge, and its way back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import base, records
from customers.api.duplicates import CURSOR, MAY, following
from customers.duplicates import listing
from customers.merging import service
from customers.merging.fields import MINE, THEIRS
from customers.merging.plan import Plan, plan
from customers.merging.words import left_in_words
from customers.models import Customer, Merge
from staff.api import asker
from staff.problems import Conflict


class MergeSerializer(serializers.ModelSerializer[Merge]):
    """counts: table → rows that moved · left: what an undo left where it was, in words."""

    by = serializers.CharField(source="by.username", read_only=True)
    undone_by = serializers.CharField(source="undone_by.username", default=None, read_only=True)
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    left = serializers.SerializerMethodField()

    class Meta:
        model = Merge
        fields = (
            "id",
            "survivor",
            "gone_id",
            "gone_code",
            "gone_name",
            "at",
            "by",
            "counts",
            "undone_at",
            "undone_by",
            "left",
        )

    def get_left(self, merge: Merge) -> list[str]:
        return [f"{what}: {count} ({first})" for what, count, first in left_in_words(merge)]


class MergePageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    results = MergeSerializer(many=True)


class MergeAsked(serializers.Serializer[Any]):
    """survivor stays, gone is taken in. choices: field → whose value, where the rule shall not say."""

    survivor = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    gone = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    choices = serializers.DictField(
        child=serializers.ChoiceField([MINE, THEIRS]), required=False, default=dict
    )


class ChoiceSerializer(serializers.Serializer[Any]):
    """One field in which the two differ, in words, and whose value it takes."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    survivor = serializers.CharField(source="mine")
    gone = serializers.CharField(source="theirs")
    choice = serializers.ChoiceField([MINE, THEIRS])


class PlanSerializer(serializers.Serializer[Any]):
    """What a merge would do: choices between values, and how many rows move."""

    survivor = serializers.IntegerField(source="survivor.pk")
    gone = serializers.IntegerField(source="gone.pk")
    choices = ChoiceSerializer(many=True)
    moves = serializers.SerializerMethodField()

    def get_moves(self, found: Plan) -> dict[str, int]:
        return {str(what): count for what, count in found.moves}


def heard(request: Request, data: Any) -> tuple[Customer, Customer, dict[str, str]]:
    """(survivor, gone, choices). Raises Http404 unless the asker may see both, ValidationError otherwise."""
    wish = MergeAsked(data=data)
    wish.is_valid(raise_exception=True)
    said = wish.validated_data
    known = {field.attname for field in service.choosable()}
    unknown = [name for name in said["choices"] if name not in known]
    if unknown:
        raise ValidationError({"choices": [f"{name}?" for name in unknown]})
    seen = Customer.objects.visible_to(asker(request)).select_related("branch", "owner", "standing")
    found = {one.pk: one for one in seen.filter(pk__in=(said["survivor"], said["gone"]))}
    if said["survivor"] not in found or said["gone"] not in found:
        raise Http404
    return found[said["survivor"]], found[said["gone"]], said["choices"]


class Merges(APIView):
    """Customers who were made one."""

    permission_classes = MAY

    @extend_schema(parameters=[CURSOR], responses=MergePageSerializer)
    def get(self, request: Request) -> Response:
        """The merges whose survivor the asker may see, newest first, undone ones too."""
        held = Merge.objects.visible_to(asker(request)).select_related("survivor", "by", "undone_by")
        rows, cursor = listing.newest(held, request.GET.get("cursor", ""))
        return Response(
            {"next": following(request, cursor), "results": MergeSerializer(rows, many=True).data}
        )

    @extend_schema(request=MergeAsked, responses={201: MergeSerializer})
    def post(self, request: Request) -> Response:
        """Everything of `gone` belongs to `survivor` from now on. 409 while somebody writes about them."""
        survivor, gone, choices = heard(request, request.data)
        try:
            record = service.merge(survivor=survivor.pk, gone=gone.pk, by=asker(request), choices=choices)
        except service.Refused as error:
            raise Conflict(" ".join(error.messages)) from error
        return Response(MergeSerializer(record).data, status=status.HTTP_201_CREATED)


class MergePreview(APIView):
    """What a merge would do."""

    permission_classes = MAY

    @extend_schema(
        parameters=[
            OpenApiParameter("survivor", int, required=True, description="the id of who stays"),
            OpenApiParameter("gone", int, required=True, description="the id of who is taken in"),
        ],
        responses=PlanSerializer,
    )
    def get(self, request: Request) -> Response:
        """Which values differ and whose would stay, and how many rows would move. Nothing is written."""
        survivor, gone, _choices = heard(request, request.GET)
        return Response(PlanSerializer(plan(survivor, gone, given={})).data)


@base.asks(
    None, MergeSerializer, "Both are there again; what was edited since is listed in `left`.", status=200
)
class MergeUndone(records.Act):
    """A merge that is taken back. Once more: nothing happens."""

    serializer_class = MergeSerializer
    permission_classes = MAY

    def rows(self) -> QuerySet[Any, Any]:
        return Merge.objects.visible_to(asker(self.request)).select_related("by", "undone_by")

    def do(self, row: Merge, form: Any) -> None:
        with base.taking_back():
            service.undo(record=row.pk, by=asker(self.request))
