"""A customer's health over time, and what changed on a day of it: what the card of the page shows."""

from datetime import timedelta
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from churn_crm import clock
from customers.api.base import AboutCustomer
from signals.health import history
from signals.views import day_of

LONGEST = 730  # days


class OfGroups(serializers.Serializer[Any]):
    """Points of the hundred, by group of health."""

    visits = serializers.IntegerField()
    money = serializers.IntegerField()
    service = serializers.IntegerField()
    price = serializers.IntegerField()
    people = serializers.IntegerField()
    needs = serializers.IntegerField()


class TakenSerializer(OfGroups):
    """Points of the hundred that each group took."""


class DaySerializer(serializers.Serializer[Any]):
    """One night. `taken` is null for nights that did not keep it; else health is 100 less its sum."""

    day = serializers.DateField()
    health = serializers.IntegerField()
    tier = serializers.IntegerField()
    taken = serializers.SerializerMethodField()
    chance = serializers.FloatField(allow_null=True, help_text="of leaving, 0 to 1")
    told_by = serializers.SerializerMethodField()
    model = serializers.SerializerMethodField(help_text="number of the model that told the chance")

    @extend_schema_field(TakenSerializer(allow_null=True))
    def get_taken(self, day: Any) -> dict[str, int] | None:
        return day.taken or None

    @extend_schema_field(serializers.ChoiceField(["model", "prior"], allow_null=True))
    def get_told_by(self, day: Any) -> str | None:
        """Null without a chance, and for nights that did not keep it."""
        return None if day.told_by is None else "model" if day.told_by else "prior"

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_model(self, day: Any) -> int | None:
        return day.told_by or None


class StepSerializer(serializers.Serializer[Any]):
    """Something that happened between two nights, in the asker's language."""

    how = serializers.CharField(
        help_text="came, back, crossed, opened, closed, resolved, false_alarm, open, stronger"
    )
    words = serializers.CharField()


class GroupSerializer(serializers.Serializer[Any]):
    """What a group gave (+) or took (-) since the night before; null where nobody kept it."""

    group = serializers.CharField()
    points = serializers.IntegerField(allow_null=True)
    steps = StepSerializer(many=True)


class HealthReasonSerializer(serializers.Serializer[Any]):
    """A signal that was open that night, or the time away (kind "tier"). Where the signal was found again
    since (`later`), its words hold the numbers of found_on."""

    kind = serializers.CharField()
    title = serializers.CharField(help_text="in the asker's language")
    words = serializers.CharField(help_text="in the asker's language")
    opened_on = serializers.DateField(allow_null=True)
    found_on = serializers.DateField(allow_null=True)
    later = serializers.BooleanField()
    points = serializers.IntegerField(
        allow_null=True, help_text="its part of what the group took; null where that cannot be told"
    )
    alone = serializers.IntegerField(allow_null=True, help_text="what it would have taken without the others")


class StoodSerializer(serializers.Serializer[Any]):
    """Points of the hundred that a group took that night; null where nobody kept it. Those of its reasons add
    up to it. wanted: what they take together, of which not all may have been left."""

    group = serializers.CharField()
    points = serializers.IntegerField(allow_null=True)
    cap = serializers.IntegerField(allow_null=True, help_text="what the group may take at most")
    wanted = serializers.IntegerField(allow_null=True)
    reasons = HealthReasonSerializer(many=True)


class ChangeSerializer(serializers.Serializer[Any]):
    """Why a night stood where it stood (`stood`), and what changed against the one before it, which is null
    for the first one."""

    before = DaySerializer(allow_null=True)
    after = DaySerializer()
    stood = StoodSerializer(many=True)
    points = serializers.IntegerField()
    groups = GroupSerializer(many=True)
    policy_version = serializers.IntegerField(allow_null=True)
    horizon_days = serializers.IntegerField(
        allow_null=True, help_text="how many days ahead the chance of `after` looks"
    )


class HealthSerializer(serializers.Serializer[Any]):
    """The nights of the time that was asked for, rising."""

    results = DaySerializer(many=True)


class Health(AboutCustomer):
    """The customer's health, night by night."""

    @extend_schema(
        parameters=[OpenApiParameter("days", int, description="how far back, 730 at most; 180 without")],
        responses=HealthSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        customer, text = self.customer(), request.GET.get("days", "180")
        back = min(int(text), LONGEST) if text.isdecimal() and len(text) < 6 else 180
        days = history.days_of(customer.pk, since=clock.today() - timedelta(days=back))
        return Response(HealthSerializer({"results": days}).data)


class HealthDay(AboutCustomer):
    """Why health stood where it did in the newest night up to that day, and what changed in it."""

    @extend_schema(operation_id="customers_health_day_retrieve", responses=ChangeSerializer)
    def get(self, request: Request, pk: int, day: str) -> Response:
        change = history.change_on(self.customer().pk, day_of(day))
        if change is None:
            raise Http404
        return Response(ChangeSerializer(change).data)
