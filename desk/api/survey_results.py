"""The results of a survey over HTTP: the figures of its page."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from churn_crm import clock
from desk.models import Survey
from desk.surveys import policies
from desk.surveys.results import PLACES, About, Figure, Results, Shown, shown
from desk.surveys.shares import Estimate
from staff.api import MayUse, asker, only
from staff.roles import LEADERS


class EstimateSerializer(serializers.Serializer[Any]):
    """With its 95 % interval: shares from 0 to 1, net promoter scores from −100 to 100.

    null without answers, and of a person with fewer answers (n) than are needed. few: the interval is wide.
    """

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    few = serializers.BooleanField()


class SurveyFigureSerializer(EstimateSerializer):
    """One line. id: of the branch or person; month: its first day, of a person with the eleven before it."""

    name = serializers.CharField()
    id = serializers.IntegerField(allow_null=True)
    month = serializers.DateField(allow_null=True)
    n = serializers.IntegerField()
    needs = serializers.IntegerField()


class SurveyQuestionFigureSerializer(EstimateSerializer):
    """A question over all its versions. choices: how many chose each."""

    key = serializers.UUIDField()
    kind = serializers.CharField()
    words_zh = serializers.CharField()
    words_en = serializers.CharField()
    n = serializers.IntegerField()
    choices = SurveyFigureSerializer(many=True)


class SurveyRateSerializer(EstimateSerializer):
    """Of those who were asked by one way, how many answered; after: after a reminder.

    No rate of codes and calls: there an invitation is made with its answer.
    """

    channel = serializers.CharField()
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    reminded = serializers.IntegerField()
    after = serializers.IntegerField()


class SurveyResultsSerializer(serializers.Serializer[Any]):
    """question: the key of the one that is split by place, person and month; null without a number."""

    since = serializers.DateField()
    questions = SurveyQuestionFigureSerializer(many=True)
    question = serializers.UUIDField(allow_null=True)
    branches = SurveyFigureSerializer(many=True)
    technicians = SurveyFigureSerializer(many=True)
    agents = SurveyFigureSerializer(many=True)
    months = SurveyFigureSerializer(many=True)
    rates = SurveyRateSerializer(many=True)


def estimate(of: Estimate | None, *, few: bool) -> dict[str, Any]:
    return {
        "value": of.value if of else None,
        "low": of.low if of else None,
        "high": of.high if of else None,
        "few": few,
    }


def line(figure: Figure) -> dict[str, Any]:
    return estimate(figure.estimate, few=figure.few) | {
        "name": figure.label,
        "id": figure.key,
        "month": figure.month,
        "n": figure.n,
        "needs": figure.needs,
    }


def about(one: About) -> dict[str, Any]:
    return estimate(one.figure.estimate, few=one.figure.few) | {
        "key": one.question.key,
        "kind": one.question.kind,
        "words_zh": one.question.words_zh,
        "words_en": one.question.words_en,
        "n": one.figure.n,
        "choices": [line(option) for option in one.options],
    }


def told(found: Results, results: Shown) -> dict[str, Any]:
    lines = {name: [line(figure) for figure in results.split.get(name, ())] for name in PLACES}
    return {
        "since": found.first,
        "questions": [about(one) for one in results.about],
        "question": results.main.key if results.main else None,
        "branches": lines["branch"],
        "technicians": lines["technician"],
        "agents": lines["agent"],
        "months": [line(figure) for figure in results.months],
        "rates": [row | estimate(row["rate"], few=row["few"]) for row in results.rates],
    }


class SurveyResults(APIView):
    """What customers answered in the last twelve months."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(
        parameters=[
            OpenApiParameter("question", description="key of the question that is split"),
            *(OpenApiParameter(name, int, description="whose months") for name in PLACES),
        ],
        responses=SurveyResultsSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """By question, branch, technician, agent and month, of the customers whom the asker may see."""
        survey = get_object_or_404(Survey, pk=pk)
        found = Results(
            survey,
            user=asker(request),
            today=clock.today(),
            language=get_language() or "en",
            enough=policies.survey_policy().min_answers,
        )
        return Response(SurveyResultsSerializer(told(found, shown(found, request.GET))).data)
