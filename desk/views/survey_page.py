"""The survey as customers see it, at a link that nobody can guess.

Whoever has the link may answer: no login, no cookie, and so no CSRF cookie either. A form proves by a
signature that it came from our page; the link in its address is the secret.
"""

from typing import Any

from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from churn_crm import clock
from churn_crm.ui.saving import FORM_METHODS
from desk.models import Invitation, NoSurveys, Response, Survey, SurveyCode, SurveyVersion
from desk.surveys import answering, building, inviting, limits, links
from desk.surveys import page as pages
from desk.surveys.questions import Checked, check
from desk.views.public import frame, public, said, spoken
from desk.workdays import call_back_until

UNFIT, GONE, TOO_MANY, FORBIDDEN = 422, 410, 429, 403
SALT = "desk.survey"
FORM_HOURS = 48
# What the signature of a form says: it is ours, it was open for very long, it comes from elsewhere.
OURS, STALE, FOREIGN = "ours", "stale", "foreign"


@csrf_exempt
@require_http_methods(FORM_METHODS)
@public
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; after they are answered the thanks, from which they can be corrected for a day."""
    invitation = found(token)
    if invitation is None:
        return unknown(request)
    response = Response.objects.filter(invitation=invitation).prefetch_related("answers").first()
    with spoken(request, invitation.language, invitation.branch.time_zone) as language:
        if request.method == "POST":
            return taken(request, token, invitation, response, language)
        if response and "change" not in request.GET:
            return thanks(request, token, invitation, response)
        if response is None and invitation.survey.closed_at:
            return said(request, "over", GONE, invitation.branch)
        if not answering.may_answer(invitation, response, at=clock.now()):
            return said(request, "late" if response else "expired", GONE, invitation.branch)
        version = response.version if response else building.published(invitation.survey)
        if version is None:
            return said(request, "expired", GONE, invitation.branch)
        return form(request, token, version, language, invitation=invitation, response=response)


def found(token: str) -> Invitation | None:
    digest = links.digest(token)
    related = ("survey", "customer", "branch", "visit", "complaint")
    known = Invitation.objects.select_related(*related)
    return known.filter(Q(digest=digest) | Q(reminder_digest=digest)).first()


def unknown(request: HttpRequest) -> HttpResponse:
    """No such link; whoever guesses many is kept waiting."""
    few = limits.allowed("guess", by=limits.remote(request), most=limits.GUESSES)
    with spoken(request, "", "UTC"):
        return said(request, "unknown" if few else "busy", 404 if few else TOO_MANY)


def form(
    request: HttpRequest,
    token: str,
    version: SurveyVersion,
    language: str,
    *,
    invitation: Invitation | None = None,
    response: Response | None = None,
    checked: Checked | None = None,
    again: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page with the questions; checked: what was sent, where it did not do; again: open for too long."""
    questions = list(version.questions.all())
    given = checked.answers if checked else answering.answers_of(response)
    faults = checked.faults if checked else {}
    context = {
        "token": token,
        "survey": version.survey,
        "version": version,
        "heading": pages.heading(invitation, language=language),
        "asked": sum(question.after_id is None for question in questions),
        "questions": list(pages.lay_out(questions, language=language, answers=given, faults=faults)),
        "invitation": invitation,
        "response": response,
        "signed": signing.TimestampSigner(salt=SALT).sign(links.digest(token)),
        "faults": faults,
        "again": again,
        **calling(invitation, response),
        **frame(request, language, invitation.branch if invitation else None),
        **more,
    }
    return render(request, "desk/survey_page.html", context, status=UNFIT if faults or again else 200)


def calling(invitation: Invitation | None, response: Response | None) -> dict[str, Any]:
    """The offer of a call, where there is a number to call."""
    customer = invitation.customer if invitation else None
    if invitation is None or customer is None or not customer.phone:
        return {"call": None}
    now = timezone.localtime(clock.now())
    until = (response and response.call_by) or call_back_until(invitation.branch, at=now)
    words = pages.promise_in_words(timezone.localtime(until), now=now)
    return {"call": words, "phone": customer.phone, "wants_call": bool(response and response.call_by)}


def taken(
    request: HttpRequest, token: str, invitation: Invitation, response: Response | None, language: str
) -> HttpResponse:
    """The answers are written down, or asked for again with what is wrong. Twice is once."""
    whose = whose_form(request, token)
    if whose == FOREIGN:
        return said(request, FOREIGN, FORBIDDEN, invitation.branch)
    if not limits.allowed("send", by=invitation.digest, most=limits.SENDINGS):
        return said(request, "busy", TOO_MANY, invitation.branch)
    version = version_of(request, invitation.survey)
    if version is None or not answering.may_answer(invitation, response, at=clock.now()):
        ended = "over" if invitation.survey.closed_at else "expired"
        return said(request, "late" if response else ended, GONE, invitation.branch)
    questions = list(version.questions.all())
    checked = check(building.all_asked(questions), pages.sent(questions, request.POST))
    wants_call = wants_call_still(request, response)
    if checked.faults or whose == STALE:
        about: dict[str, Any] = {"invitation": invitation, "response": response, "wants_call": wants_call}
        return form(request, token, version, language, checked=checked, again=whose == STALE, **about)
    try:
        answering.answer(
            invitation=invitation,
            version=version,
            answers=checked.answers,
            source=Response.Source.LINK,
            wants_call=wants_call,
        )
    except answering.TooLate:
        return said(request, "late", GONE, invitation.branch)
    return redirect(f"{reverse('survey:page', args=[token])}?lang={language}")


