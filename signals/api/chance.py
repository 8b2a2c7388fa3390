"""How likely a customer is to leave, who says so, and the points of each factor: the figures of the page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.base import AboutCustomer
from customers.churn_reasons import OF_FACTOR, controllable
from customers.models import CustomerStanding
from signals.ledger import horizon_told
from signals.policies import scoring_policy
from signals.reasons import percent, points_of, usual_of
from signals.upkeep.card import FACTORS


class ChanceFactorSerializer(serializers.Serializer[Any]):
    """Above zero it pushes the customer away, below it keeps him."""

    factor = serializers.CharField()
    name = serializers.CharField(help_text="in the asker's language")
    points = serializers.IntegerField(help_text="whole percentage points, as the page shows them")
    logit = serializers.FloatField(help_text="what the night stored: its part of the logit")
    ours = serializers.BooleanField(help_text="whether it is ours to change")


class ChanceSerializer(serializers.Serializer[Any]):
    """usual + the points of all factors = chance. The only factor of a prior, which is an opinion by tier, is
    the time away. Where no night has told a chance all is null."""

    chance = serializers.IntegerField(allow_null=True, help_text="percent")
    horizon_days = serializers.IntegerField(help_text="how many days ahead the chance looks")
    told_by = serializers.ChoiceField(["model", "prior"], allow_null=True)
    model = serializers.IntegerField(allow_null=True, help_text="its number")
    usual = serializers.IntegerField(allow_null=True, help_text="percent")
    factors = ChanceFactorSerializer(many=True)


class Chance(AboutCustomer):
    """The customer's chance of leaving and what makes it up."""

    @extend_schema(responses=ChanceSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """As the last night left it."""
        standing = CustomerStanding.objects.filter(customer=self.customer(), probability__isnull=False)
        row = standing.first()
        ahead = (horizon_told(row.day) if row else None) or scoring_policy().horizon_days
        told = told_by(row) | {"horizon_days": ahead}
        return Response(ChanceSerializer(told).data)


def told_by(standing: CustomerStanding | None) -> dict[str, Any]:
    """What the serializer shows beside the horizon. standing: with a chance, or None."""
    if standing is None:
        return {"chance": None, "told_by": None, "model": None, "usual": None, "factors": []}
    return {
        "chance": percent(standing.probability),
        "told_by": "model" if standing.by_model else "prior",
        "model": int(standing.probability_from) if standing.by_model else None,
        "usual": usual_of(standing) if standing.factors else None,
        "factors": factors_of(standing) if standing.factors else [],
    }


def factors_of(standing: CustomerStanding) -> list[dict[str, Any]]:
    """All factors that the night stored, in their order."""
    logits = standing.factors or []
    return [
        {
            "factor": factor,
            "name": FACTORS[factor],
            "points": points,
            "logit": logit,
            "ours": controllable(OF_FACTOR[factor]),
        }
        for (factor, points), logit in zip(points_of(standing).items(), logits, strict=True)
    ]
