"""Building surveys over HTTP: made, changed, published and closed by leads and managers, as on the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking, base
from desk.api import surveys
from desk.models import Question, Survey, SurveyCode, SurveyVersion
from desk.surveys import building, links, qr
from desk.surveys.building import BUILDERS
from desk.surveys.forms import CodeForm, QuestionForm, SurveyForm
from staff.api import MayUse, asker, only, written_by
from staff.problems import Conflict, VersionMissing
from staff.roles import LEADERS

BY_BUILDERS: Any = [MayUse, written_by(*BUILDERS)]
OVER = "Change what is named over the edition that was read: 428 without it, 409 when somebody was faster."


@contextmanager
def over() -> Iterator[None]:
    """What somebody changed or deleted since it was read is a conflict; all else is a mistake."""
    try:
        yield
    except ValidationError as error:
        if getattr(error, "code", "") == "version":
            raise Conflict(" ".join(error.messages)) from error
        raise


def given_over(asked: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """What the body says. Raises VersionMissing when it does not say over which edition."""
    given = asking.heard(asked, request.data)
    if "edition" not in given:
        raise VersionMissing(_("Say in “edition” which one you have read."))
    return given


@base.asks(
    SurveyForm,
    surveys.SurveySerializer,
    "Make one, with an empty draft. The same key again is the same survey.",
    without=("edition",),
)
class Surveys(surveys.Surveys):
    """All surveys, by id."""

    permission_classes = BY_BUILDERS
    asked: type[serializers.Serializer[Any]]

    def post(self, request: Request) -> Response:
        form = asking.bound(
            SurveyForm(), asking.heard(self.asked, request.data), token=base.token_of(request)
        )
        made = building.make_survey(by=asker(request), **asking.cleaned(form))
        return Response(surveys.SurveySerializer(made).data, status=status.HTTP_201_CREATED)


@base.asks(SurveyForm, surveys.OneSurveySerializer, OVER, method="patch", status=200)
class OneSurvey(surveys.OneSurvey):
    """One survey with its versions and their questions."""

    permission_classes = BY_BUILDERS
    asked: type[serializers.Serializer[Any]]

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        survey = get_object_or_404(Survey, pk=kwargs["pk"])
        form = asking.bound(SurveyForm(instance=survey), given_over(self.asked, request), keep=True)
        values = asking.cleaned(form)
        with over():
            building.change_survey(survey=survey, **values)
        return self.retrieve(request, *args, **kwargs)


class Draft(APIView):
    """The next version, which is worked on."""

    permission_classes = [MayUse, only(*BUILDERS)]

    @extend_schema(request=None, responses=surveys.SurveyVersionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The draft that is there, else a copy of the newest version."""
        draft = building.begin_draft(survey=get_object_or_404(Survey, pk=pk))
        return Response(surveys.SurveyVersionSerializer(draft).data)


