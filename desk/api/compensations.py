"""Compensations over HTTP: giving one for a complaint, deciding, taking back."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import ONCE, token_of
from desk.complaints import compensating, limits
from desk.models import Compensation, Complaint
from staff.api import MayUse, asker, only


class CompensationSerializer(serializers.ModelSerializer[Compensation]):
    """waits_for: the role that decides it. amount: in `currency`."""

    currency = serializers.CharField(read_only=True)

    class Meta:
        model = Compensation
        fields = (
            *(
                "id",
                "complaint",
                "kind",
                "amount",
                "currency",
                "text",
                "state",
                "day",
                "asked_by",
                "asked_at",
            ),
            *("waits_for", "decided_by", "decided_at", "reason", "withdrawn_by", "withdrawn_at"),
        )
        read_only_fields = fields


class GiveSerializer(serializers.Serializer[Any]):
    """amount: in the currency of the customer's branch; of goods and work what they are worth."""

    kind = serializers.ChoiceField(choices=Compensation.Kind.choices)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    text = serializers.CharField(max_length=300)
    version = serializers.IntegerField(required=False, default=None, allow_null=True)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


def shown(request: Request) -> QuerySet[Compensation]:
    rows = Compensation.objects.visible_to(asker(request))
    return rows.select_related("complaint__customer__branch")


class Compensations(generics.ListAPIView[Compensation]):
    """What was given for a complaint, or is asked for, by id."""

    serializer_class = CompensationSerializer
    queryset = Compensation.objects.none()

    def complaint(self) -> Complaint:
        seen = Complaint.objects.visible_to(asker(self.request)).select_related("customer__branch")
        complaint: Complaint = get_object_or_404(seen, pk=self.kwargs["pk"])
        return complaint

    def get_queryset(self) -> QuerySet[Compensation]:
        return shown(self.request).filter(complaint=self.complaint())

    @extend_schema(parameters=[ONCE], request=GiveSerializer, responses={201: CompensationSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Give one. Above the asker's limit it waits for the next level: look at `state`."""
        complaint = self.complaint()
        said = GiveSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        one = compensating.give(
            complaint=complaint, by=asker(request), token=token_of(request), **said.validated_data
        )
        return Response(CompensationSerializer(one).data, status=status.HTTP_201_CREATED)


class Waiting(generics.ListAPIView[Compensation]):
    """What waits for a decision, of the complaints that you may see, by id."""

    serializer_class = CompensationSerializer
    queryset = Compensation.objects.none()

    def get_queryset(self) -> QuerySet[Compensation]:
        return shown(self.request).filter(state=Compensation.State.WAITING)


class Approve(APIView):
    """It is given, or goes on to the next level when it is above yours by now."""

    permission_classes = [MayUse, only(*limits.LADDER)]

    @extend_schema(request=None, responses=CompensationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Nobody approves what he asked for himself."""
        one = get_object_or_404(shown(request), pk=pk)
        return Response(
            CompensationSerializer(compensating.approve(compensation=one, by=asker(request))).data
        )


class Refuse(APIView):
    """It is not given."""

    permission_classes = [MayUse, only(*limits.LADDER)]

    @extend_schema(request=ReasonSerializer, responses=CompensationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """With a reason, which is told to whoever asked."""
        one = get_object_or_404(shown(request), pk=pk)
        said = ReasonSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        done = compensating.refuse(compensation=one, by=asker(request), **said.validated_data)
        return Response(CompensationSerializer(done).data)


class Withdraw(APIView):
    """It is taken back."""

    @extend_schema(request=None, responses=CompensationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """By whoever gave it, or leads; it counts no longer."""
        one = get_object_or_404(shown(request), pk=pk)
        return Response(
            CompensationSerializer(compensating.withdraw(compensation=one, by=asker(request))).data
        )
