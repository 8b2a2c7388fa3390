"""Complaints over HTTP: open ones, one with its history, logging, and each thing done with one."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import ONCE, AboutCustomer, token_of
from customers.api.lists import filters_of, today_of, understood
from customers.models import Visit
from desk.api.progress_links import ProgressLinkSerializer
from desk.complaints import correcting, outside, questions, reasons, services
from desk.complaints.forms import WAYS
from desk.complaints.reads import alike
from desk.complaints.satisfaction import satisfaction_with, why_not_asked
from desk.knowledge import gaps
from desk.models import Complaint, ComplaintEvent
from desk.progress import linking
from staff.api import asker
from staff.models import Team, User

SHOWN = (
    "id",
    "version",
    "customer",
    "visit",
    "cause",
    "severity",
    "text",
    "state",
    "logged_at",
    "logged_by",
    "holder",
    "team",
    "held_since",
    "held_until",
    "held_due_at",
    "responded_at",
    "respond_due_at",
    "solved_at",
    "solve_due_at",
    "due_at",
    "round_the_clock",
    "paused_until",
    "level",
    "escalated_to",
    "resolution",
    "about",
    "root_cause",
    "sender",
    "sender_number",
    "sender_due_at",
    "sender_answered_at",
)


class ComplaintEventSerializer(serializers.ModelSerializer[ComplaintEvent]):
    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = ComplaintEvent
        fields = ("kind", "at", "by", "person", "team", "way", "text", "due", "clock")


class ComplaintSerializer(serializers.ModelSerializer[Complaint]):
    class Meta:
        model = Complaint
        fields = SHOWN
        read_only_fields = SHOWN


class SolutionSatisfactionSerializer(serializers.Serializer[Any]):
    """How satisfied the customer is with the solution, asked once. score: 1 to 5, null until he gave one."""

    asked_on = serializers.DateField()
    answered_at = serializers.DateTimeField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    comment = serializers.CharField()


class OneComplaintSerializer(ComplaintSerializer):
    """A complaint with what happened to it, oldest first."""

    events = ComplaintEventSerializer(many=True, read_only=True)
    links = serializers.SerializerMethodField()
    satisfaction = serializers.SerializerMethodField()
    satisfaction_not_asked = serializers.SerializerMethodField()

    class Meta(ComplaintSerializer.Meta):
        fields = (*SHOWN, "events", "links", "satisfaction", "satisfaction_not_asked")  # type: ignore[assignment]

    @extend_schema_field(ProgressLinkSerializer(many=True))
    def get_links(self, complaint: Complaint) -> Any:
        return ProgressLinkSerializer(complaint.links.by_hand().order_by("pk"), many=True).data

    @extend_schema_field(SolutionSatisfactionSerializer(allow_null=True))
    def get_satisfaction(self, complaint: Complaint) -> Any:
        found = satisfaction_with(complaint)
        return SolutionSatisfactionSerializer(found).data if found else None

    def get_satisfaction_not_asked(self, complaint: Complaint) -> str:
        """Why the customer was not, or is not yet, asked about the solution; empty while it is open."""
        if complaint.solved_at is None or satisfaction_with(complaint):
            return ""
        return why_not_asked(complaint)


class SenderField(serializers.CharField):
    """12315, 12345, review, platform, or a sender that the policy names."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        name = super().run_validation(data)
        if name and name not in dict(outside.names()):
            raise serializers.ValidationError(_("The policy does not know this sender."))
        return name


class LogSerializer(serializers.Serializer[Any]):
    """A new complaint. visit: one of this customer's."""

    cause = serializers.ChoiceField(choices=Complaint.Cause.choices)
    about = serializers.ChoiceField(
        Complaint.About.choices, required=False, default="", allow_blank=True, help_text="the role"
    )
    severity = serializers.ChoiceField(choices=Complaint.Severity.choices, default=2)
    text = serializers.CharField(max_length=4000)
    visit: serializers.Field = serializers.PrimaryKeyRelatedField(
        queryset=Visit.objects.all(), required=False, default=None, allow_null=True
    )

    sender = SenderField(required=False, default="", allow_blank=True)
    sender_number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    sender_due = serializers.DateTimeField(required=False, default=None, allow_null=True)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if not said["sender"] and (said["sender_number"] or said["sender_due"]):
            raise serializers.ValidationError({"sender": _("Who sent it?")})
        return said


