"""A complaint as its customer sees it, at a link that nobody can guess; and the form to file one.

As with surveys: no login, no cookie, and so no CSRF cookie either. A form proves by a signature that it came
from our page, and carries what makes it count once.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from churn_crm import clock
from desk.models import ProgressLink
from desk.progress import filing, hearing, linking
from desk.progress.forms import FilingForm
from desk.progress.standing import standing
from desk.surveys import limits, links
from desk.surveys.page import promise_in_words
from desk.views.public import frame, public, spoken
from desk.workdays import call_back_until
from staff.models import Branch

UNFIT, TOO_MANY, FORBIDDEN = 422, 429, 403
METHODS = ["GET", "HEAD", "POST"]
SALT = "desk.progress"
LONGEST = 2000
# In ten minutes: of one address, which a whole mobile network may share, and of one number.
FILINGS, OF_A_NUMBER = 30, 3
READS_FOR, FORM_HOURS = 3, 48  # seconds that a person needs at least; hours after which a form is old
TEXT_OF = {"answer": "text", "unsettled": "why"}


@csrf_exempt
@require_http_methods(METHODS)
@public
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Where it stands, and what he can do about it now."""
    link = linking.found(token)
    if link is None:
        return unknown(request)
    with spoken(request, link.language, link.branch.time_zone) as language:
        if request.method == "POST":
            return heard(request, token, link, language)
        return shown(request, token, link, language)


def unknown(request: HttpRequest) -> HttpResponse:
    """Expired, taken back or never there: the same words. Whoever guesses many is kept waiting."""
    few = limits.allowed("guess", by=limits.remote(request), most=limits.GUESSES)
    with spoken(request, "", "UTC"):
        return said(request, "unknown" if few else "busy", 404 if few else TOO_MANY)


def said(request: HttpRequest, what: str, status: int, branch: Branch | None = None) -> HttpResponse:
    context = {"what": what, **frame(request, translation.get_language() or "en", branch)}
    return render(request, "desk/progress_said.html", context, status=status)


def shown(
    request: HttpRequest, token: str, link: ProgressLink, language: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page; more: what was refused and why."""
    complaint, now = link.complaint, timezone.localtime(clock.now())
    call = hearing.waiting_call(complaint)
    until = call.due_at if call else call_back_until(complaint.customer.branch, at=now)
    context = {
        "complaint": complaint,
        "link": link,
        "standing": standing(link),
        "promised": call is not None,
        "call": promise_in_words(timezone.localtime(until), now=now),
        "may_call": link.by_form or bool(complaint.customer.phone),
        "signed": signed(f"{link.digest}:{uuid.uuid4()}"),
        **frame(request, language, link.branch),
        **more,
    }
    return render(request, "desk/progress.html", context, status=status)


def signed(text: str) -> str:
    return signing.TimestampSigner(salt=SALT).sign(text)


def form_of(request: HttpRequest, link: ProgressLink) -> uuid.UUID | None:
    """Which form of this link's page was sent; None if it is not ours."""
    signer, sent = signing.TimestampSigner(salt=SALT), request.POST.get("form", "")
    try:
        text = signer.unsign(sent, max_age=link.expires_at - link.made_at)
        digest, _colon, token = text.partition(":")
        return uuid.UUID(token) if digest == link.digest else None
    except (signing.BadSignature, ValueError):
        return None


def heard(request: HttpRequest, token: str, link: ProgressLink, language: str) -> HttpResponse:
    """What he says is written down, once; then the page says how it stands now."""
    form = form_of(request, link)
    if form is None:
        return said(request, "foreign", FORBIDDEN, link.branch)
    if not limits.allowed("send", by=link.digest, most=limits.SENDINGS):
        return said(request, "busy", TOO_MANY, link.branch)
    what = request.POST.get("what", "")
    text = request.POST.get(TEXT_OF.get(what, ""), "").replace("\0", "").strip()[:LONGEST]
    if what == "answer" and not text:
        refused = {"refused": _("Write your answer here.")}
        return shown(request, token, link, language, status=UNFIT, **refused)
    try:
        DONE[what](link, text, form) if what in DONE else None
    except ValidationError:
        # It was moved on meanwhile; the page says how it stands.
        return shown(request, token, link, language, status=UNFIT, moved=True, typed=text)
    return redirect(f"{reverse('progress:page', args=[token])}?lang={language}")


DONE: dict[str, Callable[[ProgressLink, str, uuid.UUID], object]] = {
    "answer": lambda link, text, form: hearing.answer(complaint=link.complaint, text=text, token=form),
    "settled": lambda link, text, form: hearing.settled(complaint=link.complaint, token=form),
    "unsettled": lambda link, text, form: hearing.unsettled(complaint=link.complaint, text=text, token=form),
    "call": lambda link, text, form: hearing.call_me(complaint=link.complaint, token=form),
}


@csrf_exempt
@require_http_methods(METHODS)
@public
def new(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a branch; what is sent becomes a complaint, and leads to its page."""
    branch = Branch.objects.filter(code=code).select_related("pool_owner").first()
    if branch is None or not filing.is_open(branch):
        return unknown(request)
    with spoken(request, "", branch.time_zone) as language:
        if request.method == "POST":
            return filed(request, branch, language)
        return asked(request, branch, language, FilingForm(branch=branch), links.new_token())


def asked(
    request: HttpRequest, branch: Branch, language: str, form: FilingForm, secret: str, *, again: str = ""
) -> HttpResponse:
    """The empty form, or what was typed with what is wrong with it; again: why it is to be sent once more."""
    context = {
        "form": form,
        "again": again,
        "signed": signed(secret),
        **frame(request, language, branch),
    }
    status = UNFIT if form.is_bound else 200
    return render(request, "desk/progress_new.html", context, status=status)


def filed(request: HttpRequest, branch: Branch, language: str) -> HttpResponse:
    """Logged once, whoever presses twice; programs are stopped by haste, an empty field, and numbers."""
    secret, haste = secret_of(request)
    if secret is None:
        return said(request, "foreign", FORBIDDEN, branch)
    form = FilingForm(request.POST, branch=branch)
    if not form.is_valid() or haste:
        return asked(request, branch, language, form, secret, again=haste)
    target = f"{reverse('progress:page', args=[secret])}?lang={language}"
    if linking.found(secret):
        return redirect(target)
    phone = form.cleaned_data["phone"]
    few = limits.allowed("file", by=limits.remote(request), most=FILINGS)
    if not few or not limits.allowed("file number", by=phone, most=OF_A_NUMBER):
        return said(request, "busy", TOO_MANY, branch)
    filing.file(branch=branch, secret=secret, language=language, **form.complaint)
    return redirect(target)


def secret_of(request: HttpRequest) -> tuple[str | None, str]:
    """(the secret of the form, why it is to be sent once more); no secret if the form is not ours."""
    signer, text = signing.TimestampSigner(salt=SALT), request.POST.get("form", "")
    try:
        secret = signer.unsign(text)
        signer.unsign(text, max_age=FORM_HOURS * 3600)
    except signing.SignatureExpired:
        return secret, _("This page was open for very long. Look it over and send it once more.")
    except signing.BadSignature:
        return None, ""
    try:
        signer.unsign(text, max_age=READS_FOR)
    except signing.SignatureExpired:
        return secret, ""
    return secret, _("That was very quick. Look it over and send it once more.")
