"""Prices that wait for a manager, what the market asks, and the rules that agreements follow."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from churn_crm import clock
from customers.agreements import approvals
from customers.agreements.forms import DecisionForm
from customers.agreements.policy import agreement_policy, change_policy, set_benchmark
from customers.agreements.price_forms import BenchmarkForm, PolicyForm
from customers.api import asking, base, records
from customers.models import AgreementPolicy, Benchmark, PriceApproval
from customers.querysets import within_scope
from staff.api import MayUse, asker, only
from staff.models import Branch
from staff.roles import DECIDERS


class ApprovalSerializer(serializers.ModelSerializer[PriceApproval]):
    asked_by = serializers.CharField(source="asked_by.username", read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, read_only=True)

    class Meta:
        model = PriceApproval
        fields = (
            "id",
            "contract",
            "price",
            "high",
            "over_share",
            "signed_on",
            "note",
            "asked_by",
            "asked_at",
            "state",
            "decided_by",
            "decided_at",
            "reason",
        )


RELATED = ("contract__customer__branch", "asked_by", "decided_by")


class Approvals(generics.ListAPIView[PriceApproval]):
    """Prices far above the market that were asked for, of the asker's customers."""

    serializer_class = ApprovalSerializer
    queryset = PriceApproval.objects.none()

    def get_queryset(self) -> QuerySet[PriceApproval]:
        seen = within_scope(asker(self.request), customer="contract__customer__")
        return PriceApproval.objects.filter(seen).select_related(*RELATED)


@base.asks(
    DecisionForm,
    ApprovalSerializer,
    "Approve, which signs the contract, or refuse with a reason.",
    status=200,
)
class Decided(records.Act):
    """A price that is decided on by a manager who did not ask for it."""

    serializer_class = ApprovalSerializer
    permission_classes = [MayUse, only(*DECIDERS)]

    def rows(self) -> QuerySet[Any, Any]:
        return PriceApproval.objects.select_related(*RELATED)

    def form(self, row: PriceApproval) -> DecisionForm:
        if not approvals.may_decide(row, asker(self.request)):
            raise PermissionDenied
        return DecisionForm()

    def do(self, row: PriceApproval, form: DecisionForm) -> None:
        said = asking.cleaned(form)
        decide = approvals.approve if said["verdict"] == "approve" else approvals.refuse
        decide(approval=row, by=asker(self.request), reason=said["reason"])


class BenchmarkSerializer(serializers.ModelSerializer[Benchmark]):
    category = serializers.CharField(source="category.name", default=None, read_only=True)

    class Meta:
        model = Benchmark
        fields = ("id", "item", "category", "unit", "currency", "low", "high", "source", "found_on")


class Benchmarks(generics.ListAPIView[Benchmark]):
    """What the market asks, by item; older prices too."""

    serializer_class = BenchmarkSerializer
    queryset = Benchmark.objects.select_related("category")

    @extend_schema(request=asking.shape(BenchmarkForm), responses={201: BenchmarkSerializer})
    def post(self, request: Request) -> Response:
        """Write down what the market asks as of a day; the same item, unit and day again corrects it."""
        if not asker(request).decides:
            raise PermissionDenied
        currencies = Branch.objects.order_by("currency").values_list("currency", flat=True).distinct()
        form = BenchmarkForm(currencies=list(currencies), initial={"found_on": clock.today()})
        asking.bound(form, asking.heard(asking.shape(BenchmarkForm), request.data))
        made = set_benchmark(by=asker(request), **asking.cleaned(form))
        return Response(self.get_serializer(made).data, status=201)


class PolicySerializer(serializers.ModelSerializer[AgreementPolicy]):
    class Meta:
        model = AgreementPolicy
        fields = ("over_share", "order_days", "ending_days", "expiring_days")


class Policy(APIView):
    """The rules that agreements follow."""

    @extend_schema(responses=PolicySerializer)
    def get(self, request: Request) -> Response:
        """From where on a price needs approval, and how far the lists look ahead."""
        return Response(PolicySerializer(agreement_policy()).data)

    @extend_schema(request=asking.shape(PolicyForm), responses=PolicySerializer)
    def patch(self, request: Request) -> Response:
        """Change what is named; managers and administrators do."""
        if not asker(request).decides:
            raise PermissionDenied
        form = PolicyForm(initial=PolicySerializer(agreement_policy()).data)
        asking.bound(form, asking.heard(asking.shape(PolicyForm), request.data), keep=True)
        change_policy(values=asking.cleaned(form), by=asker(request))
        return self.get(request)