class Publish(APIView):
    """Giving a draft to customers."""

    permission_classes = [MayUse, only(*BUILDERS)]

    @extend_schema(request=None, responses=surveys.SurveyVersionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Ask these questions from now on; 400 with all that forbids it. Twice is once."""
        survey = get_object_or_404(Survey, pk=pk)
        version = building.draft(survey) or building.published(survey)
        assert version is not None  # noqa: S101 (a survey is made with its draft)
        published = building.publish(version=version, by=asker(request))
        return Response(surveys.SurveyVersionSerializer(published).data)


class Close(APIView):
    """Asking nobody any more."""

    permission_classes = [MayUse, only(*BUILDERS)]
    closed = True

    @extend_schema(request=None, responses=surveys.SurveySerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Nothing about it is sent any more, and its links say that it is over. Twice is once."""
        survey = building.close(survey=get_object_or_404(Survey, pk=pk), closed=self.closed)
        return Response(surveys.SurveySerializer(survey).data)


class Open(Close):
    """Asking again what was closed."""

    closed = False


def draft_of(survey: Survey) -> SurveyVersion:
    """Raises Conflict when nobody has begun one: what is published is not changed any more."""
    found = building.draft(survey)
    if found is None:
        raise Conflict(_("This version is published and is not changed any more. Work on a draft."))
    return found


@base.asks(
    QuestionForm,
    surveys.SurveyQuestionSerializer,
    "Add one at the end of the draft; 409 when there is no draft. The same key again is the same question.",
    without=("edition",),
)
class Questions(APIView):
    """The questions of a draft. Those that are there stand with the survey."""

    permission_classes = [MayUse, only(*BUILDERS)]
    asked: type[serializers.Serializer[Any]]

    def post(self, request: Request, pk: int) -> Response:
        version = draft_of(get_object_or_404(Survey, pk=pk))
        given = asking.heard(self.asked, request.data)
        form = asking.bound(QuestionForm(version=version), {"most": 5, **given}, token=base.token_of(request))
        with base.writing():
            made = building.save_question(version=version, **asking.cleaned(form))
        return answer(made, status.HTTP_201_CREATED)


def answer(question: Question, code: int = status.HTTP_200_OK) -> Response:
    return Response(surveys.SurveyQuestionSerializer(question).data, status=code)


@base.asks(QuestionForm, surveys.SurveyQuestionSerializer, OVER, method="patch", status=200)
class OneQuestion(generics.RetrieveAPIView[Question]):
    """One question of a version."""

    permission_classes = BY_BUILDERS
    serializer_class = surveys.SurveyQuestionSerializer
    queryset = Question.objects.select_related("version__survey")
    asked: type[serializers.Serializer[Any]]

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = self.get_object()
        form = QuestionForm(version=found.version, question=found)
        values = asking.cleaned(asking.bound(form, given_over(self.asked, request), keep=True))
        with over():
            return answer(building.save_question(version=found.version, question=found, **values))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Out of the draft; 400 while a skip rule hangs on it."""
        building.delete_question(question=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SurveyQuestionMoved(serializers.Serializer[Any]):
    way = serializers.ChoiceField([("up", "up"), ("down", "down")])


class Move(APIView):
    """The order of a draft's questions."""

    permission_classes = [MayUse, only(*BUILDERS)]

    @extend_schema(request=SurveyQuestionMoved, responses=surveys.SurveyQuestionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """One place up or down; 400 when a skip rule would then look ahead."""
        question = get_object_or_404(Question.objects.select_related("version"), pk=pk)
        said = SurveyQuestionMoved(data=request.data)
        said.is_valid(raise_exception=True)
        with over():
            building.move_question(question=question, up=said.validated_data["way"] == "up")
        question.refresh_from_db()
        return answer(question)


class SurveyCodeSerializer(serializers.ModelSerializer[SurveyCode]):
    """address: what is printed as a drawing."""

    branch = serializers.CharField(source="branch.code")
    technician = serializers.CharField(source="technician.username", default=None)
    address = serializers.SerializerMethodField()

    class Meta:
        model = SurveyCode
        fields = ("id", "branch", "technician", "address", "made_at")

    def get_address(self, code: SurveyCode) -> str:
        return links.code_address(code.code)


@base.asks(
    CodeForm, SurveyCodeSerializer, "The code of a branch or a technician; the one that is there, if it is."
)
class Codes(APIView):
    """The printed codes of a survey."""

    permission_classes = [MayUse, only(*LEADERS), written_by(*BUILDERS)]
    asked: type[serializers.Serializer[Any]]

    @extend_schema(responses=SurveyCodeSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Those that lead somewhere."""
        codes = get_object_or_404(Survey, pk=pk).codes.filter(retired_at=None)
        return Response(SurveyCodeSerializer(codes.select_related("branch", "technician"), many=True).data)

    def post(self, request: Request, pk: int) -> Response:
        survey = get_object_or_404(Survey, pk=pk)
        form = asking.bound(CodeForm(), asking.heard(self.asked, request.data))
        made = qr.make_code(survey=survey, **asking.cleaned(form))
        return Response(SurveyCodeSerializer(made).data, status=status.HTTP_201_CREATED)


class RetireCode(APIView):
    """Taking a printed code out of use."""

    permission_classes = [MayUse, only(*BUILDERS)]

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """What was printed leads nowhere any more. Twice is once."""
        qr.retire_code(code=get_object_or_404(SurveyCode, pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
