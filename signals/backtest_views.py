"""Trying a model or a policy against the past before it is switched on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from churn_crm.ui.saving import FORM_METHODS
from signals.backtests import drawing, page, service, words
from signals.backtests.forms import BackTestForm, ChoiceForm, day_of
from signals.backtests.outcomes import CAUGHT, GROUPS
from signals.models import BackTest
from signals.older import part
from staff.access import StaffRequest, role_required
from staff.roles import DECIDERS, READERS

SHOWN = 50


@require_safe
@role_required(*READERS)
def back_tests(request: StaffRequest) -> HttpResponse:
    """All that was tried, the newest first."""
    before = request.GET.get("before", "")
    known = BackTest.objects.select_related("made_by").prefetch_related("days").defer("policy")
    tests, older = part(known, by="id", before=before)
    rows = [(test, words.method_of(test, page.tried_method(test))) for test in tests]
    context = {"rows": rows, "before": before, "older": older, "may_start": request.user.decides}
    return render(request, "signals/back_tests.html", context)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def new_back_test(request: StaffRequest) -> HttpResponse:
    """What is tried, and on which past days."""
    form = BackTestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("signals:back_test", service.start(by=request.user, **form.wish).pk)
        except ValidationError as error:
            form.add_error(None, error)
    last = form.reach.last_cutoff(form.initial["horizon_days"])
    context = {"form": form, "reach": form.reach, "last": last}
    return render(request, "signals/back_test_new.html", context, status=422 if form.errors else 200)


@require_safe
@role_required(*READERS)
def back_test(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it has come, or what came out; the fragment is fetched again while it is under way."""
    test = get_object_or_404(BackTest.objects.select_related("made_by"), pk=pk)
    if request.htmx and not test.unfinished:
        return HttpResponseClientRefresh()
    context = {
        "test": test,
        "method": words.method_of(test, page.tried_method(test)),
        "why": words.why(test.error),
        "changes": words.changes_of(test),
        "stays": words.stays(test),
        "keeps": words.keeps(test),
        "may_start": request.user.decides,
        **(result(request, test) if test.state == BackTest.State.DONE else {}),
    }
    return render(request, f"signals/{'_back_test_job' if request.htmx else 'back_test'}.html", context)


def result(request: StaffRequest, test: BackTest) -> dict[str, Any]:
    """What the page of a finished test shows of the day that is asked for."""
    days = page.days_of(test)
    form = ChoiceForm(request.GET or {"by": "capacity", "n": test.capacity})
    shown = page_of(request, test, form)
    return {"page": shown, "days": days, "form": form, "ticks": drawing.ticks()}


def page_of(request: StaffRequest, test: BackTest, form: ChoiceForm) -> page.DayPage:
    days = list(test.days.exclude(done_at=None).values_list("cutoff", flat=True))
    if not days:
        raise Http404
    day = test.days.get(cutoff=day_of(request.GET.get("day", ""), days))
    return page.DayPage(test, day, form.choice(test.capacity))


@require_safe
@role_required(*READERS)
def back_test_customers(request: StaffRequest, pk: int) -> HttpResponse:
    """Who stands behind a number: those most at risk first, in pages."""
    test = get_object_or_404(BackTest, pk=pk, state=BackTest.State.DONE)
    shown = page_of(request, test, ChoiceForm(request.GET))
    method, group = request.GET.get("method", shown.tried), request.GET.get("group", CAUGHT)
    if group not in GROUPS or method not in shown.outcomes.said:
        raise Http404
    begin = page.place_of(request.GET.get("from", ""))
    found = page.behind(shown, method=method, group=group, begin=begin, size=SHOWN, reader=request.user)
    asked = request.GET.copy()
    asked["from"] = str(found.following)
    context = {
        "test": test,
        "page": shown,
        "title": words.GROUP_TITLES[group],
        "group": group,
        "method": words.method_of(test, method),
        "count": found.count,
        "rows": found.rows,
        "gone": found.gone,
        "more": asked.urlencode() if found.following is not None else "",
        "back": shown.link(method, group),
    }
    template = "_back_test_rows" if request.htmx else "back_test_customers"
    return render(request, f"signals/{template}.html", context)


@require_POST
@role_required(*DECIDERS)
def cancel_back_test(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop it; a finished one stays."""
    service.cancel(test=get_object_or_404(BackTest, pk=pk))
    return redirect("signals:back_test", pk)
