"""How often what falls due, and the clocks of refunds and declined work: the business's own policy."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.due_rule_forms import RecordPolicyForm, RuleForm, RuleForms
from customers.due_rules import rules
from customers.models import Asset, DueKind
from customers.models.record_policy import record_policy
from staff.api import MayUse, only
from staff.roles import DECIDERS

POLICY = tuple(RecordPolicyForm.base_fields)


class RuleSerializer(asking.shape(RuleForm)):  # type: ignore[misc]
    """Every so many months or km, whichever comes first; null: never by that."""

    asset = serializers.ChoiceField(Asset.Kind.choices)
    kind = serializers.ChoiceField(DueKind.choices)


class RulesSerializer(asking.shape(RecordPolicyForm)):  # type: ignore[misc]
    rules = RuleSerializer(many=True)


class RulesAsked(RulesSerializer):
    rules = RuleSerializer(many=True, required=False)


def in_force() -> dict[str, Any]:
    policy = record_policy()
    every = [{"asset": asset, "kind": kind, **vars(one)} for (asset, kind), one in rules().items()]
    return {"rules": every} | {name: getattr(policy, name) for name in POLICY}


class DueRules(APIView):
    """How often what falls due; managers and administrators decide it."""

    permission_classes = [MayUse, only(*DECIDERS)]

    @extend_schema(responses=RulesSerializer)
    def get(self, request: Request) -> Response:
        """The rules in force: the business's own, else those of the trade."""
        return Response(RulesSerializer(in_force()).data)

    @extend_schema(request=RulesAsked, responses=RulesSerializer)
    def patch(self, request: Request) -> Response:
        """Change what is named, of each rule too. They count for what is planned from now on."""
        given = asking.heard(RulesAsked, request.data)
        changed = RuleForms(entered(given))
        if not changed.is_valid():
            raise ValidationError(errors_of(changed))
        changed.save()
        return self.get(request)


def entered(given: dict[str, Any]) -> dict[str, Any]:
    """What the page would send: all that is in force, with what is given in its place.

    Raises ValidationError for a rule that there is none of.
    """
    now = in_force()
    named = {(one["asset"], one["kind"]): one for one in now["rules"]}
    for one in given.get("rules", []):
        if (one.get("asset"), one.get("kind")) not in named:
            raise ValidationError({"rules": [_("There is no such choice.")]})
        named[one["asset"], one["kind"]] |= one
    data = {f"records-{name}": given.get(name, now[name]) for name in POLICY}
    for (asset, kind), one in named.items():
        data |= {f"{asset}-{kind}-{name}": one[name] for name in RuleForm.base_fields}
    return data


def errors_of(changed: RuleForms) -> dict[str, Any]:
    """Words by field: rules.vehicle.inspection.months."""
    found = asking.errors_of(changed.policy)
    for asset, kind, form in changed.rows:
        found |= asking.errors_of(form, lambda name, at=f"rules.{asset}.{kind}": f"{at}.{name}")  # type: ignore[misc]
    return found
