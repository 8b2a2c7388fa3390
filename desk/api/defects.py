"""Defects over HTTP: declaring, whom they concern, telling, and who was told."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking, base
from desk.defects import reads, services
from desk.defects.forms import DefectForm
from desk.models import Affected, Defect
from staff.api import MayUse, asker, only
from staff.roles import LEADS

FIELDS = (
    *(
        "id",
        "title",
        "text",
        "template",
        "title_other",
        "text_other",
        "template_other",
        "category",
        "article",
        "asset",
        "technician",
        "first_day",
        "last_day",
    ),
    *("complaint", "matter", "declared_by", "declared_at", "searched_at", "notified_at", "withdrawn_at"),
)


class DefectCountsSerializer(serializers.Serializer[Any]):
    """Over all customers, also those whom you may not see."""

    affected = serializers.IntegerField(source="all")
    told = serializers.IntegerField()
    still_to_tell = serializers.IntegerField(source="tell")
    to_call = serializers.IntegerField(source="call")
    left_out = serializers.IntegerField(source="out")


class DefectSerializer(serializers.ModelSerializer[Defect]):
    counts = DefectCountsSerializer(read_only=True)

    class Meta:
        model = Defect
        fields = (*FIELDS, "counts")
        read_only_fields = fields


class AffectedSerializer(serializers.ModelSerializer[Affected]):
    """day: of the latest visit that fits."""

    class Meta:
        model = Affected
        fields = (
            *(
                "id",
                "customer",
                "visit",
                "day",
                "excluded_at",
                "excluded_for",
                "message",
                "told_at",
                "told_by",
            ),
        )
        read_only_fields = fields


def seen(request: Request, pk: int) -> Defect:
    return get_object_or_404(Defect.objects.visible_to(asker(request)), pk=pk)


def answer(defect: Defect, code: int = 200) -> Response:
    defect = Defect.objects.get(pk=defect.pk)
    reads.counted([defect])
    return Response(DefectSerializer(defect).data, status=code)


@base.asks(DefectForm, DefectSerializer, "Declare a defect: whom it concerns is listed, nobody is told yet.")
class Defects(generics.ListAPIView[Defect]):
    """The defects that concern customers whom you may see, by id."""

    serializer_class = DefectSerializer
    queryset = Defect.objects.none()
    asked: type[serializers.Serializer]

    def get_permissions(self) -> Any:
        return [MayUse(), only(*LEADS)()] if self.request.method == "POST" else super().get_permissions()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return Defect.objects.visible_to(asker(self.request))

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        reads.counted(list(rows or []))
        return rows

    def post(self, request: Request) -> Response:
        form = DefectForm(by=asker(request), prefix="")
        form = asking.bound(form, asking.heard(self.asked, request.data), token=base.token_of(request))
        defect = services.declare(by=asker(request), **asking.cleaned(form))
        return answer(defect, status.HTTP_201_CREATED)


class OneDefect(APIView):
    """One defect with its counts."""

    @extend_schema(responses=DefectSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What it is about, and how many were told."""
        return answer(seen(request, pk))


class OfDefect(generics.ListAPIView[Affected]):
    """Its customers whom you may see, by id."""

    serializer_class = AffectedSerializer
    queryset = Affected.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = seen(self.request, self.kwargs["pk"])
        rows = reads.shown(self.request.GET.get("show", ""))
        return rows.visible_to(asker(self.request)).filter(defect=found)

    @extend_schema(parameters=[OpenApiParameter("show", enum=[name for name in reads.SHOW if name])])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ForLeads(APIView):
    permission_classes = [MayUse, only(*LEADS)]


class Notify(ForLeads):
    """Everybody whom it concerns is told, once."""

    @extend_schema(request=None, responses=DefectSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Who cannot be written to stands in the list of those to call."""
        return answer(services.notify(defect=seen(request, pk), by=asker(request)))


class LookAgain(ForLeads):
    """Later visits and imports are looked through, too."""

    @extend_schema(request=None, responses=DefectSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Who is listed already stays."""
        found = seen(request, pk)
        services.look_again(defect=found, by=asker(request))
        return answer(found)


class Withdraw(ForLeads):
    """It was none."""

    @extend_schema(request=None, responses=DefectSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """409 once customers are being told."""
        return answer(services.withdraw(defect=seen(request, pk), by=asker(request)))


def row(request: Request, pk: int) -> Affected:
    found: Affected = get_object_or_404(Affected.objects.visible_to(asker(request)), pk=pk)
    return found


class ReasonOutSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class LeaveOut(ForLeads):
    """It does not concern this customer."""

    @extend_schema(request=ReasonOutSerializer, responses=AffectedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """With a reason; 409 once he was told."""
        found = row(request, pk)
        said = ReasonOutSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        return Response(
            AffectedSerializer(
                services.leave_out(affected=found, by=asker(request), **said.validated_data)
            ).data
        )


class TakeIn(ForLeads):
    """It concerns this customer after all."""

    @extend_schema(request=None, responses=AffectedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """He is told as the others are."""
        return Response(AffectedSerializer(services.take_in(affected=row(request, pk))).data)


class Told(APIView):
    """Told by telephone."""

    @extend_schema(request=None, responses=AffectedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The customer has heard of it; 409 while nobody is told."""
        done = services.told_by_phone(affected=row(request, pk), by=asker(request))
        return Response(AffectedSerializer(done).data)
