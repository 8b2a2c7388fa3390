"""How likely a customer is to leave, who says so, and the points of each factor: the figures of the page."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api.base import AboutCustomer
from customers.churn_reasons import OF_FACTOR, controllable
from customers.models import CustomerStanding
from signals.chance_then import ChanceThen, chance_then
from signals.health.days import Day
from signals.health.history import DayChange, change_on
from signals.ledger import horizon_told
from signals.policies import scoring_policy
from signals.reasons import percent, points_of, usual_of
from signals.upkeep.card import FACTORS
from signals.views import day_of

# What is known of the points of a past day.
WORKED_OUT, ENTERED_SINCE, GONE = "worked_out_again", "facts_entered_since", "gone"


class ChanceFactorSerializer(serializers.Serializer[Any]):
    """Above zero it pushes the customer away, below it keeps him."""

    factor = serializers.CharField()
    name = serializers.CharField(help_text="in the asker's language")
    points = serializers.IntegerField(help_text="whole percentage points, as the page shows them")
    logit = serializers.FloatField(help_text="its part of the logit")
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


class ChanceDaySerializer(serializers.Serializer[Any]):
    """The chance is what the night stored. Its points no night stores: they are worked out again from the
    facts, the policy and the model of that day, when they are asked for, and told only where the same chance
    comes out (`worked_out_again`). Then usual + the points of all factors = chance; else usual is null."""

    day = serializers.DateField(help_text="of the night: the newest one up to the day asked for")
    chance = serializers.IntegerField(allow_null=True, help_text="percent; null for who had none that night")
    horizon_days = serializers.IntegerField(
        allow_null=True, help_text="how many days ahead the chance looks; null where its run is gone"
    )
    told_by = serializers.ChoiceField(
        ["model", "prior"], allow_null=True, help_text="null also for nights that did not keep it"
    )
    model = serializers.IntegerField(allow_null=True, help_text="its number")
    points = serializers.ChoiceField(
        [WORKED_OUT, ENTERED_SINCE, GONE],
        allow_null=True,
        help_text="facts_entered_since: facts of that time came later, another chance comes out (`today`); "
        "gone: what that night followed is gone; null without a chance",
    )
    today = serializers.IntegerField(
        allow_null=True, help_text="percent: the chance of that day by what is known of it today"
    )
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


class ChanceDay(AboutCustomer):
    """The customer's chance of leaving on a past day, and what made it up."""

    @extend_schema(operation_id="customers_chance_day_retrieve", responses=ChanceDaySerializer)
    def get(self, request: Request, pk: int, day: str) -> Response:
        """As the newest night up to that day stored it; 404 where none had judged him."""
        change = change_on(self.customer().pk, day_of(day))
        if change is None:
            raise Http404
        then = chance_then(change.customer_id, change.after)
        return Response(ChanceDaySerializer(stored_by(change) | made_up(change.after, then)).data)


def stored_by(change: DayChange) -> dict[str, Any]:
    """What the night kept of the chance that it told."""
    after = change.after
    told = None if after.told_by is None else "model" if after.told_by else "prior"
    return {
        "day": after.day,
        "chance": None if after.chance is None else percent(after.chance),
        "horizon_days": change.horizon_days,
        "told_by": told,
        "model": after.told_by or None,
    }


def made_up(after: Day, then: ChanceThen | None) -> dict[str, Any]:
    """What can be told today of the points of that night."""
    if then is None:
        return {"points": None if after.chance is None else GONE, "today": None, "usual": None, "factors": []}
    if not then.same:
        return {"points": ENTERED_SINCE, "today": then.chance, "usual": None, "factors": []}
    told = {"usual": then.usual, "factors": factors_of(then.standing)}
    return {"points": WORKED_OUT, "today": then.chance} | told


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
    """All factors that make up its chance, in their order."""
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
