"""The history of a customer's profile: who changed what, when and by which way."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import cursors, history
from customers.api.base import AboutCustomer

ENTRIES = 50


class FieldChangeSerializer(serializers.Serializer[Any]):
    """One field, in the reader's words; empty for no value."""

    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class EntrySerializer(serializers.Serializer[Any]):
    """One thing that somebody did."""

    at = serializers.DateTimeField()
    who = serializers.CharField()
    way = serializers.CharField()
    what = serializers.CharField()
    changes = FieldChangeSerializer(many=True)


class HistorySerializer(serializers.Serializer[Any]):
    """A page of it; `next` is the cursor for `?before=`, empty at the end."""

    results = EntrySerializer(many=True)
    next = serializers.CharField()


class History(AboutCustomer):
    """Who changed what about the customer, newest first."""

    @extend_schema(
        parameters=[OpenApiParameter("before", description="the cursor `next` of the page before")],
        responses=HistorySerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        before = cursors.decode(request.GET.get("before", ""))
        found = history.of_customer(self.customer(), before=before, limit=ENTRIES + 1)
        page = found[:ENTRIES]
        more = cursors.encode(page[-1].at, page[-1].key) if len(found) > ENTRIES else ""
        return Response(HistorySerializer({"results": page, "next": more}).data)
