"""Surveys answered on the phone over HTTP, and who asked to be called back."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response as Answered
from rest_framework.views import APIView

from churn_crm import clock
from customers.api.base import ONCE, AboutCustomer, token_of, writing
from customers.models import Customer
from desk.api.surveys import ResponseSerializer, SurveyVersionSerializer
from desk.models import Response, Survey, SurveyVersion
from desk.promises.services import Refused
from desk.surveys import answering, building, callbacks, policies
from desk.surveys.questions import LONGEST_TEXT, Answers, check
from staff.api import asker
from staff.problems import Conflict


class SurveyByPhoneSerializer(serializers.Serializer[Any]):
    """obstacle: why this customer must not be asked now, in words; empty when he may."""

    obstacle = serializers.CharField()
    version = SurveyVersionSerializer()


class SurveyGivenSerializer(serializers.Serializer[Any]):
    """One answer: a number for a satisfaction, recommendation or scale, lines of choices, or a text."""

    question = serializers.IntegerField()
    number = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    choices = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=99), required=False)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)


class SurveyToldSerializer(serializers.Serializer[Any]):
    """version: the number of the questions that were read out."""

    version = serializers.IntegerField(min_value=1, max_value=32767)
    answers = SurveyGivenSerializer(many=True)
    wants_call = serializers.BooleanField(default=False)


class ByPhone(AboutCustomer):
    """One survey, asked of one customer on the phone."""

    @extend_schema(responses=SurveyByPhoneSerializer)
    def get(self, request: Request, pk: int, survey: int) -> Answered:
        """The questions to read out, and whether he may be asked; 404 for a survey that is not open."""
        customer = self.customer()
        found = get_object_or_404(Survey.objects.in_use(), pk=survey)
        words = policies.obstacle_of(customer, survey=found, at=clock.now())
        shown = {"obstacle": words, "version": building.published(found)}
        return Answered(SurveyByPhoneSerializer(shown).data)

    @extend_schema(parameters=[ONCE], request=SurveyToldSerializer, responses={201: ResponseSerializer})
    def post(self, request: Request, pk: int, survey: int) -> Answered:
        """Write all answers down; the same key again corrects them, for a day.

        400 when an answer will not do or he must not be asked. What the skip rules hide is dropped.
        """
        customer = self.customer()
        said = SurveyToldSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        number = said.validated_data["version"]
        version = building.given(str(survey), str(number))
        if version is None:
            get_object_or_404(Survey, pk=survey)
            raise ValidationError({"version": [_("There is no such version, or it is not published.")]})
        response = self.written(customer, version, said.validated_data)
        return Answered(ResponseSerializer(response).data, status=status.HTTP_201_CREATED)

    def written(self, customer: Customer, version: SurveyVersion, said: dict[str, Any]) -> Response:
        answers = checked(version, said["answers"])
        try:
            with writing():
                return answering.by_phone(
                    customer=customer,
                    version=version,
                    answers=answers,
                    token=token_of(self.request),
                    by=asker(self.request),
                    wants_call=said["wants_call"],
                )
        except answering.TooLate as error:
            raise Conflict(_("That was answered more than a day ago.")) from error


def checked(version: SurveyVersion, given: list[dict[str, Any]]) -> Answers:
    """What counts of the answers. Raises ValidationError by question."""
    questions = list(version.questions.all())
    told = {one["question"]: strings(one) for one in given}
    found = check(building.all_asked(questions), told)
    faults = {str(key): [words] for key, words in found.faults.items()}
    faults |= {
        str(key): [_("This version has no such question.")]
        for key in told.keys() - {question.pk for question in questions}
    }
    if faults:
        raise ValidationError({"answers": faults})
    return found.answers


def strings(one: dict[str, Any]) -> list[str]:
    """An answer as a form would send it."""
    if one.get("number") is not None:
        return [str(one["number"])]
    return [str(line) for line in one.get("choices", [])] or [one.get("text", "")]


class Calls(generics.ListAPIView[Response]):
    """Which of the asker's customers wait for the call that they asked for, by id."""

    serializer_class = ResponseSerializer
    queryset = Response.objects.none()

    def get_queryset(self) -> QuerySet[Response]:
        waiting = Response.objects.visible_to(asker(self.request)).wants_call()
        return waiting.prefetch_related("answers").order_by("pk")


class Called(APIView):
    """The call that a customer asked for."""

    undone = False

    @extend_schema(request=None, responses=ResponseSerializer)
    def post(self, request: Request, pk: int) -> Answered:
        """Somebody has called. Twice is once."""
        mine = Response.objects.visible_to(asker(request)).filter(call_by__isnull=False)
        response = get_object_or_404(mine, pk=pk)
        try:
            response = callbacks.called_back(response=response, by=asker(request), undone=self.undone)
        except Refused as error:
            raise Conflict(" ".join(error.messages)) from error
        return Answered(ResponseSerializer(response).data)


class NotCalled(Called):
    """Taking back that somebody has called: whoever recorded it, or leads."""

    undone = True
