"""Surveys for those who lead: the list, one with its questions, the policy. Others read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS, saved
from desk.models import Question, Response, Survey, SurveyCode, SurveyVersion
from desk.surveys import building, page, policies, qr
from desk.surveys.building import BUILDERS
from desk.surveys.forms import CodeForm, QuestionForm, SurveyForm
from staff.access import StaffRequest, role_required
from staff.models import Business
from staff.roles import LEADERS

UNFIT = 422
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
@role_required(*LEADERS)
def index(request: StaffRequest) -> HttpResponse:
    """All surveys with how many were asked and answered, and the rules of asking."""
    context = {
        "surveys": list(Survey.objects.prefetch_related("versions").order_by("closed_at", "pk")),
        "policy": policies.survey_policy(),
        "calls": Response.objects.visible_to(request.user).wants_call().count(),
        "may_build": request.user.role in BUILDERS,
        "may_decide": request.user.decides,
    }
    return render(request, "desk/surveys.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*BUILDERS)
def add(request: StaffRequest) -> HttpResponse:
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        survey = building.make_survey(by=request.user, **form.cleaned_data)
        return redirect("desk:survey", survey.pk)
    return render(request, "desk/survey_edit.html", {"form": form}, status=UNFIT if form.errors else 200)


@require_http_methods(FORM_METHODS)
@role_required(*BUILDERS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    form = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and saved(form, building.change_survey, survey=survey):
        messages.success(request, _("Saved."))
        return redirect("desk:survey", pk)
    context = {"form": form, "survey": survey}
    return render(request, "desk/survey_edit.html", context, status=UNFIT if form.errors else 200)


@require_safe
@role_required(*LEADERS)
def survey(request: StaffRequest, pk: int) -> HttpResponse:
    """The questions, as a draft or as published, beside what the customer sees."""
    return show(request, get_object_or_404(Survey, pk=pk))


def show(request: StaffRequest, found: Survey, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one survey. more: forms that were refused."""
    draft, out = building.draft(found), building.published(found)
    version = draft or out
    questions = list(version.questions.all()) if version else []
    language = translation.get_language() or "en"
    context = {
        "survey": found,
        "draft": draft,
        "published": out,
        "rows": list(page.lay_out(questions, language=language)),
        "faults": list(building.faults(draft)) if draft else [],
        "codes": found.codes.filter(retired_at=None).select_related("branch", "technician"),
        "code_form": CodeForm(),
        "may_build": request.user.role in BUILDERS,
        **preview(request, questions),
        **more,
    }
    return render(request, "desk/survey.html", context, status=status)


def preview(request: StaffRequest, questions: list[Question]) -> dict[str, Any]:
    """The page as a customer sees it, in the language that is looked at."""
    asked = request.GET.get("preview", "")
    language = asked if asked in ("zh-hans", "en") else translation.get_language() or "en"
    with translation.override(language):
        heading = page.heading(None, language=language)
        shown = list(page.lay_out(questions, language=language))
    return {
        "preview_language": language,
        "preview_heading": heading,
        "questions": shown,
        "business": Business.objects.first(),
    }


@require_http_methods(FORM_METHODS)
@role_required(*BUILDERS)
def question_add(request: StaffRequest, pk: int) -> HttpResponse:
    """A new question at the end of the draft."""
    version = building.draft(get_object_or_404(Survey, pk=pk))
    if version is None:
        return redirect("desk:survey", pk)
    form = QuestionForm(request.POST or None, version=version)
    return written(request, form, version, None)


@require_http_methods(FORM_METHODS)
@role_required(*BUILDERS)
def question(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a question of a draft; what is published stays as it was given."""
    found = get_object_or_404(Question.objects.select_related("version__survey"), pk=pk)
    form = QuestionForm(request.POST or None, version=found.version, question=found)
    return written(request, form, found.version, found)


def written(
    request: StaffRequest, form: QuestionForm, version: SurveyVersion, found: Question | None
) -> HttpResponse:
    if request.method == "POST" and saved(form, building.save_question, version=version, question=found):
        return redirect("desk:survey", version.survey_id)
    context = {"form": form, "survey": version.survey, "question": found}
    return render(request, "desk/question_edit.html", context, status=UNFIT if form.errors else 200)


@require_POST
@role_required(*BUILDERS)
def question_move(request: StaffRequest, pk: int) -> HttpResponse:
    """One place up, or down with way=down."""
    found = get_object_or_404(Question.objects.select_related("version"), pk=pk)
    return tried(
        request, found, lambda: building.move_question(question=found, up=request.POST.get("way") != "down")
    )


@require_POST
@role_required(*BUILDERS)
def question_delete(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Question.objects.select_related("version"), pk=pk)
    return tried(request, found, lambda: building.delete_question(question=found))


def tried(request: StaffRequest, found: Question, service: Any) -> HttpResponse:
    """Do it, or say why not."""
    survey_id = found.version.survey_id
    try:
        service()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("desk:survey", survey_id)


@require_POST
@role_required(*BUILDERS)
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin to work on the next version."""
    building.begin_draft(survey=get_object_or_404(Survey, pk=pk))
    return redirect("desk:survey", pk)


@require_POST
@role_required(*BUILDERS)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the draft to customers; or say all that forbids it."""
    found = get_object_or_404(Survey, pk=pk)
    version = building.draft(found)
    if version is None:
        return redirect("desk:survey", pk)
    try:
        building.publish(version=version, by=request.user)
    except ValidationError as error:
        return show(request, found, UNFIT, refused=error.messages)
    messages.success(request, _("Published. Customers are asked these questions from now on."))
    return redirect("desk:survey", pk)


@require_POST
@role_required(*BUILDERS)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask nobody any more; with back=1 go on."""
    building.close(survey=get_object_or_404(Survey, pk=pk), closed="back" not in request.POST)
    return redirect("desk:survey", pk)


@require_POST
@role_required(*BUILDERS)
def code_add(request: StaffRequest, pk: int) -> HttpResponse:
    """A printed code for a branch, or for one technician there."""
    found = get_object_or_404(Survey, pk=pk)
    form = CodeForm(request.POST)
    if not saved(form, qr.make_code, survey=found):
        return show(request, found, UNFIT, code_form=form)
    return redirect("desk:survey", pk)


@require_safe
@role_required(*LEADERS)
def code(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The code as a drawing to print."""
    found = get_object_or_404(SurveyCode, pk=pk, retired_at=None)
    if kind not in KINDS:
        raise Http404
    response = HttpResponse(qr.drawn(found, kind), content_type=KINDS[kind])
    response["Content-Disposition"] = f'inline; filename="survey-{found.code}.{kind}"'
    return response


@require_POST
@role_required(*BUILDERS)
def code_retire(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SurveyCode, pk=pk)
    qr.retire_code(code=found)
    return redirect("desk:survey", found.survey_id)
