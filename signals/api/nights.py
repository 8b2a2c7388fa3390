"""Nights over HTTP: how far one has come, what it counted, how long each step took, and what it followed.

What begins one stands in retention.api.nights, as a night ends in planning what to do.
"""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from churn_crm.api import Pages
from signals import ledger
from signals.models import NightlyRun, RunShard
from signals.views import day_of
from staff.api import MayUse, only
from staff.roles import LEADERS


class NewestFirst(Pages):
    ordering = "-day"


def count(words: str = "") -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True, help_text=words)


def counts(words: str) -> serializers.DictField:
    return serializers.DictField(child=serializers.IntegerField(), allow_null=True, help_text=words)


class NightCountsSerializer(serializers.Serializer[Any]):
    """Null is what this night did not count: one over a past day opens no signals and plans nothing."""

    customers = count()
    tiers = counts("tier (0: never came) → customers")
    told_by = counts("number of a model, or prior → customers whose chance it told")
    opened = count("signals")
    resolved = count("signals")
    open = count("signals")
    lost = count("customers")
    came_back = count("customers")
    planned = counts("kind of action → actions")
    cancelled = counts("why → actions")
    held_back = counts("why → messages")
    called_instead = count("of the messages held back")
    attrition = count("left to natural attrition")


class NotFollowedSerializer(serializers.Serializer[Any]):
    model = serializers.IntegerField(source="not_followed", help_text="its number")
    because = serializers.CharField(
        help_text="horizon: it looks other days ahead than the policy; day: too new; damaged: cannot be read"
    )


class NightSerializer(serializers.Serializer[Any]):
    """A night, named by its day: facts up to its end are known. model: its number, null for the prior."""

    day = serializers.DateField(source="run.day")
    state = serializers.ChoiceField(NightlyRun.State.choices, source="run.state")
    error = serializers.CharField(source="run.error", help_text="why it stopped; the next start continues it")
    again = serializers.BooleanField(help_text="it was done before, and is done once more")
    history = serializers.BooleanField(help_text="a later night was there already: it wrote its day alone")
    started_at = serializers.DateTimeField(source="run.started_at")
    finished_at = serializers.DateTimeField(source="run.finished_at", allow_null=True)
    seconds = serializers.FloatField(allow_null=True)
    policy_version = serializers.IntegerField(source="run.policy_version")
    model = serializers.IntegerField(allow_null=True)
    let_go_on = serializers.DateField(
        source="run.let_go_on", allow_null=True, help_text="after which night its snapshots were let go of"
    )
    counts = NightCountsSerializer(source="run.counts", help_text="all null until it is done")

    def to_representation(self, run: NightlyRun) -> Any:
        return super().to_representation(ledger.Night(run))


class NightPartSerializer(serializers.ModelSerializer[RunShard]):
    """A range of customers by their ids, both ends in it. It is scored, and planned when all are: that is
    when it is done. seconds: by step."""

    counts = NightCountsSerializer()
    seconds = serializers.DictField(child=serializers.FloatField(), source="timings")

    class Meta:
        model = RunShard
        fields = ("first_id", "last_id", "scored_at", "done_at", "counts", "seconds")


class OneNightSerializer(NightSerializer):
    """share: of its parts that are done, those scored alone by half. While it is under way, counts and steps
    are those of these parts."""

    counts = NightCountsSerializer()
    steps = serializers.DictField(
        child=serializers.FloatField(), help_text="step → seconds; of parts side by side their sum"
    )
    share = serializers.FloatField(help_text="0 to 1")
    parts = NightPartSerializer(many=True, source="shards")
    not_followed = serializers.SerializerMethodField(help_text="a model in use that it could not follow")

    @extend_schema_field(NotFollowedSerializer(allow_null=True))
    def get_not_followed(self, night: ledger.Night) -> Any:
        return NotFollowedSerializer(night.not_followed).data if night.not_followed else None


def one_night(**which: Any) -> Any:
    """What is told of it. Raises Http404."""
    return OneNightSerializer(get_object_or_404(NightlyRun.objects.prefetch_related("shards"), **which)).data


class Nights(generics.ListAPIView[NightlyRun]):
    """The newest nights first."""

    permission_classes: list[Any] = [MayUse, only(*LEADERS)]
    serializer_class = NightSerializer
    pagination_class = NewestFirst
    queryset = NightlyRun.objects.all()


class OneNight(APIView):
    """One night."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(responses=OneNightSerializer)
    def get(self, request: Request, day: str) -> Response:
        """With its parts and steps; ask again to see how far it has come."""
        return Response(one_night(day=day_of(day)))
