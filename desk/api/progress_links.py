"""Links to the page of a complaint over HTTP: shown with it, and taken back."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from desk.models import ProgressLink
from desk.progress import linking
from staff.api import asker


class ProgressLinkSerializer(serializers.ModelSerializer[ProgressLink]):
    """A link that one of us sent. Its address is known to the customer alone. ended_at: taken back"""

    class Meta:
        model = ProgressLink
        fields = ("id", "made_at", "made_by", "expires_at", "ended_at")
        read_only_fields = fields


class LinkTakenBackSerializer(serializers.Serializer[Any]):
    """stopped: false when the message had left already; its link leads nowhere either way."""

    stopped = serializers.BooleanField()


class TakeBack(APIView):
    """Taking a link back."""

    @extend_schema(request=None, responses=LinkTakenBackSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """It leads nowhere any more; its message is stopped if it has not left. Again changes nothing."""
        mine = ProgressLink.objects.visible_to(asker(request)).by_hand()
        link = get_object_or_404(mine.select_related("complaint"), pk=pk)
        return Response({"stopped": linking.take_back(link=link, by=asker(request))})
