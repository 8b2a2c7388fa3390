"""Absences over HTTP, for programs of personnel: entered, changed, taken back."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from staff import absences as service
from staff.api import asker
from staff.models import Absence, User


class AbsenceSerializer(serializers.ModelSerializer[Absence]):
    """starts_on, ends_on: both days included"""

    person: serializers.Field = serializers.PrimaryKeyRelatedField(queryset=User.objects.at_work())
    deputy: serializers.Field = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.at_work(), required=False, allow_null=True, default=None
    )

    class Meta:
        model = Absence
        fields = ("id", "person", "starts_on", "ends_on", "kind", "deputy")


class AbsenceChange(AbsenceSerializer):
    class Meta(AbsenceSerializer.Meta):
        fields = ("starts_on", "ends_on", "kind", "deputy")  # type: ignore[assignment]


class Absences(generics.ListAPIView[Absence]):
    """Who is away when."""

    serializer_class = AbsenceSerializer
    queryset = Absence.objects.none()

    def get_queryset(self) -> Any:
        """Those whose kind the asker may read."""
        return Absence.objects.standing().visible_to(asker(self.request))

    @extend_schema(
        parameters=[OpenApiParameter("Idempotency-Key", uuid.UUID, OpenApiParameter.HEADER)],
        request=AbsenceSerializer,
        responses={201: AbsenceSerializer},
    )
    def post(self, request: Request) -> Response:
        """Enter an absence of oneself, or of somebody one leads."""
        said = AbsenceSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        given = said.validated_data
        get_object_or_404(service.may_enter_for(asker(request)), pk=given["person"].pk)
        entered = service.enter_absence(by=asker(request), token=token_of(request), **given)
        return Response(AbsenceSerializer(entered).data, status=status.HTTP_201_CREATED)


class OneAbsence(generics.GenericAPIView[Absence]):
    """One absence, of somebody for whom the asker may enter them."""

    serializer_class = AbsenceChange
    queryset = Absence.objects.none()

    def own(self, pk: int) -> Absence:
        mine = Absence.objects.standing().filter(person__in=service.may_enter_for(asker(self.request)))
        found: Absence = get_object_or_404(mine.select_related("person"), pk=pk)
        return found

    @extend_schema(request=AbsenceChange, responses={200: AbsenceSerializer})
    def patch(self, request: Request, pk: int) -> Response:
        """Other days, another kind or deputy."""
        found = self.own(pk)
        said = AbsenceChange(found, data=request.data, partial=True)
        said.is_valid(raise_exception=True)
        changed = service.change_absence(absence=found, **said.validated_data)
        return Response(AbsenceSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """He is not away after all."""
        service.take_back(absence=self.own(pk), by=asker(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def token_of(request: Request) -> uuid.UUID:
    """The key of the request, so that sending it again enters it once."""
    try:
        return uuid.UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError:
        return uuid.uuid4()