class VerbSerializer(serializers.Serializer[Any]):
    """version: what the asker looked at; a complaint that was changed since answers 409."""

    version = serializers.IntegerField(required=False, default=None, allow_null=True)


class TextSerializer(VerbSerializer):
    text = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class WaySerializer(TextSerializer):
    way = serializers.ChoiceField(choices=WAYS)


class AskCustomerSerializer(VerbSerializer):
    way = serializers.ChoiceField(choices=WAYS)
    text = serializers.CharField(max_length=2000)


class LinkSerializer(VerbSerializer):
    """way: by which the customer gets his link."""

    way = serializers.ChoiceField(choices=linking.WAYS)


class NoteSerializer(VerbSerializer):
    text = serializers.CharField(max_length=2000)


class CorrectSerializer(VerbSerializer):
    """What it is; what is left out stays. visit: one of this customer's."""

    cause = serializers.ChoiceField(choices=Complaint.Cause.choices, required=False)
    severity = serializers.ChoiceField(choices=Complaint.Severity.choices, required=False)
    about = serializers.ChoiceField(
        Complaint.About.choices, required=False, allow_blank=True, help_text="the role"
    )
    visit: serializers.Field = serializers.PrimaryKeyRelatedField(
        queryset=Visit.objects.all(), required=False, allow_null=True
    )


class GivenSerializer(TextSerializer):
    """To a department, a person, or both; with a deadline."""

    team: serializers.Field = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False, default=None, allow_null=True
    )
    person: serializers.Field = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.at_work(), required=False, default=None, allow_null=True
    )
    until = serializers.DateTimeField()


class OutsideSerializer(VerbSerializer):
    """due: until when the sender wants an answer; it is never paused."""

    sender = SenderField()
    number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    due = serializers.DateTimeField(required=False, default=None, allow_null=True)


class AnswerSenderSerializer(NoteSerializer):
    """text: what the sender was told; at: when, if it was not just now."""

    at = serializers.DateTimeField(required=False, default=None, allow_null=True)


class ResolutionSerializer(VerbSerializer):
    resolution = serializers.CharField(max_length=4000)
    root_cause = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class Complaints(generics.ListAPIView[Complaint]):
    """The open complaints that the asker may see, by id.

    only=outside: those whose sender waits for our answer, solved ones too.
    """

    serializer_class = ComplaintSerializer
    queryset = Complaint.objects.none()

    def get_queryset(self) -> Any:
        seen = Complaint.objects.visible_to(asker(self.request))
        outside_only = self.request.GET.get("only") == "outside"
        return seen.with_a_sender_waiting() if outside_only else seen.open()

    @extend_schema(parameters=[OpenApiParameter("only", enum=["outside"])])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class WordSerializer(serializers.Serializer[Any]):
    """Of a gap: its cause, or a word of it."""

    cause = serializers.ChoiceField(Complaint.Cause.choices, allow_blank=True, default="")
    word = serializers.CharField(max_length=40, allow_blank=True, default="")


