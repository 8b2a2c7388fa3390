"""Pairs that may be one customer, and what is decided about them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from churn_crm import clock
from customers.api import base, records
from customers.duplicates import compare, decisions, listing, words
from customers.models import DuplicateCandidate
from staff.api import MayUse, asker, only
from staff.roles import LEADERS

MAY: list[Any] = [MayUse, only(*LEADERS)]
CURSOR = OpenApiParameter("cursor", description="as `next` holds it")


class ComparedSerializer(serializers.Serializer[Any]):
    """One line of the comparison, in the reader's words."""

    label = serializers.CharField()  # type: ignore[assignment]
    first = serializers.CharField()
    second = serializers.CharField()
    same = serializers.BooleanField()


class PairSerializer(serializers.ModelSerializer[DuplicateCandidate]):
    sure = serializers.SerializerMethodField(help_text="how sure, in words")
    reasons = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    decided_by = serializers.CharField(source="decided_by.username", default=None, read_only=True)

    class Meta:
        model = DuplicateCandidate
        fields = (
            "id",
            "first",
            "second",
            "confidence",
            "sure",
            "reasons",
            "lines",
            "state",
            "found_on",
            "put_off_until",
            "decided_at",
            "decided_by",
        )

    def get_sure(self, pair: DuplicateCandidate) -> str:
        return str(words.how_sure(pair.confidence)[1])

    def get_reasons(self, pair: DuplicateCandidate) -> list[str]:
        return [str(reason) for _way, reason in words.in_words(pair.reasons)]

    @extend_schema_field(ComparedSerializer(many=True))
    def get_lines(self, pair: DuplicateCandidate) -> Any:
        return ComparedSerializer(compare.lines(pair), many=True).data


class PairPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    results = PairSerializer(many=True)


def pairs_of(request: Request) -> Any:
    return DuplicateCandidate.objects.visible_to(asker(request))


def today() -> Any:
    return clock.today(timezone.get_current_timezone_name())


def following(request: Request, cursor: str) -> str | None:
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor) if cursor else None


class Pairs(APIView):
    """Pairs of which the asker may see both."""

    permission_classes = MAY

    @extend_schema(
        operation_id="duplicates_list",
        parameters=[
            OpenApiParameter(
                "show", enum=("open", "apart"), description="to decide, surest first; or decided"
            ),
            CURSOR,
        ],
        responses=PairPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Pairs to decide, the surest first; with show=apart those that somebody said are two."""
        apart = request.GET.get("show") == "apart"
        held = pairs_of(request)
        held = held.filter(state=DuplicateCandidate.State.APART) if apart else held.waiting(on=today())
        page = listing.newest if apart else listing.surest
        rows, cursor = page(
            compare.with_both(held.select_related("decided_by")), request.GET.get("cursor", "")
        )
        shown = PairSerializer(rows, many=True).data
        return Response({"next": following(request, cursor), "results": shown})


class OnePair(records.OneRecord):
    """One pair, compared line by line."""

    serializer_class = PairSerializer
    permission_classes = MAY

    def rows(self) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = compare.with_both(pairs_of(self.request).select_related("decided_by"))
        return found


class Decision(records.Act):
    """Something that is decided about a pair."""

    serializer_class = PairSerializer
    permission_classes = MAY

    def rows(self) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = compare.with_both(pairs_of(self.request).select_related("decided_by"))
        return found


@base.asks(None, PairSerializer, "They are two, and nobody is asked again.", status=200)
class KeptApart(Decision):
    """A pair that is two customers."""

    def do(self, row: DuplicateCandidate, form: Any) -> None:
        decisions.keep_apart(pair=row, by=asker(self.request))


@base.asks(None, PairSerializer, "Ask again in a month.", status=200)
class PutOff(Decision):
    """A pair that is decided later."""

    def do(self, row: DuplicateCandidate, form: Any) -> None:
        decisions.put_off(pair=row, on=today())


@base.asks(None, PairSerializer, "Back among those to decide.", status=200)
class Reopened(Decision):
    """A pair that is to be decided again."""

    def do(self, row: DuplicateCandidate, form: Any) -> None:
        decisions.reopen(pair=row)