def wants_call_still(request: HttpRequest, response: Response | None) -> bool:
    """A call that is asked for already is taken back only by a form on which it stood."""
    stood_there = "call_shown" in request.POST
    return "call" in request.POST or bool(response and response.call_by and not stood_there)


def whose_form(request: HttpRequest, token: str) -> str:
    """Did this form come from our page for this link, not long ago? OURS, STALE or FOREIGN."""
    signer, sent = signing.TimestampSigner(salt=SALT), request.POST.get("form", "")
    try:
        if signer.unsign(sent) != links.digest(token):
            return FOREIGN
        signer.unsign(sent, max_age=FORM_HOURS * 3600)
    except signing.SignatureExpired:
        return STALE
    except signing.BadSignature:
        return FOREIGN
    return OURS


def version_of(request: HttpRequest, survey: Survey) -> SurveyVersion | None:
    """The version whose form was sent: it may have been followed by a newer one meanwhile."""
    sent = request.POST.get("version", "")
    if not sent.isdecimal() or len(sent) > 18:
        return None
    return survey.versions.filter(pk=int(sent), published_at__isnull=False).select_related("survey").first()


def thanks(request: HttpRequest, token: str, invitation: Invitation, response: Response) -> HttpResponse:
    now = timezone.localtime(clock.now())
    context = {
        "token": token,
        "invitation": invitation,
        "response": response,
        "may_change": answering.may_answer(invitation, response, at=now),
        "until": response.answered_at + answering.CORRECTED_FOR,
        "call": response.call_by and pages.promise_in_words(timezone.localtime(response.call_by), now=now),
        "phone": invitation.customer.phone if invitation.customer else "",
        **frame(request, translation.get_language() or "en", invitation.branch),
    }
    return render(request, "desk/survey_thanks.html", context)


@csrf_exempt
@require_http_methods(FORM_METHODS)
@public
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more surveys for this customer, and the way back. A page of its own: programs follow links."""
    invitation = found(token)
    if invitation is None:
        return unknown(request)
    with spoken(request, invitation.language, invitation.branch.time_zone) as language:
        customer = invitation.customer
        if customer is None:
            return said(request, "unknown", 404, invitation.branch)
        whose = whose_form(request, token) if request.method == "POST" else ""
        if whose == FOREIGN:
            return said(request, FOREIGN, FORBIDDEN, invitation.branch)
        if whose == OURS:
            if "again" in request.POST:
                answering.ask_again(customer=customer)
            else:
                answering.no_more(customer=customer, source=NoSurveys.Source.LINK)
            return redirect(f"{reverse('survey:stop', args=[token])}?lang={language}")
        context = {
            "token": token,
            "stopped": NoSurveys.objects.of([customer.pk]).exists(),
            "again": whose == STALE,
            "signed": signing.TimestampSigner(salt=SALT).sign(links.digest(token)),
            **frame(request, language, invitation.branch),
        }
        return render(request, "desk/survey_stop.html", context, status=UNFIT if whose == STALE else 200)


@csrf_exempt
@require_http_methods(FORM_METHODS)
@public
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Behind a printed code: a fresh link each time. It becomes an invitation with its first answer."""
    printed = SurveyCode.objects.filter(code=code, retired_at=None)
    known = printed.select_related("survey", "branch", "technician").first()
    version = building.published(known.survey) if known else None
    if known is None or version is None:
        return unknown(request)
    with spoken(request, "", known.branch.time_zone) as language:
        if request.method == "POST":
            return scanned(request, known, version, language)
        if known.survey.closed_at:
            return said(request, "over", GONE, known.branch)
        return form(request, links.new_token(), version, language, branch=known.branch)


def scanned(request: HttpRequest, known: SurveyCode, version: SurveyVersion, language: str) -> HttpResponse:
    """The first answer to a printed code; then it goes on as with any other link."""
    token = request.POST.get("token", "")[:64]
    whose = whose_form(request, token)
    if whose == FOREIGN:
        return said(request, FOREIGN, FORBIDDEN, known.branch)
    if not limits.allowed("scan", by=limits.remote(request), most=limits.SCANS):
        return said(request, "busy", TOO_MANY, known.branch)
    if not answering.still_takes(known.survey, at=clock.now()):
        return said(request, "over", GONE, known.branch)
    sent = version_of(request, known.survey) or version
    questions = list(sent.questions.all())
    checked = check(building.all_asked(questions), pages.sent(questions, request.POST))
    if checked.faults or whose == STALE:
        stale = whose == STALE
        return form(request, token, sent, language, checked=checked, again=stale, branch=known.branch)
    invitation = inviting.scanned(code=known, token=token, language=language)
    try:
        answering.answer(
            invitation=invitation, version=sent, answers=checked.answers, source=Response.Source.LINK
        )
    except answering.TooLate:
        return said(request, "late", GONE, known.branch)
    return redirect(f"{reverse('survey:page', args=[token])}?lang={language}")


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What becomes of the answers."""
    with spoken(request, "", "UTC") as language:
        return render(request, "desk/survey_privacy.html", frame(request, language))
