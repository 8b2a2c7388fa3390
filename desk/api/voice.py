"""The voice of the customer over HTTP: what was said, and what becomes of it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking, base, records
from customers.api.lists import today_of
from customers.api.versions import seen_version
from customers.models import Customer
from desk.models import Matter, Voice
from desk.voice import counting, services
from desk.voice.forms import DescribeForm, MatterAnswerForm, VoiceForm
from staff.api import MayUse, asker, only
from staff.roles import LEADS


class MatterSerializer(serializers.ModelSerializer[Matter]):
    """said: customers whom you may see; to_call: of these who wait for the answer by phone.

    department: by name; team: its id, none where it was only written.
    """

    said = serializers.IntegerField(read_only=True, default=0)
    to_call = serializers.IntegerField(read_only=True, default=0)
    department = serializers.CharField(source="department_name", read_only=True)
    owner = serializers.CharField(source="owner.username", default=None, read_only=True)

    class Meta:
        model = Matter
        fields = (
            *("id", "kind", "product", "category", "title", "team", "department", "owner", "state", "answer"),
            *("answer_other", "version", "said", "to_call", "created_at", "decided_at", "merged_into"),
        )


class VoiceSerializer(serializers.ModelSerializer[Voice]):
    logged_by = serializers.CharField(source="logged_by.username", default=None, read_only=True)

    class Meta:
        model = Voice
        fields = (
            *("id", "customer", "matter", "complaint", "text", "day", "logged_at", "logged_by"),
            *("message", "told_at"),
        )


@base.asks(VoiceForm, VoiceSerializer, "Note a suggestion or defect; it makes a matter of its own.")
class Voices(records.EnterableOfCustomer):
    """What the customer wished for or found broken."""

    serializer_class = VoiceSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Voice.objects.select_related("logged_by")

    def form(self, customer: Customer) -> VoiceForm:
        return VoiceForm(prefix="", customer=customer)

    def enter(self, customer: Customer, form: VoiceForm) -> Voice:
        return services.log(customer=customer, by=asker(self.request), **asking.cleaned(form))


class Matters(generics.ListAPIView[Matter]):
    """The matters of which you may see a customer, by id."""

    serializer_class = MatterSerializer
    queryset = Matter.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        form = counting.MatterFilter({"show": "all", **self.request.GET.dict()})
        if not form.is_valid():
            raise serializers.ValidationError(asking.errors_of(form))
        found = counting.found(form, asker(self.request), day=today_of(self.request))
        return found.select_related("team", "owner")

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        counting.counted(list(rows or []), Voice.objects.visible_to(asker(self.request)))
        return rows

    @extend_schema(
        parameters=[
            OpenApiParameter("q", description="words of it"),
            OpenApiParameter("kind", enum=Matter.Kind.values),
            OpenApiParameter(
                "show", enum=[name or "open" for name in counting.SHOW], description="all if left out"
            ),
            OpenApiParameter("product"),
            OpenApiParameter("category"),
            OpenApiParameter("window", enum=["now", "before"], description="said in 90 days, or before"),
            OpenApiParameter("mine", bool, description="those that you or your department see to"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def seen(request: Request, pk: int) -> Matter:
    return get_object_or_404(Matter.objects.visible_to(asker(request)).select_related("team", "owner"), pk=pk)


def answer(request: Request, pk: int) -> Response:
    found = seen(request, pk)
    counting.counted([found], Voice.objects.visible_to(asker(request)))
    return Response(MatterSerializer(found).data)


class OneMatter(APIView):
    """One matter."""

    @extend_schema(responses=MatterSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """With how many customers said it whom you may see."""
        return answer(request, pk)


class MatterVoices(generics.ListAPIView[Voice]):
    """Who said it, of the customers whom you may see, by id."""

    serializer_class = VoiceSerializer
    queryset = Voice.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found = seen(self.request, self.kwargs["pk"])
        return Voice.objects.visible_to(asker(self.request)).filter(matter=found).select_related("logged_by")


class AlikeMatters(APIView):
    """Undecided matters that may be the same."""

    permission_classes = [MayUse, only(*LEADS)]

    @extend_schema(responses=MatterSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The most alike first; none once it is decided."""
        found = seen(request, pk)
        rows = [] if found.has_ended else counting.alike(found, asker(request))
        counting.counted(rows, Voice.objects.visible_to(asker(request)))
        return Response(MatterSerializer(rows, many=True).data)


class ForLeads(APIView):
    permission_classes = [MayUse, only(*LEADS)]
    asked: type[serializers.Serializer]


@base.asks(
    DescribeForm,
    MatterSerializer,
    "Name a matter and say who sees to it, who hears of it; all of it is said. version: that was read; 428 "
    "without it, 409 when somebody has described it since.",
    status=200,
)
class Describe(ForLeads):
    """What a matter is called, and whose it is."""

    def post(self, request: Request, pk: int) -> Response:
        found = seen(request, pk)
        given = asking.heard(self.asked, request.data)
        seen_version(given)
        form = asking.bound(DescribeForm(), given)
        services.describe(matter=found, by=asker(request), **asking.cleaned(form))
        return answer(request, pk)


@base.asks(
    MatterAnswerForm, MatterSerializer, "Done or declined; everybody who said it is answered.", status=200
)
class Decide(ForLeads):
    """The end of a matter. Another decision over an ended one answers 409."""

    def post(self, request: Request, pk: int) -> Response:
        found = seen(request, pk)
        form = asking.bound(MatterAnswerForm(), asking.heard(self.asked, request.data))
        services.decide(matter=found, by=asker(request), **asking.cleaned(form))
        return answer(request, pk)


class OtherSerializer(serializers.Serializer[Any]):
    other = serializers.IntegerField(help_text="the matter that is the same (id)")


class Merge(ForLeads):
    """Two matters become one."""

    @extend_schema(request=OtherSerializer, responses=MatterSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """What was said of the other one belongs to this one."""
        found = seen(request, pk)
        wish = OtherSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        other = get_object_or_404(Matter.objects.visible_to(asker(request)), pk=wish.validated_data["other"])
        services.merge(into=found, other=other, by=asker(request))
        return answer(request, pk)


class Part(ForLeads):
    """Two matters that were put together are two again."""

    @extend_schema(request=None, responses=MatterSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """What began as this one belongs to it again; answers that were given stay given."""
        other = get_object_or_404(Matter.objects.select_related("merged_into"), pk=pk)
        seen(request, other.merged_into_id or other.pk)
        services.part(other=other)
        return answer(request, pk)


class Told(APIView):
    """The answer was told by phone."""

    @extend_schema(request=None, responses=VoiceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The customer has heard it; 409 while there is no answer."""
        voice = get_object_or_404(Voice.objects.visible_to(asker(request)), pk=pk)
        told = services.told_by_phone(voice=voice, by=asker(request))
        return Response(VoiceSerializer(told).data)
