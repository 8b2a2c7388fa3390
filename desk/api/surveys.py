"""Surveys, who was asked, and what was answered. Another's is not there: 404."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response as Answered

from customers.api.base import ONCE, token_of
from customers.models import Customer
from desk.models import Answer, Invitation, Question, Response, Survey, SurveyVersion
from desk.models.surveys import LANGUAGES
from desk.surveys import inviting
from staff.api import asker

# By phone one answers at once, and who scans a printed code is nobody we could name.
SHOWN = (
    "id",
    "name_zh",
    "name_en",
    "occasion",
    "by_itself",
    "after_days",
    "channel",
    "made_at",
    "closed_at",
    "edition",
)
ASKABLE = [(one.value, one.label) for one in Invitation.Channel if one not in ("phone", "qr")]


class SurveyQuestionSerializer(serializers.ModelSerializer[Question]):
    """One question. after, test, value: asked only if the answer to `after` passes the test."""

    class Meta:
        model = Question
        fields = (
            "id",
            "key",
            "place",
            "kind",
            "words_zh",
            "words_en",
            "options_zh",
            "options_en",
            "most",
            "required",
            "after",
            "test",
            "value",
            "edition",
        )
        extra_kwargs = {
            "options_zh": {"help_text": "choices, an answer is the number of its line"},
            "options_en": {"help_text": "the same in English"},
        }


class SurveyVersionSerializer(serializers.ModelSerializer[SurveyVersion]):
    questions = SurveyQuestionSerializer(many=True, read_only=True)

    class Meta:
        model = SurveyVersion
        fields = ("number", "published_at", "questions")


class SurveySerializer(serializers.ModelSerializer[Survey]):
    class Meta:
        model = Survey
        fields = SHOWN


class OneSurveySerializer(SurveySerializer):
    """A survey with all its versions."""

    versions = SurveyVersionSerializer(many=True, read_only=True)

    class Meta:
        model = Survey
        fields = (*SHOWN, "versions")


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """address: the link, told only to whom made it and only once; of a link only a digest is kept."""

    address = serializers.CharField(read_only=True, default="")

    class Meta:
        model = Invitation
        fields = (
            "id",
            "survey",
            "customer",
            "visit",
            "complaint",
            "channel",
            "language",
            "made_at",
            "expires_at",
            "reminded_at",
            "answered_at",
            "message",
            "address",
        )


class SeenCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer whom the asker may see; any other is not there."""

    def get_queryset(self) -> QuerySet[Customer]:
        seen: QuerySet[Customer] = Customer.objects.visible_to(self.context["request"].user)
        return seen.select_related("branch", "owner")


class AskSerializer(serializers.Serializer[Any]):
    """Whom to ask. language: his own if left out."""

    customer: serializers.Field = SeenCustomer(queryset=Customer.objects.none())
    channel = serializers.ChoiceField(choices=ASKABLE)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False, default="", allow_blank=True)


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    class Meta:
        model = Answer
        fields = ("question", "number", "choices", "text")
        extra_kwargs = {"choices": {"help_text": "numbers of the lines that were chosen"}}


class ResponseSerializer(serializers.ModelSerializer[Response]):
    """What one customer answered. call_by: until when a call back was promised."""

    answers = AnswerSerializer(many=True, read_only=True)

    class Meta:
        model = Response
        fields = (
            "id",
            "invitation",
            "version",
            "source",
            "day",
            "answered_at",
            "corrected_at",
            "call_by",
            "called_at",
            "answers",
        )


class Surveys(generics.ListAPIView[Survey]):
    """All surveys, by id."""

    serializer_class = SurveySerializer
    queryset = Survey.objects.order_by("pk")


class OneSurvey(generics.RetrieveAPIView[Survey]):
    """One survey with its versions and their questions."""

    serializer_class = OneSurveySerializer
    queryset = Survey.objects.prefetch_related(
        Prefetch("versions", SurveyVersion.objects.prefetch_related("questions"))
    )


class Invitations(generics.ListCreateAPIView[Invitation]):
    """Who of the asker's customers was asked, by id. POST asks one."""

    serializer_class = InvitationSerializer
    queryset = Invitation.objects.none()

    def get_queryset(self) -> QuerySet[Invitation]:
        survey = get_object_or_404(Survey, pk=self.kwargs["pk"])
        found: QuerySet[Invitation] = Invitation.objects.visible_to(asker(self.request))
        return found.filter(survey=survey).order_by("pk")

    @extend_schema(parameters=[ONCE], request=AskSerializer, responses={201: InvitationSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Answered:
        """Ask one customer now, by message or with a link to hand over.

        400 when the survey is not open, or the rules of asking forbid it. The same key again answers with the
        same invitation, without its link.
        """
        survey = get_object_or_404(Survey, pk=kwargs["pk"])
        asked = AskSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        occasion = inviting.by_hand(token_of(request))
        made = inviting.invite(survey=survey, occasion=occasion, by=asker(request), **asked.validated_data)
        made.invitation.address = made.address  # type: ignore[attr-defined]
        return Answered(self.get_serializer(made.invitation).data, status=status.HTTP_201_CREATED)


class Responses(generics.ListAPIView[Response]):
    """What the asker's customers answered, by id."""

    serializer_class = ResponseSerializer
    queryset = Response.objects.none()

    def get_queryset(self) -> QuerySet[Response]:
        survey = get_object_or_404(Survey, pk=self.kwargs["pk"])
        found = Response.objects.visible_to(asker(self.request)).filter(invitation__survey=survey)
        return found.prefetch_related("answers").order_by("pk")
