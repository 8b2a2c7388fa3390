"""Whether models still held true: what had moved since their teaching, and what came of chances."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers

from signals.api.nights import NewestFirst
from signals.models import ChurnModel, ModelCheck
from signals.upkeep.contest import FEWEST
from signals.upkeep.drift import Drift
from signals.upkeep.realised import Realised
from signals.upkeep.truth import Moved, reasons_of


class ShiftSerializer(serializers.Serializer[Any]):
    """index: the population stability index, 0 is no shift · bound: what chance alone seldom exceeds."""

    index = serializers.FloatField()
    bound = serializers.FloatField()
    beyond = serializers.BooleanField()


class MovedReasonSerializer(serializers.Serializer[Any]):
    """One reason: how many of its figures lie beyond chance, and the one that lies farthest."""

    name = serializers.CharField(help_text="in the asker's language")
    figures = serializers.IntegerField()
    beyond = serializers.IntegerField()
    most = ShiftSerializer()


class DriftSerializer(serializers.Serializer[Any]):
    """Customers of that day beside those of the model's teaching. grave: the chances themselves moved."""

    customers = serializers.IntegerField()
    too_few = serializers.BooleanField(help_text="to tell whether anything has moved")
    grave = serializers.BooleanField()
    chances = ShiftSerializer(source="score")
    reasons = serializers.SerializerMethodField()

    @extend_schema_field(MovedReasonSerializer(many=True))
    def get_reasons(self, drift: Drift) -> Any:
        moved: list[Moved] = reasons_of(drift)
        return MovedReasonSerializer(moved, many=True).data


class TenthSerializer(serializers.Serializer[Any]):
    """Those of chances from tenth/10 on. said: their mean · seen: the share that stayed away, low to high."""

    tenth = serializers.IntegerField()
    customers = serializers.IntegerField()
    said = serializers.FloatField()
    seen = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class RealisedSerializer(serializers.Serializer[Any]):
    """What the night of a day said and what came within the horizon. off: how far beyond chance on average;
    that night tells which model it followed."""

    day = serializers.DateField()
    horizon = serializers.IntegerField()
    customers = serializers.IntegerField()
    too_few = serializers.SerializerMethodField(help_text="to tell whether it is more than chance")
    said = serializers.FloatField()
    seen = serializers.FloatField()
    off = serializers.FloatField()
    grave = serializers.BooleanField()
    tenths = TenthSerializer(many=True)

    def get_too_few(self, found: Realised) -> bool:
        return found.customers < FEWEST


class CameSerializer(serializers.Serializer[Any]):
    """Null where no chance is that old."""

    now = RealisedSerializer(allow_null=True, help_text="of the newest chances whose horizon is over")
    last_year = RealisedSerializer(allow_null=True, help_text="the season that lies ahead, a year ago")


class ModelCheckSerializer(serializers.ModelSerializer[ModelCheck]):
    """drift is null where nothing was kept to hold customers against. drifted: the chances had moved beyond
    chance; miscalibrated: they were off beyond it."""

    drift = serializers.SerializerMethodField()
    realised = serializers.SerializerMethodField()

    class Meta:
        model = ModelCheck
        fields = ("day", "checked_at", "drifted", "miscalibrated", "drift", "realised")

    @extend_schema_field(DriftSerializer(allow_null=True))
    def get_drift(self, check: ModelCheck) -> Any:
        return DriftSerializer(Drift.from_json(check.drift)).data if check.drift else None

    @extend_schema_field(CameSerializer)
    def get_realised(self, check: ModelCheck) -> Any:
        found = {name: came(check.realised.get(name)) for name in ("now", "last_year")}
        return CameSerializer(found).data


def came(stored: Mapping[str, Any] | None) -> Realised | None:
    return Realised.from_json(stored) if stored else None


class ModelChecks(generics.ListAPIView[ModelCheck]):
    """Whether one model still held true, day by day, the newest first."""

    serializer_class = ModelCheckSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[ModelCheck]:
        if getattr(self, "swagger_fake_view", False):
            return ModelCheck.objects.none()
        model = get_object_or_404(ChurnModel.objects.only("pk"), number=self.kwargs["number"])
        return ModelCheck.objects.filter(model=model)
