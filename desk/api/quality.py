"""Ratings, inspections, checklists and rectifications over HTTP. The services are those of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import ONCE, AboutCustomer, token_of, writing
from customers.models import Asset, Customer, Visit
from desk.models import (
    ChecklistVersion,
    Complaint,
    InspectedItem,
    Inspection,
    Rectification,
    RectificationEvent,
    WorkOrderRating,
)
from desk.quality.inspections import services as inspecting
from desk.quality.ratings import services as rating
from desk.quality.rectifications import reads, services
from staff.api import asker
from staff.models import Branch, User
from staff.problems import Conflict

SINCE = ("state", "self", "person")  # refusals about what has happened since, or about who asks


@contextmanager
def deciding() -> Iterator[None]:
    """What the state or the person does not allow is a conflict; what is wrong with the words is not."""
    try:
        yield
    except ValidationError as error:
        if getattr(error, "code", None) in SINCE:
            raise Conflict(" ".join(error.messages)) from error
        raise


def username(**options: Any) -> Any:
    return serializers.SlugRelatedField(slug_field="username", **options)


def one_of(rows: Any, **options: Any) -> Any:
    return serializers.PrimaryKeyRelatedField(queryset=rows, **options)


MAYBE: dict[str, Any] = {"required": False, "default": None, "allow_null": True}


# ---- ratings


class RatingSerializer(serializers.ModelSerializer[WorkOrderRating]):
    """given_from: only whether two came from the same place can be told."""

    technician: Any = username(read_only=True)
    entered_by: Any = username(read_only=True)
    branch: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = WorkOrderRating
        fields = (
            *("id", "customer", "visit", "technician", "branch", "score", "timeliness", "minutes_late"),
            *("words", "given_at", "day", "channel", "given_from", "entered_by", "entered_at", "number"),
        )


class RateSerializer(serializers.Serializer[Any]):
    """A rating of one of this customer's visits. given_from: an address or device; its digest is kept."""

    visit: Any = one_of(Visit.objects.all())
    score = serializers.IntegerField(min_value=1, max_value=5)
    timeliness = serializers.IntegerField(min_value=1, max_value=5, **MAYBE)
    minutes_late = serializers.IntegerField(min_value=0, max_value=1440, **MAYBE)
    words = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    channel = serializers.ChoiceField(choices=WorkOrderRating.Channel.choices, default="system")
    given_at = serializers.DateTimeField(**MAYBE)
    given_from = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class Ratings(generics.ListAPIView[WorkOrderRating]):
    """The ratings of the customers whom you may see, by id."""

    serializer_class = RatingSerializer
    queryset = WorkOrderRating.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = WorkOrderRating.objects.visible_to(asker(self.request))
        technician = self.request.GET.get("technician")
        found = found.filter(technician__username=technician) if technician else found
        return found.select_related("technician", "entered_by", "branch")

    @extend_schema(parameters=[OpenApiParameter("technician", description="user name")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class RatingsOfCustomer(AboutCustomer):
    """Ratings of a customer's visits."""

    @extend_schema(parameters=[ONCE], request=RateSerializer, responses={201: RatingSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Write down what he thought of a job."""
        customer = self.customer()
        said = RateSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        visit = said.validated_data["visit"]
        if visit.customer_id != customer.pk:
            raise serializers.ValidationError({"visit": [no_choice(said, "visit", visit.pk)]})
        with writing():
            made = rating.rate(by=asker(request), token=token_of(request), **said.validated_data)
        return Response(RatingSerializer(made).data, status=status.HTTP_201_CREATED)


def no_choice(said: Any, name: str, key: int) -> str:
    """Word for word what a number that nobody has is told."""
    return str(said.fields[name].error_messages["does_not_exist"]).format(pk_value=key)


# ---- inspections


class InspectedSerializer(serializers.ModelSerializer[InspectedItem]):
    point: Any = serializers.IntegerField(source="item_id", read_only=True)
    weight = serializers.IntegerField(source="item.weight", read_only=True)

    class Meta:
        model = InspectedItem
        fields = ("id", "point", "weight", "verdict", "words")


class InspectionSerializer(serializers.ModelSerializer[Inspection]):
    technician: Any = username(read_only=True)
    inspector: Any = username(read_only=True)
    branch: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    items = InspectedSerializer(many=True, read_only=True)

    class Meta:
        model = Inspection
        fields = (
            *("id", "kind", "version", "branch", "technician", "inspector", "customer", "visit", "asset"),
            *("day", "made_at", "words", "score", "withdrawn_at", "withdrawn_because", "items"),
        )


class PointAnswerSerializer(serializers.Serializer[Any]):
    point = serializers.IntegerField(help_text="of the version (id)")
    verdict = serializers.ChoiceField(choices=InspectedItem.Verdict.choices)
    words = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class InspectSerializer(serializers.Serializer[Any]):
    """items: one for each point of the version."""

    kind = serializers.ChoiceField(choices=Inspection.Kind.choices)
    version: Any = one_of(ChecklistVersion.objects.prefetch_related("items"))
    branch: Any = serializers.SlugRelatedField(slug_field="code", queryset=Branch.objects.all())
    technician: Any = username(queryset=User.objects.at_work(), **MAYBE)
    customer: Any = one_of(Customer.objects.all(), **MAYBE)
    visit: Any = one_of(Visit.objects.all(), **MAYBE)
    asset: Any = one_of(Asset.objects.all(), **MAYBE)
    day = serializers.DateField(**MAYBE)
    words = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    items = PointAnswerSerializer(many=True)

    def validate_customer(self, customer: Customer | None) -> Customer | None:
        seen = Customer.objects.visible_to(asker(self.context["request"]))
        if customer and not seen.filter(pk=customer.pk).exists():
            raise serializers.ValidationError(no_choice(self, "customer", customer.pk))
        return customer


def inspections(request: Request) -> QuerySet[Any, Any]:
    found = Inspection.objects.visible_to(asker(request)).prefetch_related("items__item")
    return found.select_related("technician", "inspector", "branch")


class Inspections(generics.ListAPIView[Inspection]):
    """The inspections that you may see, by id."""

    serializer_class = InspectionSerializer
    queryset = Inspection.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return inspections(self.request)

    @extend_schema(parameters=[ONCE], request=InspectSerializer, responses={201: InspectionSerializer})
    def post(self, request: Request) -> Response:
        """Write an inspection down; its score is worked out."""
        said = InspectSerializer(data=request.data, context={"request": request})
        said.is_valid(raise_exception=True)
        given = dict(said.validated_data)
        items = {one["point"]: inspecting.Found(one["verdict"], one["words"]) for one in given.pop("items")}
        with writing():
            made = inspecting.write_down(by=asker(request), token=token_of(request), items=items, **given)
        return Response(
            InspectionSerializer(inspections(request).get(pk=made.pk)).data, status=status.HTTP_201_CREATED
        )


class OneInspection(generics.RetrieveAPIView[Inspection]):
    """One inspection with what each point came to."""

    serializer_class = InspectionSerializer
    queryset = Inspection.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return inspections(self.request)


class WithdrawalSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=300)


class WithdrawInspection(APIView):
    """An inspection that was wrong."""

    @extend_schema(request=WithdrawalSerializer, responses=InspectionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """It counts no more."""
        inspection = get_object_or_404(inspections(request), pk=pk)
        said = WithdrawalSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        with deciding():
            inspecting.withdraw(inspection=inspection, by=asker(request), **said.validated_data)
        return Response(InspectionSerializer(inspections(request).get(pk=pk)).data)


# ---- rectifications


class RectificationEventSerializer(serializers.ModelSerializer[RectificationEvent]):
    by: Any = username(read_only=True)
    person: Any = username(read_only=True)

    class Meta:
        model = RectificationEvent
        fields = ("kind", "at", "by", "person", "text", "due_at", "new_at")


class RectificationSerializer(serializers.ModelSerializer[Rectification]):
    person: Any = username(read_only=True)
    made_by: Any = username(read_only=True)
    done_by: Any = username(read_only=True)
    branch: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    events = RectificationEventSerializer(many=True, read_only=True)

    class Meta:
        model = Rectification
        fields = (
            *("id", "finding", "complaint", "customer", "branch", "what", "person", "due_at", "state"),
            *("failures", "done_at", "done_by", "done_words", "closed_at", "made_at", "made_by", "events"),
        )


class AskedSerializer(serializers.Serializer[Any]):
    """It springs from a finding or a complaint; else it names its branch."""

    what = serializers.CharField(max_length=300)
    person: Any = username(queryset=User.objects.at_work())
    due_at = serializers.DateTimeField()
    finding: Any = one_of(InspectedItem.objects.filter(verdict="not_ok"), **MAYBE)
    complaint: Any = one_of(Complaint.objects.select_related("customer__branch"), **MAYBE)
    branch: Any = serializers.SlugRelatedField(slug_field="code", queryset=Branch.objects.all(), **MAYBE)

    def validate_finding(self, finding: InspectedItem | None) -> InspectedItem | None:
        return self.seen(finding, Inspection, finding and finding.inspection_id, "finding")

    def validate_complaint(self, complaint: Complaint | None) -> Complaint | None:
        return self.seen(complaint, Complaint, complaint and complaint.pk, "complaint")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["finding"] and attrs["complaint"]:
            raise serializers.ValidationError({"complaint": "finding or complaint, not both"})
        return attrs

    def seen(self, row: Any, model: Any, key: Any, name: str) -> Any:
        visible = model.objects.visible_to(asker(self.context["request"]))
        if row and not visible.filter(pk=key).exists():
            raise serializers.ValidationError(no_choice(self, name, row.pk))
        return row


def rectifications(request: Request) -> QuerySet[Any, Any]:
    found = Rectification.objects.visible_to(asker(request)).prefetch_related("events__by", "events__person")
    return found.select_related("person", "made_by", "done_by", "branch")


class Rectifications(generics.ListAPIView[Rectification]):
    """The rectifications that you may see, by id."""

    serializer_class = RectificationSerializer
    queryset = Rectification.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: Any = rectifications(self.request)
        if self.request.GET.get("mine"):
            found = found.owed_by(asker(self.request))
        show = self.request.GET.get("show", "")
        return reads.SHOWS[show](found) if show in reads.SHOWS else found

    @extend_schema(
        parameters=[
            OpenApiParameter("show", enum=list(reads.SHOWS), description="all if left out"),
            OpenApiParameter("mine", description="anything: only what the asker has to put right"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(parameters=[ONCE], request=AskedSerializer, responses={201: RectificationSerializer})
    def post(self, request: Request) -> Response:
        """Ask somebody to put something right."""
        said = AskedSerializer(data=request.data, context={"request": request})
        said.is_valid(raise_exception=True)
        with writing(), deciding():
            made = services.ask(by=asker(request), token=token_of(request), **said.validated_data)
        found = rectifications(request).get(pk=made.pk)
        return Response(RectificationSerializer(found).data, status=status.HTTP_201_CREATED)


class OneRectification(generics.RetrieveAPIView[Rectification]):
    """One rectification with its history."""

    serializer_class = RectificationSerializer
    queryset = Rectification.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return rectifications(self.request)


class SaidSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000)


class MaybeSaidSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class AnewSerializer(SaidSerializer):
    due_at = serializers.DateTimeField()


class GiveRectificationSerializer(serializers.Serializer[Any]):
    person: Any = username(queryset=User.objects.at_work())


def verb(asked: type[serializers.Serializer[Any]], service: Any, words: str) -> Any:
    """A view that does one thing with a rectification. words: its description."""

    class Verb(APIView):
        @extend_schema(request=asked, responses={200: RectificationSerializer}, description=words)
        def post(self, request: Request, pk: int) -> Response:
            found = get_object_or_404(rectifications(request), pk=pk)
            said = asked(data=request.data)
            said.is_valid(raise_exception=True)
            with deciding():
                done = service(rectification=found, by=asker(request), **said.validated_data)
            whole = Rectification.objects.prefetch_related("events__by", "events__person").get(pk=done.pk)
            return Response(RectificationSerializer(whole).data)

    return Verb


Done = verb(SaidSerializer, services.done, "It was put right, and how.")
Pass = verb(MaybeSaidSerializer, services.passed, "The second look found it in order.")
Fail = verb(AnewSerializer, services.failed, "The second look found it not in order: open, new deadline.")
Move = verb(AnewSerializer, services.move, "Another deadline, and why.")
Give = verb(GiveRectificationSerializer, services.give, "Somebody else puts it right.")
Withdraw = verb(SaidSerializer, services.withdraw, "It need not be done after all, and why.")
