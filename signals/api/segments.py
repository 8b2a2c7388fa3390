"""What holds for some customers in place of what holds for everybody: months of tiers, rules of detectors,
caps of health.

Lists by id to which POST adds; one of them is changed by PATCH and taken away by DELETE, all over the version
of the policies that was read.
"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking
from customers.api.base import asks
from signals import services
from signals.api.health import OfGroups
from signals.api.policies import MAY, DetectorSegmentSerializer, filled, over, rule_of
from signals.detector_forms import SegmentForm
from signals.detectors import KINDS
from signals.forms import TierForm
from signals.health import services as health
from signals.health.forms import ProfileForm
from signals.models import DetectorSegment, HealthProfile, TierSegment
from signals.models.policy import MONTHS
from signals.policies import caps_for_all, months_for_all
from staff.api import asker

VERSION = "of the policies, as it was read: 409 where somebody changed them since"
OVER = OpenApiParameter("version", int, description=VERSION)


class Over(serializers.Serializer[Any]):
    """What a DELETE says: its address alone, as it has no body."""

    version = serializers.IntegerField(required=False)


def heard_over(request: Request) -> dict[str, Any]:
    """The version of the address, where there is one."""
    return asking.heard(Over, request.query_params.dict())


class ForSome(generics.GenericAPIView[Any]):
    """What a list and one of it share."""

    permission_classes = MAY
    asked: type[serializers.Serializer]
    inner = ""  # see filled; without it all stands side by side

    def rows(self) -> QuerySet[Any, Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any, Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.serializer_class.Meta.model.objects.none()  # type: ignore[union-attr]
        return self.rows().select_related("branch").order_by("pk")

    def form(self, row: Any) -> Any:
        """Of the row, or None of a new one."""
        raise NotImplementedError

    def save(self, form: Any, row: Any) -> Any:
        raise NotImplementedError

    def written(self, row: Any) -> Any:
        """The row, changed as the request says; a new one for None."""
        given = asking.heard(self.asked, self.request.data)
        with over(given):
            form = filled(self.form(row), given, self.inner)
            return self.get_serializer(self.save(form, row)).data


class List(ForSome, generics.ListAPIView[Any]):
    def post(self, request: Request, **_named: Any) -> Response:
        self.get_queryset()
        return Response(self.written(None), status=status.HTTP_201_CREATED)


class One(ForSome, generics.RetrieveAPIView[Any]):
    def patch(self, request: Request, **_named: Any) -> Response:
        return Response(self.written(self.get_object()))

    @extend_schema(parameters=[OVER], responses={204: None})
    def delete(self, request: Request, **_named: Any) -> Response:
        """What holds for everybody holds for them again, over the version that was read: 428 without it, 409
        for who is slower."""
        row = self.get_object()
        with over(heard_over(request)):
            services.drop_segment(segment=row, by=asker(self.request))
        return Response(status=status.HTTP_204_NO_CONTENT)


# ---- tiers
class TierSegmentSerializer(serializers.ModelSerializer[TierSegment]):
    """Whose it is (null or empty: of all), and the calendar months since the last visit at which SMS, call
    and recall begin."""

    branch = serializers.CharField(source="branch.code", read_only=True, default=None)

    class Meta:
        model = TierSegment
        fields = ("id", "branch", "echelon", "customer_kind", *MONTHS)


class TierSegmentAsked(asking.shape(TierForm, "row")):  # type: ignore[misc]
    """What is not said is as for everybody, or stays as it is."""

    version = serializers.IntegerField(help_text=VERSION)


class OfTiers(ForSome):
    serializer_class = TierSegmentSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return TierSegment.objects.all()

    def form(self, row: TierSegment | None) -> TierForm:
        return TierForm(months=row.by_name if row else months_for_all(), segment=row)

    def save(self, form: TierForm, row: TierSegment | None) -> TierSegment:
        by = asker(self.request)
        return services.change_tiers(months=form.months, whose=form.whose, segment=row, by=by)


@asks(TierSegmentAsked, TierSegmentSerializer, "Months for customers who have none of their own yet.")
class TierSegments(OfTiers, List):
    """Months of tiers for some customers."""


@asks(
    TierSegmentAsked,
    TierSegmentSerializer,
    "Change what is named; also whose they are.",
    method="patch",
    status=200,
)
class OneTierSegment(OfTiers, One):
    """Months for some customers."""


# ---- detectors
class DetectorTried(asking.shape(SegmentForm)):  # type: ignore[misc]
    """What is not said is as for everybody, or stays as it is."""

    parameters = serializers.DictField(child=serializers.FloatField(), required=False)


class DetectorSegmentAsked(DetectorTried):
    version = serializers.IntegerField(help_text=VERSION)


class OfDetector(ForSome):
    serializer_class = DetectorSegmentSerializer
    inner = "parameters"

    def rows(self) -> QuerySet[Any, Any]:
        return DetectorSegment.objects.filter(kind=rule_of(self.kwargs["kind"])["kind"])

    def form(self, row: DetectorSegment | None) -> SegmentForm:
        kind = self.kwargs["kind"]
        return SegmentForm(detector=KINDS[kind], rule=row.rule if row else rule_of(kind), segment=row)

    def save(self, form: SegmentForm, row: DetectorSegment | None) -> DetectorSegment:
        kind, by = self.kwargs["kind"], asker(self.request)
        return services.change_segment(kind=kind, rule=form.rule, whose=form.whose, segment=row, by=by)


@asks(DetectorSegmentAsked, DetectorSegmentSerializer, "A rule for customers who have none of their own yet.")
class DetectorSegments(OfDetector, List):
    """Rules of one detector for some customers."""


@asks(
    DetectorSegmentAsked,
    DetectorSegmentSerializer,
    "Change what is named; also whose it is.",
    method="patch",
    status=200,
)
class OneDetectorSegment(OfDetector, One):
    """One rule for some customers."""


# ---- health
class CapsSerializer(OfGroups):
    """Points that each group may take at most, 0 to 100."""


class HealthProfileSerializer(serializers.ModelSerializer[HealthProfile]):
    """Whose the caps are (null or empty: of all), and the caps."""

    branch = serializers.CharField(source="branch.code", read_only=True, default=None)
    caps = CapsSerializer()

    class Meta:
        model = HealthProfile
        fields = ("id", "branch", "echelon", "customer_kind", "caps")


class CapsTried(asking.shape(ProfileForm)):  # type: ignore[misc]
    """What is not said is as for everybody, or stays as it is."""

    caps = CapsSerializer(required=False)


class HealthProfileAsked(CapsTried):
    version = serializers.IntegerField(help_text=VERSION)


class OfHealth(ForSome):
    serializer_class = HealthProfileSerializer
    inner = "caps"

    def rows(self) -> QuerySet[Any, Any]:
        return HealthProfile.objects.for_segments()

    def form(self, row: HealthProfile | None) -> ProfileForm:
        return ProfileForm(caps=row.caps if row else caps_for_all(), segment=row)

    def save(self, form: ProfileForm, row: HealthProfile | None) -> HealthProfile:
        by = asker(self.request)
        return health.change_profile(caps=form.caps, whose=form.whose, profile=row, by=by)


@asks(HealthProfileAsked, HealthProfileSerializer, "Caps for customers who have none of their own yet.")
class HealthProfiles(OfHealth, List):
    """Caps of health for some customers."""


@asks(
    HealthProfileAsked,
    HealthProfileSerializer,
    "Change what is named; also whose they are.",
    method="patch",
    status=200,
)
class OneHealthProfile(OfHealth, One):
    """Caps for some customers."""
