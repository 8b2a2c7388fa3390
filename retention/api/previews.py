"""Whom the next night would call if another policy were saved, over HTTP: what the page shows."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking
from retention.foresight import calls_foreseen
from retention.views.nights import named
from signals import ledger
from signals.api.policies import filled
from signals.api.previews import AskedSomeSerializer, Preview, PreviewedSerializer
from signals.forms import ScoringForm
from signals.policies import scoring_policy
from staff.api import asker


class CallMovesSerializer(AskedSomeSerializer):
    """Current customers in echelons 1 and 2 and VIPs. strong: with an open signal that is strong enough for a
    call · calls: for whom of them the next night would plan one, since nobody is on it already."""

    strong_now = serializers.IntegerField()
    strong_then = serializers.IntegerField()
    calls_now = serializers.IntegerField()
    calls_then = serializers.IntegerField()
    newly = PreviewedSerializer(many=True, help_text="some who become strong enough, the highest rank first")
    no_longer = PreviewedSerializer(many=True, help_text="some who are strong enough no longer")


class CallPreview(Preview):
    """Whom the next night would call because of a signal."""

    @extend_schema(request=asking.shape(ScoringForm), responses=CallMovesSerializer)
    def post(self, request: Request) -> Response:
        """Under what is given; what is not, stays. Nothing is saved."""
        given = asking.heard(asking.shape(ScoringForm), request.data)
        form = filled(ScoringForm(instance=scoring_policy()), given, "")
        found = calls_foreseen(form.save(commit=False), as_of=ledger.judged_day())
        return Response(CallMovesSerializer({**vars(found), **named(found, by=asker(request))}).data)
