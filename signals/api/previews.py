"""Whom a policy would accuse or move before it is saved, over HTTP: what the pages show. Nothing is saved."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.models import Customer
from signals import ledger
from signals.api.policies import filled, rule_of
from signals.api.segments import CapsTried, DetectorTried
from signals.detector_forms import DetectorForm, SegmentForm
from signals.detectors import KINDS
from signals.foresight import Foreseen, foresee
from signals.forms import ScoringForm, TierForm
from signals.health.forms import HealthForm, ProfileForm
from signals.health.moves import BandMoves
from signals.policies import caps_for_all, months_for_all, own_months, scoring_policy
from signals.preview import EchelonMoves
from signals.sampling import sampled
from signals.segment_forms import WHOSE
from signals.wished import accused, changing, moved, movers, named, replaced_by
from staff.api import MayUse, asker, only
from staff.models import User
from staff.roles import DECIDERS


class PreviewedSerializer(serializers.Serializer[Any]):
    """One of those whom it concerns, if the asker may see him."""

    customer = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class AskedSomeSerializer(serializers.Serializer[Any]):
    """asked: customers · each: for how many one who was asked speaks."""

    asked = serializers.IntegerField()
    each = serializers.IntegerField()
    sampled = serializers.SerializerMethodField(
        help_text="in the asker's language: from how many it is counted, and how far a figure may be off; "
        "empty where everybody was asked"
    )

    def get_sampled(self, found: Mapping[str, Any]) -> str:
        return sampled(found["asked"], found["each"])


class AccusationsSerializer(AskedSomeSerializer):
    """Whom the detector tells of now (before), and would tell of then (after)."""

    before = serializers.IntegerField()
    after = serializers.IntegerField()
    new = serializers.IntegerField()
    gone = serializers.IntegerField()
    newly = PreviewedSerializer(many=True, help_text="some of the new, the strongest first")
    no_longer = PreviewedSerializer(many=True, help_text="some of those who are gone")


class NowAndThenSerializer(serializers.Serializer[Any]):
    now = serializers.IntegerField()
    then = serializers.IntegerField()


class BandCountSerializer(NowAndThenSerializer):
    """band: 1 at risk, 2 to be watched, 3 well."""

    band = serializers.IntegerField()


class BandMoverSerializer(PreviewedSerializer, NowAndThenSerializer):
    """Health now and then."""


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


class TierCountSerializer(NowAndThenSerializer):
    """tier: 1 current, 2 SMS, 3 call, 4 recall."""

    tier = serializers.IntegerField()


class TierMoverSerializer(PreviewedSerializer, NowAndThenSerializer):
    """Tier now and then."""


class TierMovesSerializer(AskedSomeSerializer):
    later = serializers.IntegerField()
    earlier = serializers.IntegerField()
    tiers = TierCountSerializer(many=True)
    movers = TierMoverSerializer(many=True, help_text="some who would change tier, who spend most first")


class LetGoSerializer(NowAndThenSerializer):
    """Customers beyond natural attrition."""

    newly = PreviewedSerializer(many=True, help_text="some who would no longer be pursued")
    no_longer = PreviewedSerializer(many=True, help_text="some who would be pursued again")


class ChanceMovesSerializer(serializers.Serializer[Any]):
    """by_prior: whose chance the prior tells · changed: of whom of them it would say something else ·
    by_model: whose chance a model tells · falls_back: of whom of those the prior would tell until a model has
    learned for another horizon."""

    by_prior = serializers.IntegerField()
    changed = serializers.IntegerField()
    by_model = serializers.IntegerField()
    falls_back = serializers.IntegerField()


class ForeseenSerializer(serializers.Serializer[Any]):
    """What would change in the standing of customers, asked of the code that the night runs over at most
    20,000 of them."""

    as_of = serializers.DateField()
    each = serializers.IntegerField(help_text="for how many one who was asked speaks")
    tiers = TierMovesSerializer()
    bands = BandMovesSerializer()
    echelons = EchelonMovesSerializer()
    let_go = LetGoSerializer()
    chances = ChanceMovesSerializer()


class TiersTried(asking.shape(TierForm, "row")):  # type: ignore[misc]
    """What is not said is as for everybody."""

    row = serializers.IntegerField(
        required=False,
        help_text="id of the months in whose place these would hold",
    )


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
        if any(given.get(name) for name in WHOSE):
            form = ProfileForm(caps=caps)
        moves = moved(filled(form, given, "caps"))
        some = movers(moves, by=asker(request))
        return Response(BandMovesSerializer(bands_told(moves, some)).data)


class ScoringPreview(Preview):
    """Who would stand elsewhere: tier, band of health, echelon, attrition, and whose chance changes."""

    @extend_schema(request=asking.shape(ScoringForm), responses=ForeseenSerializer)
    def post(self, request: Request) -> Response:
        """Under what is given; what is not, stays."""
        given = asking.heard(asking.shape(ScoringForm), request.data)
        form = filled(ScoringForm(instance=scoring_policy()), given, "")
        as_of = ledger.judged_day()
        found = foresee(form.save(commit=False), months=own_months(), as_of=as_of)
        return Response(ForeseenSerializer(told(found, as_of=as_of, by=asker(request))).data)


class TierPreview(Preview):
    """Who would stand elsewhere if some customers had other months."""

    @extend_schema(request=TiersTried, responses=ForeseenSerializer)
    def post(self, request: Request) -> Response:
        """Under the months of that segment, in place of those that it has."""
        form = filled(TierForm(months=months_for_all()), asking.heard(TiersTried, request.data), "")
        as_of = ledger.judged_day()
        found = foresee(scoring_policy(), months=replaced_by(form), as_of=as_of)
        return Response(ForeseenSerializer(told(found, as_of=as_of, by=asker(request))).data)


def told(found: Foreseen, *, as_of: date, by: User) -> dict[str, Any]:
    some = named(found, by=by)
    return {
        "as_of": as_of,
        "each": found.each,
        "tiers": {
            "asked": found.tiers.asked,
            "each": found.each,
            "later": found.tiers.higher,
            "earlier": found.tiers.lower,
            "tiers": [{"tier": tier, "now": now, "then": then} for tier, now, then in found.tiers.rows],
            "movers": now_and_then(some["tier_movers"]),
        },
        "bands": bands_told(found.bands, some["band_movers"]),
        "echelons": echelons_told(found.echelons, some["echelon_movers"]),
        "let_go": {
            "now": found.let_go.now,
            "then": found.let_go.then,
            "newly": some["newly"],
            "no_longer": some["no_longer"],
        },
        "chances": vars(found.chances),
    }


def bands_told(moves: BandMoves, movers: list[tuple[Customer, int, int]]) -> dict[str, Any]:
    return {
        "asked": moves.asked,
        "each": moves.each,
        "better": moves.better,
        "worse": moves.worse,
        "bands": [{"band": band, "now": now, "then": then} for band, now, then in moves.rows],
        "movers": now_and_then(movers),
    }


def echelons_told(moves: EchelonMoves, movers: list[Customer]) -> dict[str, Any]:
    return {
        "asked": moves.asked,
        "each": moves.each,
        "up": moves.up,
        "down": moves.down,
        "moves": [
            {"before": before, "after": after, "customers": customers}
            for before, cells in moves.rows
            for after, customers in cells
        ],
        "movers": movers,
    }


def now_and_then(movers: list[tuple[Customer, int, int]]) -> list[dict[str, Any]]:
    return [{"pk": one.pk, "name": one.name, "now": now, "then": then} for one, now, then in movers]
