"""Detectors over HTTP: what nights follow of them, and how far they are believed. Changed over the version
that was read, as all policies of the night are."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from signals import services
from signals.detector_forms import DetectorForm
from signals.detectors import CONFIDENTIAL, KINDS
from signals.detectors.limits import limits
from signals.evidence import title
from signals.life.judgements import Judged, judgements
from signals.life.services import reset_trust
from signals.models import DetectorSegment
from signals.policies import detectors_followed, scoring_policy
from staff.api import MayUse, asker, only, written_by
from staff.models import User
from staff.problems import Conflict, VersionMissing
from staff.roles import DECIDERS, LEADERS

Form = TypeVar("Form", bound=forms.BaseForm)
MAY: list[Any] = [MayUse, only(*LEADERS), written_by(*DECIDERS)]


class DetectorSegmentSerializer(serializers.ModelSerializer[DetectorSegment]):
    """Whose it is (null or empty: of all), and all of it; of the parameters those that are not usual."""

    branch = serializers.CharField(source="branch.code", read_only=True, default=None)
    parameters = serializers.DictField(child=serializers.FloatField())

    class Meta:
        model = DetectorSegment
        fields = ("id", "branch", "echelon", "customer_kind", "enabled", "weight", "parameters")


class TrustSerializer(serializers.Serializer[Any]):
    """What people said of its signals within a year, or since it is believed anew. factor: what nights
    multiply its weight by; weight: what comes of that for everybody without a rule of his own."""

    false_alarms = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    factor = serializers.FloatField()
    weight = serializers.FloatField()


class LimitsSerializer(serializers.Serializer[Any]):
    """What a parameter may be; most is null where there is no limit above."""

    least = serializers.FloatField()
    most = serializers.FloatField(allow_null=True)


class DetectorRuleSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True, help_text="in the asker's language")
    version = serializers.IntegerField(read_only=True, help_text="of the policies; PATCH says which was read")
    enabled = serializers.BooleanField()
    weight = serializers.FloatField()
    parameters = serializers.DictField(child=serializers.FloatField())
    limits = serializers.DictField(
        child=LimitsSerializer(), read_only=True, help_text="of each parameter, by its name"
    )
    segments = DetectorSegmentSerializer(many=True, read_only=True)
    trust = TrustSerializer(
        read_only=True, allow_null=True, help_text="null where its signals are told to managers alone"
    )


class DetectorRuleAsked(serializers.Serializer[Any]):
    """What is changed of it."""

    version = serializers.IntegerField()
    enabled = serializers.BooleanField(required=False)
    weight = serializers.FloatField(required=False, min_value=0, max_value=1)
    parameters = serializers.DictField(child=serializers.FloatField(), required=False)


def rule_of(kind: str) -> dict[str, Any]:
    if kind not in KINDS:
        raise Http404
    return {"kind": kind, **detectors_followed()[kind]}


def told(kinds: Collection[str], reader: User) -> list[dict[str, Any]]:
    """The rules of these detectors as nights follow them, with what people said where he is told of that."""
    followed, judged, version = detectors_followed(), judgements(kinds), scoring_policy().version
    segments: dict[str, list[DetectorSegment]] = {kind: [] for kind in kinds}
    for segment in DetectorSegment.objects.filter(kind__in=kinds).select_related("branch"):
        segments[segment.kind].append(segment)
    return [
        {
            "kind": kind,
            "title": title(kind),
            "version": version,
            **followed[kind],
            "limits": {name: limit._asdict() for name, limit in limits(KINDS[kind]).items()},
            "segments": segments[kind],
            "trust": trust_in(judged[kind], followed[kind])
            if reader.decides or kind not in CONFIDENTIAL
            else None,
        }
        for kind in kinds
    ]


def trust_in(judged: Judged, rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "false_alarms": judged.false_alarms,
        "confirmed": judged.confirmed,
        "factor": judged.trust,
        "weight": rule["weight"] * judged.trust,
    }


class DetectorPolicies(APIView):
    """All detectors as nights follow them."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(responses=DetectorRuleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Switch, weight and parameters of each, the rules of segments, and how far people believe it."""
        return Response(DetectorRuleSerializer(told(list(KINDS), asker(request)), many=True).data)


class OneDetectorPolicy(APIView):
    """One detector's rule for everybody who has none of his own."""

    permission_classes = MAY

    @extend_schema(responses=DetectorRuleSerializer)
    def get(self, request: Request, kind: str) -> Response:
        """One detector as nights follow it."""
        rule_of(kind)
        return Response(DetectorRuleSerializer(told([kind], asker(request))[0]).data)

    @extend_schema(request=DetectorRuleAsked, responses=DetectorRuleSerializer)
    def patch(self, request: Request, kind: str) -> Response:
        """Change what is named over the version that was read: 428 without it, 409 for who is slower."""
        rule, given = rule_of(kind), asking.heard(DetectorRuleAsked, request.data)
        with over(given):
            form = filled(DetectorForm(detector=KINDS[kind], rule=rule), given, "parameters")
            services.change_detector(kind=kind, rule=form.rule, by=asker(request))
        return self.get(request, kind)


def filled(form: Form, given: dict[str, Any], inner: str) -> Form:
    """The form as the page would send it: what it shows, with what is given in its place; and valid.

    inner: what JSON has under a name of its own, and the form beside the rest. Raises ValidationError.
    """
    rest = {name: value for name, value in given.items() if name != inner}
    asking.bound(form, rest | given.get(inner, {}), keep=True)
    asking.cleaned(form)
    return form


class ResetTrust(APIView):
    """How far one detector is believed."""

    permission_classes = [MayUse, only(*DECIDERS)]

    @extend_schema(request=None, responses=DetectorRuleSerializer)
    def post(self, request: Request, kind: str) -> Response:
        """Believe it as at first: what was said of its signals until now counts no longer."""
        rule_of(kind)
        reset_trust(kind=kind, by=asker(request))
        return Response(DetectorRuleSerializer(told([kind], asker(request))[0]).data)


@contextmanager
def over(given: dict[str, Any]) -> Iterator[None]:
    """Write over the version that was read, which leaves `given`: 428 without it, 409 for who is slower."""
    version = given.pop("version", None)
    if version is None:
        raise VersionMissing
    with transaction.atomic():
        refuse_if_changed(version)
        yield


def refuse_if_changed(version: int) -> None:
    if services.locked_policy().version != version:
        raise Conflict(_("Somebody has just changed the policy. Open it again to see the new values."))
