"""Back-tests and models: ordered, watched and read, and which model nights follow."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking
from customers.api.base import taking_back
from customers.models import Customer
from signals.api.policies import filled, rule_of
from signals.backtest_views import READERS
from signals.backtests import service
from signals.backtests.forms import MOST
from signals.backtests.policy_form import TRIED_KINDS
from signals.backtests.wanted import SCORING, refuse_scoring
from signals.backtests.words import why
from signals.detector_forms import WHOSE, DetectorForm, SegmentForm
from signals.detectors import KINDS
from signals.forms import PRIORS
from signals.models import BackTest, BackTestDay, ChurnModel, ScoringPolicy, Training
from signals.policies import freeze
from signals.upkeep import choosing, ordering
from signals.upkeep.words import outcome
from signals.wording import parameters
from staff.api import MayUse, asker, only, written_by
from staff.roles import DECIDERS


class BackTestDaySerializer(serializers.ModelSerializer[BackTestDay]):
    class Meta:
        model = BackTestDay
        fields = ("cutoff", "done_at", "facts", "figures")


class BackTestSerializer(serializers.ModelSerializer[BackTest]):
    made_by = serializers.CharField(source="made_by.username", read_only=True, default=None)
    why = serializers.SerializerMethodField(help_text="why it broke off, in the asker's language")
    days = BackTestDaySerializer(many=True, read_only=True)

    class Meta:
        model = BackTest
        fields = (
            "id",
            "tried",
            "number",
            "horizon_days",
            "capacity",
            "changed",
            "scoring",
            "policy_version",
            "in_use",
            "state",
            "share",
            "why",
            "made_by",
            "made_at",
            "started_at",
            "finished_at",
            "days",
        )

    def get_why(self, test: BackTest) -> str:
        return why(test.error)


class TriedRuleSerializer(serializers.Serializer[Any]):
    enabled = serializers.BooleanField()
    weight = serializers.FloatField(min_value=0, max_value=1)
    parameters = serializers.DictField(
        child=serializers.FloatField(), required=False, help_text="instead of the policy's; by their names"
    )


class TriedSegmentSerializer(TriedRuleSerializer):
    branch = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="its id")
    echelon = serializers.ChoiceField([1, 2, 3], required=False, allow_null=True, default=None)
    customer_kind = serializers.ChoiceField(
        Customer.Kind.choices, required=False, default="", allow_blank=True
    )


class TriedKindSerializer(TriedRuleSerializer):
    segments = TriedSegmentSerializer(
        many=True, required=False, help_text="instead of all of the policy's; [] for all alike"
    )


class TriedScoringSerializer(serializers.ModelSerializer[ScoringPolicy]):
    """Months and priors of the tiers; what is not named is the policy's."""

    class Meta:
        model = ScoringPolicy
        fields = SCORING
        extra_kwargs = {name: {"min_value": 0, "max_value": 1} for name in PRIORS}


def tried_rule(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The rule as nights would follow it. Raises ValidationError for parameters that cannot be."""
    now = rule_of(kind)
    refuse_unknown(kind, given)
    form = DetectorForm(filled(now, given), detector=KINDS[kind], rule=now)
    refuse_invalid(form)
    said: dict[str, Any] = {
        name: form.rule[name] for name in ("enabled", "weight", "parameters") if name in given
    }
    if "segments" not in given:
        return said
    return said | {"segments": [tried_segment(kind, one) for one in given["segments"]]}


def tried_segment(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The rule of some customers as nights would follow it. Raises ValidationError as tried_rule does."""
    plain = {**rule_of(kind), "parameters": {}}
    refuse_unknown(kind, given)
    said = filled(plain, given) | {name: given[name] for name in WHOSE}
    form = SegmentForm(said, detector=KINDS[kind], rule=plain)
    refuse_invalid(form)
    return {**form.whose, **form.rule}


def refuse_unknown(kind: str, given: dict[str, Any]) -> None:
    if unknown := sorted(set(given.get("parameters", {})) - set(parameters(KINDS[kind]))):
        raise ValidationError([f"{kind}: {name}?" for name in unknown])


def refuse_invalid(form: DetectorForm) -> None:
    if not form.is_valid():
        raise ValidationError(asking.errors_of(form))


class BackTestAsked(serializers.Serializer[Any]):
    """What is tried, on which past days."""

    tried = serializers.ChoiceField(BackTest.Tried.choices)
    number = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, help_text="of the model, where a stored one is tried"
    )
    horizon_days = serializers.IntegerField(min_value=7, max_value=730)
    cutoffs = serializers.ListField(child=serializers.DateField(), min_length=1, max_length=service.MOST_DAYS)
    capacity = serializers.IntegerField(min_value=1, max_value=MOST, default=100)
    changed = serializers.DictField(
        child=TriedKindSerializer(), required=False, help_text="kind of signal → what is tried instead"
    )
    scoring = TriedScoringSerializer(
        required=False, help_text="tiers that are tried, of the signals and of the prior"
    )

    def validate_scoring(self, scoring: dict[str, Any]) -> dict[str, Any]:
        try:
            refuse_scoring(scoring, freeze())
        except Refused as error:
            raise ValidationError(error.messages) from error
        return scoring

    def validate_changed(self, changed: dict[str, Any]) -> dict[str, Any]:
        if unknown := sorted(set(changed) - set(TRIED_KINDS)):
            raise ValidationError([f"{kind}?" for kind in unknown])
        return {kind: tried_rule(kind, rule) for kind, rule in changed.items()}


class BackTests(generics.ListAPIView[BackTest]):
    """What was tried against the past, by id."""

    permission_classes = [MayUse, only(*READERS)]
    serializer_class = BackTestSerializer

    def get_queryset(self) -> QuerySet[BackTest]:
        return tests()

    @extend_schema(request=BackTestAsked, responses={201: BackTestSerializer})
    def post(self, request: Request) -> Response:
        """Order one; a worker takes it up. Ask for it again to see how far it has come."""
        wish = BackTestAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        try:
            test = service.start(by=asker(request), **wish.validated_data)
        except Refused as error:
            raise ValidationError({"cutoffs": error.messages}) from error
        return Response(BackTestSerializer(tests().get(pk=test.pk)).data, status=status.HTTP_201_CREATED)


class OneBackTest(generics.RetrieveAPIView[BackTest]):
    """One back-test: how far it has come, and the figures of the days that are done."""

    permission_classes = [MayUse, only(*READERS)]
    serializer_class = BackTestSerializer

    def get_queryset(self) -> QuerySet[BackTest]:
        return tests()

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Cancel it; a finished one stays as it is."""
        service.cancel(test=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


def tests() -> QuerySet[BackTest]:
    return BackTest.objects.select_related("made_by").prefetch_related("days").order_by("pk")


class ModelSerializer(serializers.ModelSerializer[ChurnModel]):
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


class UseModel(generics.GenericAPIView[ChurnModel]):
    """Nights follow this model."""

    permission_classes = [MayUse, written_by(*DECIDERS)]
    serializer_class = ModelSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[ChurnModel]:
        return ChurnModel.objects.defer("body")

    @extend_schema(request=ChoiceAsked, responses=ModelSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Put it into use from the next night on. 409 where another model has come into use since `over`."""
        self.get_object()
        wish = ChoiceAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        with taking_back():
            row = choosing.choose(number=number, by=asker(request), **wish.validated_data)
        return Response(ModelSerializer(row).data)


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
