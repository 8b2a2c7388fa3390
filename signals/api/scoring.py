"""What tiers, chances and echelons go by, over HTTP: for everybody, and the months of branches."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from desk.api.policies import policy_view
from signals import services
from signals.api.policies import MAY, over
from signals.api.segments import OVER, VERSION, heard_over
from signals.forms import MONTHS, BranchForm, ScoringForm
from signals.models import BranchTiers, ScoringPolicy
from signals.policies import scoring_policy
from staff.api import MayUse, asker, only
from staff.models import Branch
from staff.roles import LEADERS

Scoring = policy_view(
    ScoringForm,
    model=ScoringPolicy,
    in_force=scoring_policy,
    change=services.change_scoring,
    readers=LEADERS,
)


class BranchMonthsSerializer(serializers.Serializer[Any]):
    """Months since the last visit at which each tier begins. own: false where the business's hold."""

    id = serializers.IntegerField(source="branch.pk")
    branch = serializers.CharField(source="branch.code")
    own = serializers.BooleanField()
    months_sms = serializers.IntegerField()
    months_call = serializers.IntegerField()
    months_recall = serializers.IntegerField()


class BranchMonthsAsked(asking.shape(BranchForm)):  # type: ignore[misc]
    version = serializers.IntegerField(help_text=VERSION)


def months() -> list[dict[str, Any]]:
    """Of all branches."""
    policy, own = scoring_policy(), {row.branch_id: row for row in BranchTiers.objects.all()}
    return [
        {"branch": branch, "own": branch.pk in own}
        | {name: getattr(own.get(branch.pk, policy), name) for name in MONTHS}
        for branch in Branch.objects.all()
    ]


class MonthsOfBranches(APIView):
    """The months that hold in each branch."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(responses=BranchMonthsSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All branches, those of the business's months among them."""
        return Response(BranchMonthsSerializer(months(), many=True).data)


class MonthsOfBranch(APIView):
    """The months of one branch."""

    permission_classes = MAY

    @extend_schema(responses=BranchMonthsSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What holds there now."""
        branch = get_object_or_404(Branch, pk=pk)
        return Response(BranchMonthsSerializer(next(one for one in months() if one["branch"] == branch)).data)

    @extend_schema(request=BranchMonthsAsked, responses=BranchMonthsSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Give it its own, over the version that was read: 428 without it, 409 for who is slower."""
        branch = get_object_or_404(Branch, pk=pk)
        given = asking.heard(BranchMonthsAsked, request.data)
        with over(given):
            said = asking.cleaned(asking.bound(BranchForm(), given))
            services.change_branch(branch=branch, months=said, by=asker(request))
        return self.get(request, pk)

    @extend_schema(parameters=[OVER], responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """The business's months hold there again; over the version that was read: 428 without it, 409 for who
        is slower."""
        branch = get_object_or_404(Branch, pk=pk)
        with over(heard_over(request)):
            services.change_branch(branch=branch, months=None, by=asker(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
