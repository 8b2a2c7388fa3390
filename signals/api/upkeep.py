"""Models of churn over HTTP: read, chosen and learned, and which one nights follow."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.base import taking_back
from signals.learning.measures import NAMES, completed
from signals.models import ChurnModel, Training
from signals.upkeep import choosing, ordering
from signals.upkeep.card import WHOSE
from signals.upkeep.words import outcome
from staff.api import MayUse, asker, written_by
from staff.roles import DECIDERS


class ModelSerializer(serializers.ModelSerializer[ChurnModel]):
    measures = serializers.SerializerMethodField(
        help_text="what it reached on `cutoffs`: of itself (model), the one in use before (champion), rhythm "
        "alone (p0) and the prior each " + ", ".join(NAMES) + "; null was not measured"
    )

    class Meta:
        model = ChurnModel
        fields = (
            "number",
            "day",
            "horizon_days",
            "basis",
            "role",
            "sha256",
            "facts",
            "measures",
            "verdict",
            "made_at",
            "in_use_since",
            "retired_at",
        )
        ref_name = "ChurnModel"

    def get_measures(self, row: ChurnModel) -> dict[str, Any]:
        return row.measures | {
            whose: completed(row.measures[whose]) for whose in WHOSE if row.measures.get(whose)
        }


class ChoiceAsked(serializers.Serializer[Any]):
    """Why it is put into use, and which model the asker saw in use."""

    reason = serializers.CharField(max_length=300)
    over = serializers.IntegerField(allow_null=True, help_text="number of the model in use; null: the prior")


@extend_schema_view(get=extend_schema(description="Models of churn, by number.", responses=ModelSerializer))
class Models(generics.ListAPIView[ChurnModel]):
    """Models of churn, by number."""

    serializer_class = ModelSerializer

    def get_queryset(self) -> QuerySet[ChurnModel]:
        return ChurnModel.objects.defer("body").order_by("pk")


class OneModel(generics.RetrieveAPIView[ChurnModel]):
    """The card of one model."""

    serializer_class = ModelSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[ChurnModel]:
        return ChurnModel.objects.defer("body")


class ActOnModel(generics.GenericAPIView[ChurnModel]):
    """What is done with a model, by those who decide."""

    permission_classes = [MayUse, written_by(*DECIDERS)]
    serializer_class = ModelSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[ChurnModel]:
        return ChurnModel.objects.defer("body")


class UseModel(ActOnModel):
    """Nights follow this model."""

    @extend_schema(request=ChoiceAsked, responses=ModelSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Put it into use from the next night on. 409 where another model has come into use since `over`."""
        self.get_object()
        wish = ChoiceAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        with taking_back():
            row = choosing.choose(number=number, by=asker(request), **wish.validated_data)
        return Response(ModelSerializer(row).data)


class TakeBackModel(ActOnModel):
    """Nights follow again what they followed before."""

    @extend_schema(request=None, responses=ModelSerializer)
    def post(self, request: Request, number: int) -> Response:
        """What was in use before somebody chose this one is in use again: a model, or the prior. 409 where
        it is not in use by somebody's choice."""
        self.get_object()
        with taking_back():
            choosing.take_back(number=number, by=asker(request))
        return Response(ModelSerializer(self.get_object()).data)


class TrainingSerializer(serializers.ModelSerializer[Training]):
    by = serializers.CharField(source="by.username", read_only=True, default=None)
    model = serializers.IntegerField(source="model.number", read_only=True, default=None)
    outcome = serializers.SerializerMethodField(help_text="what came out of it, in the asker's language")

    class Meta:
        model = Training
        fields = ("id", "day", "cause", "state", "by", "started_at", "finished_at", "model", "outcome")

    def get_outcome(self, training: Training) -> str:
        return outcome(training)


class Trainings(generics.ListAPIView[Training]):
    """When something was learned, and what came out of it, by id."""

    permission_classes = [MayUse, written_by(*DECIDERS)]
    serializer_class = TrainingSerializer

    def get_queryset(self) -> QuerySet[Training]:
        return Training.objects.with_model().order_by("pk")

    @extend_schema(request=None, responses={202: TrainingSerializer})
    def post(self, request: Request) -> Response:
        """Learn anew now; a worker takes it up. Asked again while it is under way, it is the same."""
        row = ordering.order(by=asker(request))
        found = Training.objects.with_model().get(pk=row.pk)
        return Response(TrainingSerializer(found).data, status=status.HTTP_202_ACCEPTED)
