"""Checklists over HTTP: what inspections look at, made and changed by those who decide."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import ONCE, token_of
from desk.models import Checklist, ChecklistItem, ChecklistVersion
from desk.quality.inspections import checklists
from desk.quality.inspections.checklists import Point
from staff.api import MayUse, asker, written_by
from staff.roles import DECIDERS

BY_DECIDERS: Any = [MayUse, written_by(*DECIDERS)]


class PointSerializer(serializers.ModelSerializer[ChecklistItem]):
    class Meta:
        model = ChecklistItem
        fields = ("id", "key", "place", "words_zh", "words_en", "weight")


class ChecklistSerializer(serializers.ModelSerializer[ChecklistVersion]):
    """version: what an inspection names; it changes with the points."""

    id: Any = serializers.IntegerField(source="checklist_id", read_only=True)
    version: Any = serializers.IntegerField(source="pk", read_only=True)
    name_zh = serializers.CharField(source="checklist.name_zh", read_only=True)
    name_en = serializers.CharField(source="checklist.name_en", read_only=True)
    points = PointSerializer(source="items", many=True, read_only=True)

    class Meta:
        model = ChecklistVersion
        fields = ("id", "version", "number", "name_zh", "name_en", "points")


class PointWritten(serializers.Serializer[Any]):
    """key: of the point that it was in the version before, so that both count together"""

    words_zh = serializers.CharField(max_length=160)
    words_en = serializers.CharField(max_length=160)
    weight = serializers.IntegerField(
        min_value=ChecklistItem.LIGHTEST, max_value=ChecklistItem.HEAVIEST, default=1
    )
    key = serializers.UUIDField(default=None, allow_null=True)


class ChecklistWritten(serializers.Serializer[Any]):
    name_zh = serializers.CharField(max_length=80)
    name_en = serializers.CharField(max_length=80)
    points = PointWritten(many=True)


class ChecklistRevised(ChecklistWritten):
    """number: of the version that was read"""

    number = serializers.IntegerField()


class ChecklistRetired(serializers.Serializer[Any]):
    retired = serializers.BooleanField()


class Checklists(APIView):
    """What inspections look at."""

    permission_classes = BY_DECIDERS

    @extend_schema(
        parameters=[OpenApiParameter("retired", description="anything: those out of use instead")],
        responses=ChecklistSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The checklists in use, each with its newest points."""
        found = checklists.newest_of_all(retired=bool(request.GET.get("retired")))
        return Response(ChecklistSerializer(found, many=True).data)

    @extend_schema(parameters=[ONCE], request=ChecklistWritten, responses={201: ChecklistSerializer})
    def post(self, request: Request) -> Response:
        """A new one with its first version. The same key again is the same checklist."""
        values = heard(ChecklistWritten, request)
        made = checklists.make(by=asker(request), token=token_of(request), **values)
        answer = ChecklistSerializer(checklists.newest(made))
        return Response(answer.data, status=status.HTTP_201_CREATED)


class OneChecklist(APIView):
    """One checklist. A change is a new version: inspections keep the points by which they were made."""

    permission_classes = BY_DECIDERS

    @extend_schema(request=ChecklistRevised, responses=ChecklistSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Names and points, all of them; 400 when somebody else was faster."""
        checklist = get_object_or_404(Checklist, pk=pk)
        values = heard(ChecklistRevised, request)
        version = checklists.revise(checklist=checklist, by=asker(request), **values)
        return Response(ChecklistSerializer(version).data)

    @extend_schema(request=ChecklistRetired, responses=ChecklistRetired)
    def patch(self, request: Request, pk: int) -> Response:
        """Out of use, or in use again."""
        said = ChecklistRetired(data=request.data)
        checklist = get_object_or_404(Checklist, pk=pk)
        said.is_valid(raise_exception=True)
        checklists.retire(checklist=checklist, **said.validated_data)
        return Response(said.data)


def heard(asked: type[ChecklistWritten], request: Request) -> dict[str, Any]:
    """What the services take."""
    said = asked(data=request.data)
    said.is_valid(raise_exception=True)
    return {**said.validated_data, "points": [Point(**point) for point in said.validated_data["points"]]}
