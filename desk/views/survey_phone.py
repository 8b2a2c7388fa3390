"""Asking one customer: an agent fills the questions in on the phone, or sends them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from churn_crm import clock
from churn_crm.ui.saving import FORM_METHODS, refuse
from customers.models import Customer
from customers.views.merged import follows_merges
from desk import work
from desk.models import Survey, SurveyVersion
from desk.surveys import answering, building, inviting, page, policies
from desk.surveys.forms import InviteForm
from desk.surveys.inviting import SENT, Invited
from desk.surveys.questions import Checked, check
from desk.views.answers import address
from staff.access import StaffRequest, writers_only

UNFIT = 422


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def by_phone(request: StaffRequest, pk: int) -> HttpResponse:
    """The questions as a form for keys: 1 to 5, 0 to 10, and on to the next."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    surveys = list(Survey.objects.in_use().order_by("pk"))
    given = building.given(request.POST.get("survey", ""), request.POST.get("version", ""))
    if request.method == "POST" and given:
        return logged(request, customer, given, surveys)
    survey = chosen(surveys, request.GET.get("survey", ""))
    version = building.published(survey) if survey else None
    if version is None:
        return render(request, "desk/survey_phone.html", {"customer": customer})
    return ask(request, customer, surveys, version)


def chosen(surveys: list[Survey], asked: str) -> Survey | None:
    return next((one for one in surveys if str(one.pk) == asked), next(iter(surveys), None))


def ask(
    request: StaffRequest,
    customer: Customer,
    surveys: list[Survey],
    version: SurveyVersion,
    checked: Checked | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    """The questions as they are read out. checked: what was said so far · refused: why nothing was kept."""
    questions = list(version.questions.all())
    language = get_language() or "en"
    context = {
        "customer": customer,
        "surveys": [(one, one.name(language)) for one in surveys],
        "survey": version.survey,
        "version": version,
        "token": request.POST.get("token") or uuid.uuid4(),
        "questions": list(
            page.lay_out(
                questions,
                language=language,
                answers=checked.answers if checked else None,
                faults=checked.faults if checked else None,
            )
        ),
        "obstacle": policies.obstacle_of(customer, survey=version.survey, at=clock.now()),
        "refused": refused,
        "wants_call": "call" in request.POST,
    }
    status = UNFIT if refused or (checked and checked.faults) else 200
    return render(request, "desk/survey_phone.html", context, status=status)


def logged(
    request: StaffRequest, customer: Customer, version: SurveyVersion, surveys: list[Survey]
) -> HttpResponse:
    """By the questions that were on the page, once, whatever is pressed twice."""
    questions = list(version.questions.all())
    checked = check(building.all_asked(questions), page.sent(questions, request.POST))
    if checked.faults:
        return ask(request, customer, surveys, version, checked)
    try:
        answering.by_phone(
            customer=customer,
            version=version,
            answers=checked.answers,
            token=token_of(request),
            by=request.user,
            wants_call="call" in request.POST,
        )
    except ValidationError as error:
        return ask(request, customer, surveys, version, checked, error.messages)
    except answering.TooLate:
        late = [_("That was answered more than a day ago.")]
        return ask(request, customer, surveys, version, checked, late)
    messages.success(request, _("Answers of %(name)s are written down") % {"name": customer.name})
    return redirect(address(customer=customer.pk))


def token_of(request: StaffRequest) -> uuid.UUID:
    """The form's own; one that cannot be read is a new one."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(FORM_METHODS)
@writers_only
@follows_merges
def invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a survey to one customer, or get a link to hand over; that is shown once."""
    customer = get_object_or_404(work.with_people(request.user), pk=pk)
    form = InviteForm(request.POST or None, customer=customer)
    context: dict[str, Any] = {"customer": customer, "form": form}
    if request.method == "POST" and form.is_valid():
        made = invited(form, customer, request)
        if made and made.invitation.channel in SENT:
            messages.success(request, _("The survey for %(name)s is planned") % {"name": customer.name})
            return redirect(address(customer=pk))
        context["made"] = made
    return render(request, "desk/survey_invite.html", context, status=UNFIT if form.errors else 200)


def invited(form: InviteForm, customer: Customer, request: StaffRequest) -> Invited | None:
    """The invitation; None where the service refuses, in words on the form."""
    said = form.cleaned_data
    try:
        return inviting.invite(
            survey=said["survey"],
            customer=customer,
            channel=said["channel"],
            language=said["language"],
            occasion=inviting.by_hand(said["token"]),
            by=request.user,
        )
    except ValidationError as error:
        refuse(form, error)
        return None
