"""What may take health away, and where its bands lie: for everybody who has no caps of his own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from signals.api.policies import MAY, filled, over
from signals.api.segments import VERSION, CapsSerializer
from signals.health import services
from signals.health.forms import HealthForm
from signals.policies import caps_for_all, scoring_policy
from staff.api import asker


class HealthPolicySerializer(serializers.Serializer[Any]):
    """Below at_risk_below a customer is at risk, from well_from on well, between the two to be watched."""

    version = serializers.IntegerField(help_text=VERSION)
    caps = CapsSerializer()
    at_risk_below = serializers.IntegerField()
    well_from = serializers.IntegerField()


class HealthPolicy(APIView):
    """Caps for everybody, and the bands."""

    permission_classes = MAY

    @extend_schema(responses=HealthPolicySerializer)
    def get(self, request: Request) -> Response:
        """What holds now."""
        policy = scoring_policy()
        bands = {name: getattr(policy, name) for name in ("version", "at_risk_below", "well_from")}
        return Response(HealthPolicySerializer(bands | {"caps": caps_for_all()}).data)

    @extend_schema(request=HealthPolicySerializer, responses=HealthPolicySerializer)
    def patch(self, request: Request) -> Response:
        """Change what is named over the version that was read: 428 without it, 409 for who is slower."""
        given = asking.heard(HealthPolicySerializer, request.data)
        with over(given):
            policy = scoring_policy()
            form = filled(HealthForm(caps=caps_for_all(), policy=policy), given, "caps")
            services.change_health(
                caps=form.caps, bands=form.bands, version=policy.version, by=asker(request)
            )
        return self.get(request)
