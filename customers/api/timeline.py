"""Everything that ever happened with a customer, as one list."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import cursors
from customers.api.base import AboutCustomer
from customers.timeline import timeline

EVENTS = 50


class EventSerializer(serializers.Serializer[Any]):
    """One line of a timeline, in the reader's language."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    tone = serializers.CharField()


class TimelineSerializer(serializers.Serializer[Any]):
    """A page of it; `next` is the cursor for `?before=`, empty at the end."""

    results = EventSerializer(many=True)
    next = serializers.CharField()


class Timeline(AboutCustomer):
    """Everything that ever happened with the customer, newest first."""

    @extend_schema(
        parameters=[
            OpenApiParameter("before", description="the cursor `next` of the page before"),
            OpenApiParameter("kind", description="only events of this kind"),
        ],
        responses=TimelineSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        customer = self.customer()
        before = cursors.decode(request.GET.get("before", ""))
        found = timeline(customer.pk, before=before, kind=request.GET.get("kind", ""), limit=EVENTS + 1)
        shown = found[:EVENTS]
        more = cursors.encode(shown[-1].at, shown[-1].key) if len(found) > EVENTS else ""
        return Response(TimelineSerializer({"results": shown, "next": more}).data)
