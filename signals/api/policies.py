"""Detectors and competitors: what nights follow, changed over the version that was read."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from signals import services
from signals.competitor_forms import CompetitorForm
from signals.detector_forms import DetectorForm
from signals.detectors import KINDS
from signals.evidence import title
from signals.models import Competitor
from signals.policies import detectors_followed, scoring_policy
from staff.api import MayUse, asker, only, written_by
from staff.problems import Conflict
from staff.roles import DECIDERS, LEADERS

MAY: list[Any] = [MayUse, only(*LEADERS), written_by(*DECIDERS)]


class DetectorRuleSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True, help_text="in the asker's language")
    version = serializers.IntegerField(read_only=True, help_text="of the policies; PATCH says which was read")
    enabled = serializers.BooleanField()
    weight = serializers.FloatField()
    parameters = serializers.DictField(child=serializers.FloatField())
    segments = serializers.ListField(child=serializers.DictField(), read_only=True)


class DetectorRuleAsked(serializers.Serializer[Any]):
    """What is changed of it."""

    version = serializers.IntegerField()
    enabled = serializers.BooleanField(required=False)
    weight = serializers.FloatField(required=False, min_value=0, max_value=1)
    parameters = serializers.DictField(child=serializers.FloatField(), required=False)


def rule_of(kind: str) -> dict[str, Any]:
    if kind not in KINDS:
        raise Http404
    followed = detectors_followed()[kind]
    return {"kind": kind, "title": title(kind), "version": scoring_policy().version, **followed}


class DetectorPolicies(APIView):
    """All detectors as nights follow them."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(responses=DetectorRuleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Switch, weight and parameters of each detector, with the rules of segments."""
        followed, version = detectors_followed(), scoring_policy().version
        rules = [{"kind": kind, "title": title(kind), "version": version, **followed[kind]} for kind in KINDS]
        return Response(DetectorRuleSerializer(rules, many=True).data)


class OneDetectorPolicy(APIView):
    """One detector's rule for everybody who has none of his own."""

    permission_classes = MAY

    @extend_schema(responses=DetectorRuleSerializer)
    def get(self, request: Request, kind: str) -> Response:
        """One detector as nights follow it."""
        return Response(DetectorRuleSerializer(rule_of(kind)).data)

    @extend_schema(request=DetectorRuleAsked, responses=DetectorRuleSerializer)
    def patch(self, request: Request, kind: str) -> Response:
        """Change what is named. 409 where somebody changed the policies since `version`."""
        now = rule_of(kind)
        wish = DetectorRuleAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        form = DetectorForm(
            filled(now, wish.validated_data), detector=KINDS[kind], rule=detectors_followed()[kind]
        )
        if not form.is_valid():
            raise ValidationError(asking.errors_of(form))
        with transaction.atomic():
            refuse_if_changed(wish.validated_data["version"])
            services.change_detector(kind=kind, rule=form.rule, by=asker(request))
        return self.get(request, kind)


def filled(now: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The form as the page would send it: what holds, with what is given in its place."""
    held = DetectorForm(detector=KINDS[now["kind"]], rule=now)
    changed = {name: given[name] for name in ("enabled", "weight") if name in given}
    return dict(held.initial) | changed | dict(given.get("parameters", {}))


def refuse_if_changed(version: int) -> None:
    if services.locked_policy().version != version:
        raise Conflict(_("Somebody has just changed the policy. Open it again to see the new values."))


class CompetitorSerializer(serializers.ModelSerializer[Competitor]):
    branch = serializers.CharField(source="branch.code", read_only=True, default=None)

    class Meta:
        model = Competitor
        fields = (
            "id",
            "name",
            "aliases",
            "active_from",
            "branch",
            "customer_kind",
            "brand",
            "retired_at",
            "changed_at",
        )


class CompetitorAsked(asking.shape(CompetitorForm)):  # type: ignore[misc]
    """A competitor as the form has him; retired: nights look for him no longer."""

    retired = serializers.BooleanField(required=False)


class CompetitorChanged(CompetitorAsked):
    version = serializers.DateTimeField(
        required=True, allow_null=True, help_text="changed_at as it was read; 409 where it has changed since"
    )


class Competitors(generics.ListAPIView[Competitor]):
    """Competitors, by id."""

    permission_classes = MAY
    serializer_class = CompetitorSerializer

    def get_queryset(self) -> QuerySet[Competitor]:
        return Competitor.objects.select_related("branch").order_by("pk")

    @extend_schema(request=CompetitorAsked, responses={201: CompetitorSerializer})
    def post(self, request: Request) -> Response:
        """Write down a competitor; nights look for him from the next one on."""
        given = asking.heard(CompetitorAsked, request.data)
        row = written(Competitor(), given, request)
        return Response(CompetitorSerializer(row).data, status=status.HTTP_201_CREATED)


class OneCompetitor(generics.RetrieveAPIView[Competitor]):
    """One competitor."""

    permission_classes = MAY
    serializer_class = CompetitorSerializer

    def get_queryset(self) -> QuerySet[Competitor]:
        return Competitor.objects.select_related("branch")

    @extend_schema(request=CompetitorChanged, responses=CompetitorSerializer)
    @transaction.atomic
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is named. 409 where somebody changed him since `version`."""
        services.locked_policy()
        row = self.get_object()
        given = asking.heard(CompetitorChanged, request.data)
        if "version" not in given:
            raise ValidationError({"version": [_("Say which version you have read.")]})
        if given.pop("version") != row.changed_at:
            raise Conflict(_("Somebody has just changed him. Read him again to see the new values."))
        return Response(CompetitorSerializer(written(row, given, request)).data)


def written(row: Competitor, given: dict[str, Any], request: Request) -> Competitor:
    """The form's service over what is given; retired is a step of its own."""
    retired = given.pop("retired", None)
    form = asking.bound(CompetitorForm(instance=row), given, keep=True)
    if not form.is_valid():
        raise ValidationError(asking.errors_of(form))
    services.save_competitor(competitor=form.save(commit=False), by=asker(request))
    if retired is not None:
        services.retire_competitor(competitor=row, retired=retired, by=asker(request))
    return row