class Behind(generics.ListAPIView[Complaint]):
    """The complaints behind a figure, open and solved, by id."""

    serializer_class = ComplaintSerializer
    queryset = Complaint.objects.none()

    def get_queryset(self) -> Any:
        form = reasons.BehindForm(self.request.GET, user=asker(self.request), on=today_of(self.request))
        understood(form, self.request, ())
        return reasons.behind(reasons.within(asker(self.request), form.cleaned_data), form.cleaned_data)

    @extend_schema(parameters=filters_of(reasons.BehindForm))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class InGap(generics.ListAPIView[Complaint]):
    """The complaints of the last 90 days that no article answered, by id."""

    serializer_class = ComplaintSerializer
    queryset = Complaint.objects.none()

    def get_queryset(self) -> Any:
        asked = WordSerializer(data=self.request.GET)
        asked.is_valid(raise_exception=True)
        complaints = gaps.complaints_of(asker(self.request), day=today_of(self.request))
        return gaps.about(complaints, **asked.validated_data)

    @extend_schema(parameters=[WordSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OfCustomer(AboutCustomer):
    """Logging a complaint of a customer."""

    @extend_schema(parameters=[ONCE], request=LogSerializer, responses={201: ComplaintSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Write a complaint down. Its clocks run from now on."""
        customer = self.customer()
        said = LogSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        logged = services.log_complaint(
            customer=customer, by=asker(request), token=token_of(request), **said.validated_data
        )
        return Response(ComplaintSerializer(logged).data, status=status.HTTP_201_CREATED)


class TypedSerializer(serializers.Serializer[Any]):
    """What is about to be logged. visit: one of this customer's."""

    text = serializers.CharField(max_length=4000, allow_blank=True, default="")
    cause = serializers.ChoiceField(Complaint.Cause.choices, allow_blank=True, default="")
    visit = serializers.IntegerField(allow_null=True, default=None)


class Alike(AboutCustomer):
    """Whether a complaint was made before."""

    @extend_schema(request=TypedSerializer, responses=ComplaintSerializer(many=True))
    def post(self, request: Request, pk: int) -> Response:
        """The customer's complaints that may be this one, the likeliest first. Saves nothing."""
        customer = self.customer()
        typed = TypedSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        said = typed.validated_data
        visit = Visit.objects.of([customer.pk]).filter(pk=said["visit"]).first()
        likely = list(alike(customer, text=said["text"], cause=said["cause"], visit=visit))
        return Response(ComplaintSerializer(likely, many=True).data)


class OneComplaint(generics.RetrieveAPIView[Complaint]):
    """One complaint, open or solved, with its history."""

    serializer_class = OneComplaintSerializer
    queryset = Complaint.objects.none()

    def get_queryset(self) -> Any:
        return Complaint.objects.visible_to(asker(self.request)).prefetch_related("events__by")


def verb(asked: type[serializers.Serializer[Any]], service: Any, words: str) -> Any:
    """A view that does one thing with a complaint. words: its description."""

    class Verb(APIView):
        @extend_schema(
            parameters=[ONCE],
            request=asked,
            responses={200: ComplaintSerializer},
            description=words,
        )
        def post(self, request: Request, pk: int) -> Response:
            seen = Complaint.objects.visible_to(asker(request))
            complaint = get_object_or_404(seen.select_related("customer__branch"), pk=pk)
            said = asked(data=request.data)
            said.is_valid(raise_exception=True)
            done = service(
                complaint=complaint, by=asker(request), token=token_of(request), **said.validated_data
            )
            return Response(ComplaintSerializer(done).data)

    return Verb


Take = verb(VerbSerializer, services.take, "The asker has it from now on.")
Respond = verb(WaySerializer, services.respond, "The customer was answered.")
Ask = verb(
    AskCustomerSerializer,
    questions.ask,
    "Ask the customer. SMS and e-mail are sent, else he was asked just now. The clock pauses then.",
)
Answer = verb(WaySerializer, services.note_answer, "The customer answered: the clock runs again.")
HandOver = verb(GivenSerializer, services.hand_over, "Give it to a department or a person, with a deadline.")
Escalate = verb(TextSerializer, services.escalate, "Ask the next level for help.")
Note = verb(NoteSerializer, services.note, "Write something down about it.")
Correct = verb(
    CorrectSerializer,
    correcting.correct,
    "It is another cause, severity, role or visit. Only who leads makes it lighter.",
)
Link = verb(
    LinkSerializer,
    lambda **said: linking.send(**said).complaint,
    "Send the customer a link to the page of his complaint.",
)
Solve = verb(ResolutionSerializer, services.solve_complaint, "It is solved: the clocks stop.")
Unsolve = verb(
    VerbSerializer,
    lambda *, complaint, by, **_: services.take_back(complaint=complaint, by=by),
    "Take a solution back: the clock runs as if it had never been solved. An open one stays as it is.",
)
Reopen = verb(TextSerializer, services.reopen_complaint, "It is open again, with a new resolution clock.")
Outside = verb(
    OutsideSerializer, outside.came, "A body outside sent it to us; the same again sets another deadline."
)
AnswerSender = verb(
    AnswerSenderSerializer, outside.answer_sender, "The sender has our answer: it stops waiting."
)
