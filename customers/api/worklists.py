"""The worklists of agreements: contracts that end, open inquiries and quotes, no-shows and what is ahead."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.agreements import worklists
from customers.agreements.worklists import WORKLISTS, Worklist
from customers.api.agreements import SHOWN
from customers.api.lists import CURSOR, SIZE, PageSerializer, paged, size_of, today_of
from staff.api import asker


class CountsSerializer(serializers.Serializer[Any]):
    counts = serializers.DictField(
        child=serializers.CharField(), help_text="by the name of the list; 99+ where there are more"
    )


class Counts(APIView):
    """How many each worklist holds."""

    @extend_schema(responses=CountsSerializer)
    def get(self, request: Request) -> Response:
        """How many rows of the asker's each worklist holds; prices that wait for who decides."""
        held = worklists.counts(user=asker(request), on=today_of(request))
        return Response({"counts": {name: str(count) for name, count in held.items()}})


class Rows(APIView):
    """One worklist. one: how its rows are shown."""

    worklist: Worklist
    one: type[serializers.ModelSerializer[Any]]

    def get(self, request: Request) -> Response:
        found, more = worklists.found(
            self.worklist,
            rows=SHOWN[self.worklist.kind][2].all(),
            user=asker(request),
            on=today_of(request),
            cursor=request.GET.get("cursor", ""),
            size=size_of(request),
        )
        shown = self.one(found, many=True, context={"request": request})
        return paged(request, shown.data, more)


def view_of(worklist: Worklist) -> type[Rows]:
    one, name = SHOWN[worklist.kind][1], worklist.name.title()
    page = type(f"{name}WorklistSerializer", (PageSerializer,), {"results": one(many=True)})
    words = f"The worklist {worklist.name} of all customers in sight, in its order and by its rules."
    said = {"worklist": worklist, "one": one, "__doc__": f"The worklist {worklist.name}."}
    described = extend_schema(parameters=[CURSOR, SIZE], responses=page, description=words)
    return extend_schema_view(get=described)(type(f"{name}Worklist", (Rows,), said))


def urls() -> list[URLPattern]:
    found = [path("worklists/", Counts.as_view(), name="worklists")]
    return found + [
        path(f"worklists/{one.name}/", view_of(one).as_view(), name=f"worklist_{one.name}")
        for one in WORKLISTS
    ]
