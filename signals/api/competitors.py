"""Competitors over HTTP: whom nights look for, changed over the state that was read."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking
from signals import services
from signals.api.policies import MAY
from signals.competitor_forms import CompetitorForm
from signals.models import Competitor
from staff.api import asker
from staff.problems import Conflict


class CompetitorSerializer(serializers.ModelSerializer[Competitor]):
    branch = serializers.CharField(source="branch.code", read_only=True, default=None)

    class Meta:
        model = Competitor
        fields = (
            "id",
            "name",
            "aliases",
            "active_from",
            "branch",
            "customer_kind",
            "brand",
            "retired_at",
            "changed_at",
        )


class CompetitorAsked(asking.shape(CompetitorForm)):  # type: ignore[misc]
    """A competitor as the form has him; retired: nights look for him no longer."""

    retired = serializers.BooleanField(required=False)


class CompetitorChanged(CompetitorAsked):
    version = serializers.DateTimeField(
        required=True, allow_null=True, help_text="changed_at as it was read; 409 where it has changed since"
    )


class Competitors(generics.ListAPIView[Competitor]):
    """Competitors, by id."""

    permission_classes = MAY
    serializer_class = CompetitorSerializer

    def get_queryset(self) -> QuerySet[Competitor]:
        return Competitor.objects.select_related("branch").order_by("pk")

    @extend_schema(request=CompetitorAsked, responses={201: CompetitorSerializer})
    def post(self, request: Request) -> Response:
        """Write down a competitor; nights look for him from the next one on."""
        given = asking.heard(CompetitorAsked, request.data)
        row = written(Competitor(), given, request)
        return Response(CompetitorSerializer(row).data, status=status.HTTP_201_CREATED)


class OneCompetitor(generics.RetrieveAPIView[Competitor]):
    """One competitor."""

    permission_classes = MAY
    serializer_class = CompetitorSerializer

    def get_queryset(self) -> QuerySet[Competitor]:
        return Competitor.objects.select_related("branch")

    @extend_schema(request=CompetitorChanged, responses=CompetitorSerializer)
    @transaction.atomic
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is named. 409 where somebody changed him since `version`."""
        services.locked_policy()
        row = self.get_object()
        given = asking.heard(CompetitorChanged, request.data)
        if "version" not in given:
            raise ValidationError({"version": [_("Say which version you have read.")]})
        if given.pop("version") != row.changed_at:
            raise Conflict(_("Somebody has just changed him. Read him again to see the new values."))
        return Response(CompetitorSerializer(written(row, given, request)).data)


def written(row: Competitor, given: dict[str, Any], request: Request) -> Competitor:
    """The form's service over what is given; retired is a step of its own."""
    retired = given.pop("retired", None)
    form = asking.bound(CompetitorForm(instance=row), given, keep=True)
    if not form.is_valid():
        raise ValidationError(asking.errors_of(form))
    services.save_competitor(competitor=form.save(commit=False), by=asker(request))
    if retired is not None:
        services.retire_competitor(competitor=row, retired=retired, by=asker(request))
    return row
