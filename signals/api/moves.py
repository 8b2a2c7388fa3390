"""Movements between tiers over HTTP: of one customer, and of a span of days."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import records
from customers.api.lists import CURSOR, SIZE, PageSerializer, paged, size_of
from customers.models import Tier
from desk.cursors import read_cursor
from signals.models import TierMove
from staff.api import MayUse, asker, only
from staff.models import Branch, User
from staff.roles import LEADERS

RELATED = ("customer", "branch", "owner")
TIERS = [tier.value for tier in Tier]


class TierMoveSerializer(serializers.ModelSerializer[TierMove]):
    """Branch, owner and yearly spend as they were. day: of the visit, or of the border · seen_on: the night
    that wrote it · tiers: 0 prospect, 1 current, 2 to 4 away."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)
    branch = serializers.CharField(source="branch.code", read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True)

    class Meta:
        model = TierMove
        fields = (
            "id",
            "customer",
            "customer_name",
            "day",
            "seen_on",
            "from_tier",
            "to_tier",
            "lost",
            "came_back",
            "branch",
            "owner",
            "yearly_spend",
        )


class MovesOfCustomer(records.OfOneCustomer):
    """How the customer went from tier to tier, by id."""

    serializer_class = TierMoveSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return TierMove.objects.select_related(*RELATED)


class MovesAsked(serializers.Serializer[Any]):
    """Which movements; each end of the span is in it."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)
    from_tier = serializers.IntegerField(min_value=min(TIERS), max_value=max(TIERS), required=False)
    to_tier = serializers.IntegerField(min_value=min(TIERS), max_value=max(TIERS), required=False)
    lost = serializers.BooleanField(required=False)
    came_back = serializers.BooleanField(required=False)
    branch = serializers.SlugRelatedField(
        slug_field="code", queryset=Branch.objects.all(), required=False, help_text="its code, as it was"
    )
    owner = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.all(), required=False, help_text="as it was"
    )


WANTED = {"first": "day__gte", "last": "day__lte"}


class TierMovePageSerializer(PageSerializer):
    results = TierMoveSerializer(many=True)


class Moves(APIView):
    """Movements between tiers of all customers in sight."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(parameters=[MovesAsked, CURSOR, SIZE], responses=TierMovePageSerializer)
    def get(self, request: Request) -> Response:
        """The newest first, narrowed by what is named; what is not understood is refused."""
        wish = MovesAsked(data=request.GET.dict())
        wish.is_valid(raise_exception=True)
        wanted = {WANTED.get(name, name): value for name, value in wish.validated_data.items()}
        found = TierMove.objects.visible_to(asker(request)).filter(**wanted).select_related(*RELATED)
        rows, more = page(found, request.GET.get("cursor", ""), size_of(request))
        return paged(request, TierMoveSerializer(rows, many=True).data, more)


def page(found: QuerySet[TierMove], cursor: str, size: int) -> tuple[list[TierMove], str]:
    """(the rows behind the cursor, the newest first; the cursor of those behind them, empty at the end)."""
    before = read_cursor(cursor)
    if before:
        day, key = before
        found = found.filter(Q(day__lt=day) | Q(pk__lt=key), day__lte=day)
    rows = list(found.order_by("-day", "-pk")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], f"{last.day}.{last.pk}" if last else ""
