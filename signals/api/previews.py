"""Whom a policy would accuse or move before it is saved, over HTTP: what the pages show. Nothing is saved."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from churn_crm import clock
from customers.api import asking
from signals import ledger
from signals.api.policies import filled, rule_of
from signals.api.segments import CapsTried, DetectorTried
from signals.detector_forms import WHOSE, DetectorForm, SegmentForm
from signals.detector_views import accused, changing
from signals.detectors import KINDS
from signals.forms import ScoringForm
from signals.health.forms import HealthForm, ProfileForm
from signals.health_policy_views import moved
from signals.health_policy_views import movers as between_bands
from signals.policies import caps_for_all, scoring_policy
from signals.preview import echelon_moves
from signals.views import movers as between_echelons
from staff.api import MayUse, asker, only
from staff.roles import DECIDERS


class PreviewedSerializer(serializers.Serializer[Any]):
    """One of those whom it concerns, if the asker may see him."""

    customer = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class AskedSomeSerializer(serializers.Serializer[Any]):
    """asked: customers · each: for how many one who was asked speaks."""

    asked = serializers.IntegerField()
    each = serializers.IntegerField()


class AccusationsSerializer(AskedSomeSerializer):
    """Whom the detector tells of now (before), and would tell of then (after)."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    new = serializers.IntegerField()
    gone = serializers.IntegerField()
    newly = PreviewedSerializer(many=True, help_text="some of the new, the strongest first")
    no_longer = PreviewedSerializer(many=True, help_text="some of those who are gone")


class BandCountSerializer(serializers.Serializer[Any]):
    """band: 1 at risk, 2 to be watched, 3 well."""

    band = serializers.IntegerField()
    now = serializers.IntegerField()
    then = serializers.IntegerField()


class BandMoverSerializer(PreviewedSerializer):
    """Health now and then."""

    now = serializers.IntegerField()
    then = serializers.IntegerField()


class BandMovesSerializer(AskedSomeSerializer):
    better = serializers.IntegerField()
    worse = serializers.IntegerField()
    bands = BandCountSerializer(many=True)
    movers = BandMoverSerializer(many=True, help_text="some who would change band, of the longest way first")


class EchelonMoveSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    customers = serializers.IntegerField()


class EchelonMovesSerializer(AskedSomeSerializer):
    up = serializers.IntegerField()
    down = serializers.IntegerField()
    moves = EchelonMoveSerializer(many=True, help_text="those who stay among them")
    movers = PreviewedSerializer(many=True, help_text="some who would move, of the highest worth first")


class HealthTried(CapsTried):
    at_risk_below = serializers.IntegerField()
    well_from = serializers.IntegerField()


class Preview(APIView):
    permission_classes = [MayUse, only(*DECIDERS)]


class DetectorPreview(Preview):
    """Whom one detector would accuse."""

    @extend_schema(request=DetectorTried, responses=AccusationsSerializer)
    def post(self, request: Request, kind: str) -> Response:
        """Under what is given, for everybody or, where a segment is named, for that; what is not, stays."""
        rule, given = rule_of(kind), asking.heard(DetectorTried, request.data)
        make = SegmentForm if any(given.get(name) for name in WHOSE) else DetectorForm
        found = accused(kind, filled(make(detector=KINDS[kind], rule=rule), given, "parameters"))
        told = AccusationsSerializer({**vars(found), **changing(found, by=asker(request))})
        return Response(told.data)


class HealthPreview(Preview):
    """Who would change band."""

    @extend_schema(request=HealthTried, responses=BandMovesSerializer)
    def post(self, request: Request) -> Response:
        """Under what is given, for everybody or, where a segment is named, for that; what is not, stays."""
        given, caps = asking.heard(HealthTried, request.data), caps_for_all()
        form: Any = HealthForm(caps=caps, policy=scoring_policy())
        if given.get("branch") or given.get("customer_kind"):
            form = ProfileForm(caps=caps)
        moves = moved(filled(form, given, "caps"))
        some = between_bands(moves, by=asker(request))
        told = {
            "asked": moves.asked,
            "each": moves.each,
            "better": moves.better,
            "worse": moves.worse,
            "bands": [{"band": band, "now": now, "then": then} for band, now, then in moves.rows],
            "movers": [{"pk": one.pk, "name": one.name, "now": now, "then": then} for one, now, then in some],
        }
        return Response(BandMovesSerializer(told).data)


class EchelonPreview(Preview):
    """Who would change echelon."""

    @extend_schema(request=asking.shape(ScoringForm), responses=EchelonMovesSerializer)
    def post(self, request: Request) -> Response:
        """Under what is given; what is not, stays."""
        form, night = ScoringForm(instance=scoring_policy()), ledger.newest()
        filled(form, asking.heard(asking.shape(ScoringForm), request.data), "")
        moves = echelon_moves(form.save(commit=False), as_of=night.run.day if night else clock.today())
        told = {
            "asked": moves.asked,
            "each": moves.each,
            "up": moves.up,
            "down": moves.down,
            "moves": [
                {"before": before, "after": after, "customers": customers}
                for before, cells in moves.rows
                for after, customers in cells
            ],
            "movers": between_echelons(moves, by=asker(request)),
        }
        return Response(EchelonMovesSerializer(told).data)
