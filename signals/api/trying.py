"""Back-tests: ordered, watched and read, with the customers behind each number."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.api.lists import CURSOR, SIZE, PageSerializer, paged, size_of
from customers.models import Customer
from signals.api.policies import filled, rule_of
from signals.backtests import page, service
from signals.backtests.forms import MOST, ChoiceForm
from signals.backtests.outcomes import CAUGHT, GROUPS
from signals.backtests.policy_form import TRIED_KINDS
from signals.backtests.wanted import SCORING, SEGMENTS, refuse_scoring
from signals.backtests.words import why
from signals.detector_forms import DetectorForm, SegmentForm
from signals.detectors import KINDS
from signals.forms import PRIORS, TierForm
from signals.learning.measures import NAMES, completed
from signals.models import BackTest, BackTestDay, ScoringPolicy
from signals.models.segments import ECHELONS
from signals.policies import freeze, months_for_all
from staff.api import MayUse, asker, only
from staff.roles import READERS


class BackTestDaySerializer(serializers.ModelSerializer[BackTestDay]):
    figures = serializers.SerializerMethodField(
        help_text="of each method "
        + ", ".join(NAMES)
        + " (null was not measured; signals expect no spend), the "
        "interval of the AUC and bins; the same in short by segment"
    )

    class Meta:
        model = BackTestDay
        fields = ("cutoff", "done_at", "facts", "figures")

    def get_figures(self, day: BackTestDay) -> dict[str, Any]:
        methods = {name: with_all_measures(one) for name, one in day.figures.get("methods", {}).items()}
        return day.figures | ({"methods": methods} if methods else {})


def with_all_measures(method: dict[str, Any]) -> dict[str, Any]:
    return method | {"measures": completed(method["measures"]) if method["measures"] else None}


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
    branch = serializers.CharField(required=False, allow_null=True, default=None, help_text="its code")
    echelon = serializers.ChoiceField(ECHELONS, required=False, allow_null=True, default=None)
    customer_kind = serializers.ChoiceField(
        Customer.Kind.choices, required=False, default="", allow_blank=True
    )


class TriedKindSerializer(TriedRuleSerializer):
    segments = TriedSegmentSerializer(
        many=True, required=False, help_text="instead of all of the policy's; [] for all alike"
    )


class TriedMonthsSerializer(asking.shape(TierForm, "row")):  # type: ignore[misc]
    """Whose, and all three months."""


class TriedScoringSerializer(serializers.ModelSerializer[ScoringPolicy]):
    """Months and priors of the tiers; what is not named is the policy's."""

    segments = TriedMonthsSerializer(
        many=True, required=False, help_text="instead of all months of segments; [] for all alike"
    )

    class Meta:
        model = ScoringPolicy
        fields = (*SCORING, SEGMENTS)
        extra_kwargs = {name: {"min_value": 0, "max_value": 1} for name in PRIORS}


def tried_months(given: dict[str, Any]) -> dict[str, Any]:
    """The months of some customers as nights would follow them. Raises ValidationError."""
    form = filled(TierForm(months=months_for_all()), given, "")
    return {**form.whose, "months": list(form.months.values())}


def tried_rule(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The rule as nights would follow it. Raises ValidationError for parameters that cannot be."""
    plain: dict[str, Any] = {
        name: given[name] for name in ("enabled", "weight", "parameters") if name in given
    }
    form = filled(DetectorForm(detector=KINDS[kind], rule=rule_of(kind)), plain, "parameters")
    said: dict[str, Any] = {name: form.rule[name] for name in plain}
    if "segments" not in given:
        return said
    return said | {"segments": [tried_segment(kind, one) for one in given["segments"]]}


def tried_segment(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The rule of some customers as nights would follow it. Raises ValidationError as tried_rule does."""
    rule = {**rule_of(kind), "parameters": {}}
    form = filled(SegmentForm(detector=KINDS[kind], rule=rule), given, "parameters")
    return {**form.whose, **form.rule}


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
        if SEGMENTS in scoring:
            scoring = scoring | {SEGMENTS: [tried_months(one) for one in scoring[SEGMENTS]]}
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


class BehindAsked(serializers.Serializer[Any]):
    """Which number of a finished test: of which day, method and group, when one works on how many."""

    day = serializers.DateField(required=False, help_text="the newest without it")
    method = serializers.CharField(required=False, help_text="as in figures; without it what was tried")
    group = serializers.ChoiceField(GROUPS, default=CAUGHT)
    by = serializers.ChoiceField(ChoiceForm.BY, required=False, help_text="what n says: capacity without it")
    n = serializers.IntegerField(
        min_value=1, max_value=MOST, required=False, help_text="how many customers, or from which per cent on"
    )


class BehindSerializer(serializers.Serializer[Any]):
    """chance: what was said then, 0 to 1; tier and last visit are those of now."""

    customer = serializers.IntegerField(source="of.pk")
    code = serializers.CharField(source="of.code")
    name = serializers.CharField(source="of.name")
    branch = serializers.CharField(source="of.branch.code")
    chance = serializers.FloatField()
    tier = serializers.IntegerField(source="of.standing.tier", allow_null=True)
    last_visit_on = serializers.DateField(source="of.standing.last_visit_on", allow_null=True)


class BehindPageSerializer(PageSerializer):
    results = BehindSerializer(many=True)
    count = serializers.IntegerField(help_text="the number itself")
    gone = serializers.IntegerField(help_text="of this page, who are not here any more")


class BackTestCustomers(APIView):
    """Who stands behind a number of a finished back-test."""

    permission_classes = [MayUse, only(*READERS)]

    @extend_schema(parameters=[BehindAsked, CURSOR, SIZE], responses=BehindPageSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Caught, missed, or worked on for nothing: those most at risk first."""
        wish = BehindAsked(data=request.GET.dict())
        wish.is_valid(raise_exception=True)
        asked = wish.validated_data
        shown = shown_of(get_object_or_404(BackTest, pk=pk, state=BackTest.State.DONE), asked)
        method, cursor = asked.get("method", shown.tried), request.GET.get("cursor", "")
        if method not in shown.outcomes.said:
            raise ValidationError({"method": [f"One of {', '.join(shown.outcomes.said)}."]})
        found = page.behind(
            shown,
            method=method,
            group=asked["group"],
            begin=page.place_of(cursor),
            size=size_of(request),
            reader=asker(request),
        )
        rows = [{"of": customer, "chance": chance} for customer, chance in found.rows]
        more = "" if found.following is None else str(found.following)
        return paged(
            request, BehindSerializer(rows, many=True).data, more, count=found.count, gone=found.gone
        )


def shown_of(test: BackTest, asked: dict[str, Any]) -> page.DayPage:
    """Raises ValidationError for a day that was not tried."""
    days = test.days.exclude(done_at=None)
    day = days.filter(cutoff=asked["day"]).first() if "day" in asked else days.first()
    if day is None:
        known = ", ".join(str(one) for one in days.values_list("cutoff", flat=True))
        raise ValidationError({"day": [f"One of {known}."]})
    return page.DayPage(test, day, ChoiceForm(asked).choice(test.capacity))
