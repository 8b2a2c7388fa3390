"""The quality index over HTTP: lines with their factors, one of them with its months, and the policy."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.models import Customer
from desk.models import QualityPolicy, QualityRevision
from desk.quality.index import policies, revisions
from desk.quality.index.forms import FIELDS, QualityPolicyForm
from desk.quality.index.reads import Line, Quality, branches_seen, people_seen
from staff.api import MayUse, asker, only
from staff.models import Branch, User
from staff.problems import Conflict, VersionMissing
from staff.roles import LEADERS

KINDS = ("branch", "technician", "business")


class FactorSerializer(serializers.Serializer[Any]):
    """One factor that is there; share: its part of the index after the missing ones gave theirs away."""

    name = serializers.CharField()
    n = serializers.IntegerField()
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    share = serializers.FloatField()


class MonthSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    n = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class QualityLineSerializer(serializers.Serializer[Any]):
    """value, low and high are null while there are fewer answers (n) than it needs; factors are left out."""

    kind = serializers.CharField()
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    day = serializers.DateField()
    n = serializers.IntegerField()
    needs = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    doubtful = serializers.BooleanField()
    factors = FactorSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    months = MonthSerializer(many=True)


def told(line: Line, quality: Quality) -> dict[str, Any]:
    index, shown = line.index, line.enough
    return {
        "kind": line.kind,
        "id": line.of.pk if line.of else None,
        "name": str(line.of or ""),
        "day": quality.day,
        "n": index.n,
        "needs": line.needs,
        "value": index.value if shown else None,
        "low": index.low if shown else None,
        "high": index.high if shown else None,
        "doubtful": bool(line.doubts),
        "factors": list(index.factors.values()) if shown else [],
        "missing": [name for name in quality.rules.weights if name not in index.factors],
        "months": [
            {"day": day, "n": row.n, "value": row.value, "low": row.lower, "high": row.upper}
            for day, row in line.months
            if row
        ],
    }


def written(lines: list[Line], quality: Quality) -> list[dict[str, Any]]:
    return [dict(QualityLineSerializer(told(line, quality)).data) for line in lines]


class Lines(APIView):
    """The index of branches, of technicians, or of the whole business."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(
        parameters=[OpenApiParameter("kind", enum=KINDS, description="branch if left out")],
        responses=QualityLineSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Best first, those with too few answers last; as of the newest day that was measured."""
        kind = request.GET.get("kind", "branch")
        if kind not in KINDS:
            raise serializers.ValidationError({"kind": [f"One of {', '.join(KINDS)}."]})
        quality = Quality(asker(request))
        if quality.day is None:
            return Response([])
        if kind == "business":
            whole = quality.business()
            return Response(written([whole] if whole else [], quality))
        return Response(written(quality.branches() if kind == "branch" else quality.technicians(), quality))


class OneLine(APIView):
    """The index of one subject. 404 where nobody has spoken of it."""

    kind = ""

    def subject(self, user: User, pk: int) -> Any:
        raise NotImplementedError

    @extend_schema(responses=QualityLineSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """With its factors and its months."""
        quality = Quality(asker(request))
        subject = self.subject(asker(request), pk)
        line = quality.of(self.kind, subject) if quality.day else None
        if line is None:
            raise Http404
        return Response(QualityLineSerializer(told(line, quality)).data)


class OfBranch(OneLine):
    """The index of a branch."""

    kind = "branch"
    permission_classes = [MayUse, only(*LEADERS)]

    def subject(self, user: User, pk: int) -> Any:
        return get_object_or_404(branches_seen(user), pk=pk)


class OfTechnician(OneLine):
    """The index of a person, for himself and those who lead him."""

    kind = "technician"

    def subject(self, user: User, pk: int) -> Any:
        return get_object_or_404(people_seen(user), pk=pk)


class OfCustomer(OneLine):
    """The index as one customer sees us."""

    kind = "customer"

    def subject(self, user: User, pk: int) -> Any:
        return get_object_or_404(Customer.objects.visible_to(user), pk=pk)


class RevisionSerializer(serializers.ModelSerializer[QualityRevision]):
    """day: of the point that came out otherwise · before, after: 0 to 100, null with too few answers (n)."""

    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = QualityRevision
        fields = ("id", "day", "at", "cause", "by", "what", "n_before", "n_after", "before", "after")


class Revisions(generics.ListAPIView[QualityRevision]):
    """Points of a line that were published and came out otherwise later, by id: when, by how much and why."""

    serializer_class = RevisionSerializer
    queryset = QualityRevision.objects.none()
    kind: str

    def subject(self) -> Any:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[QualityRevision]:
        return revisions.all_of(self.kind, self.subject())


class RevisionsOfBranch(Revisions):
    """Those of a branch."""

    kind = "branch"
    permission_classes = [MayUse, only(*LEADERS)]

    def subject(self) -> Branch:
        return get_object_or_404(branches_seen(asker(self.request)), pk=self.kwargs["pk"])


class RevisionsOfTechnician(Revisions):
    """Those of a person, for himself and those who lead him."""

    kind = "technician"

    def subject(self) -> User:
        return get_object_or_404(people_seen(asker(self.request)), pk=self.kwargs["pk"])


class QualityPolicySerializer(serializers.ModelSerializer[QualityPolicy]):
    class Meta:
        model = QualityPolicy
        fields = ("version", *FIELDS)


class Policy(APIView):
    """By which rules the index is counted."""

    @extend_schema(responses=QualityPolicySerializer)
    def get(self, request: Request) -> Response:
        """Weights in hundredths, burdens of complaints, window, and how many answers are needed."""
        return Response(QualityPolicySerializer(policies.quality_policy()).data)

    @extend_schema(request=asking.shape(QualityPolicyForm), responses=QualityPolicySerializer)
    def patch(self, request: Request) -> Response:
        """Change what is named over the version that was read; 428 without it, 409 if somebody was faster."""
        if not asker(request).decides:
            raise PermissionDenied
        if "version" not in request.data:
            raise VersionMissing
        in_force = policies.quality_policy()
        form = QualityPolicyForm(instance=in_force)
        form.initial = dict(QualityPolicySerializer(in_force).data)
        asking.bound(form, asking.heard(asking.shape(QualityPolicyForm), request.data), keep=True)
        values = asking.cleaned(form)
        version = values.pop("version")
        if not policies.change(values=values, version=version, by=asker(request)):
            raise Conflict(_("Somebody has just changed the policy. Read it again to see the new values."))
        return self.get(request)
