"""Who leaves, over HTTP: read and written by managers and administrators, never by the person himself."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff import leaving as service
from staff.api import MayUse, asker, only
from staff.models import Leaving, User
from staff.roles import DECIDERS

BY_DECIDERS: Any = [MayUse, only(*DECIDERS)]


class LeavingSerializer(serializers.ModelSerializer[Leaving]):
    """told_on: since when managers know · last_day: from the day after he works here no more"""

    class Meta:
        model = Leaving
        fields = ("person", "last_day", "told_on")
        read_only_fields = ("person",)


class Leavings(generics.ListAPIView[Leaving]):
    """Who leaves, the next first."""

    permission_classes = BY_DECIDERS
    serializer_class = LeavingSerializer
    queryset = Leaving.objects.none()

    def get_queryset(self) -> Any:
        """Nobody reads that he himself leaves."""
        return Leaving.objects.visible_to(asker(self.request)).standing()


class OneLeaving(APIView):
    """That one person leaves."""

    permission_classes = BY_DECIDERS

    def other(self, pk: int) -> User:
        others = User.objects.exclude(pk=asker(self.request).pk)
        person: User = get_object_or_404(others, pk=pk)
        return person

    @extend_schema(responses=LeavingSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """404 for whoever stays."""
        standing = Leaving.objects.visible_to(asker(request)).standing()
        return Response(LeavingSerializer(get_object_or_404(standing, person=self.other(pk))).data)

    @extend_schema(request=LeavingSerializer, responses=LeavingSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """He leaves, or on other days. From now on he exports nothing."""
        person = self.other(pk)
        said = LeavingSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        leaving = service.set_leaving(person=person, by=asker(request), **said.validated_data)
        return Response(LeavingSerializer(leaving).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """He stays."""
        service.withdraw(person=self.other(pk), by=asker(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
