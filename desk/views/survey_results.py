"""What customers answered, the lists behind the figures, and who asked to be called back."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from churn_crm import clock
from desk.cursors import moment_cursor, read_moment
from desk.models import Response, Survey
from desk.promises.services import Refused
from desk.surveys import asked_list, callbacks, policies
from desk.surveys.parts import in_short
from desk.surveys.results import Results
from desk.surveys.results import shown as results_shown
from desk.views.answers import changed
from staff.access import StaffRequest, everybody, role_required, writers_only
from staff.roles import LEADERS

CALLS = 50  # on a page


@require_safe
@role_required(*LEADERS)
def results(request: StaffRequest, pk: int) -> HttpResponse:
    """By question, branch, technician, agent and month, of the last twelve months; ?question= is split.

    With branch, technician or agent the months are theirs.
    """
    survey = get_object_or_404(Survey, pk=pk)
    enough = policies.survey_policy().min_answers
    found = Results(
        survey, user=request.user, today=clock.today(), language=get_language() or "en", enough=enough
    )
    shown = results_shown(found, request.GET)
    context = {
        "survey": survey,
        "since": found.first,
        "shown": shown,
        "main": shown.main,
        "main_words": shown.main.words(found.language) if shown.main else "",
    }
    return render(request, "desk/survey_results.html", context)


@require_safe
@role_required(*LEADERS)
def asked(request: StaffRequest, pk: int) -> HttpResponse:
    """The list behind a figure: who was asked, and what was said."""
    survey = get_object_or_404(Survey, pk=pk)
    rows = asked_list.found(survey, request.GET, user=request.user, today=clock.today())
    page = asked_list.page_of(rows, request.GET.get("cursor", ""))
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "survey": survey,
        "page": page,
        "rows": [(row, list(in_short(row.response)) if row.answered_at else []) for row in page.rows],
        "link": f"{reverse('desk:survey_asked', args=[pk])}?{with_more(query)}",
    }
    template = "desk/_survey_asked_rows.html" if request.GET.get("cursor") else "desk/survey_asked.html"
    return render(request, template, context)


def with_more(query: QueryDict) -> str:
    written = query.urlencode()
    return f"{written}&" if written else ""


@require_safe
@everybody
def calls(request: StaffRequest) -> HttpResponse:
    """Who asked to be called back, the most urgent first; after a cursor only further rows."""
    waiting = Response.objects.visible_to(request.user).wants_call()
    cursor = request.GET.get("cursor", "")
    related = ("invitation__customer__owner", "invitation__survey")
    rows = waiting.due_first(after=read_moment(cursor)).select_related(*related)
    found = list(rows.prefetch_related("answers__question")[: CALLS + 1])
    last = found[CALLS - 1] if len(found) > CALLS else None
    context = {
        "rows": [(row, list(in_short(row))) for row in found[:CALLS]],
        "count": waiting.count(),
        "cursor": moment_cursor(last.call_by, last.pk) if last and last.call_by else "",
        "now": clock.now(),
        "may_write": request.user.may_write,
    }
    return render(request, "desk/_survey_call_rows.html" if cursor else "desk/survey_calls.html", context)


@require_POST
@writers_only
def called(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has called; with undo=1 it was not so."""
    response = get_object_or_404(Response.objects.visible_to(request.user), pk=pk, call_by__isnull=False)
    undone = "undo" in request.GET
    try:
        callbacks.called_back(response=response, by=request.user, undone=undone)
    except Refused as error:
        return said(request, " ".join(error.messages))
    if not request.htmx:
        return redirect("desk:survey_calls")
    if undone:
        return changed(HttpResponse(), _("The call is asked for again."))
    undo = f"{reverse('desk:survey_called', args=[pk])}?undo=1"
    return changed(HttpResponse(), _("Called back."), undo=undo)


def said(request: StaffRequest, words: str) -> HttpResponse:
    """Why it was not done."""
    if request.htmx:
        return changed(HttpResponse(), words)
    messages.warning(request, words)
    return redirect("desk:survey_calls")
