"""Likely answers beside the complaint that is being written down: found, used, called wrong."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import saved
from customers.models import Customer
from desk.knowledge import finding, using
from desk.knowledge.forms import VerdictForm
from desk.models import Article, ArticleUse, ArticleVerdict, Complaint
from desk.views.answers import UNFIT
from desk.views.knowledge import row_of, show
from staff.access import StaffRequest, writers_only

LONGEST = 2_000  # of what is typed, from its beginning


@require_POST
@writers_only
def likely(request: StaffRequest) -> HttpResponse:
    """Articles that may answer what is typed, as a fragment. By POST, as a complaint may be long."""
    text = request.POST.get("complaint-text", "")[:LONGEST].strip()
    cause = request.POST.get("complaint-cause", "")
    cause = cause if cause in Complaint.Cause.values else ""
    token = token_of(request)
    articles = using.without_wrong_at(token)
    found = finding.likely(articles, text=text, cause=cause) if text or cause else []
    customer = request.POST.get("customer", "")
    if found and not (customer.isdecimal() and len(customer) < 19):
        raise BadRequest
    context = {
        "answers": [row_of(one.article) for one in found],
        "keys": ",".join(str(one.article.pk) for one in found),
        "asked": bool(text or cause),
        "used": used_at(token) if found else set(),
        "customer": customer,
    }
    response = render(request, "desk/_likely.html", context)
    words = ngettext("%(count)d likely answer", "%(count)d likely answers", len(found)) % {
        "count": len(found)
    }
    # Said only when the answers are others than before: one types on.
    if context["keys"] == request.POST.get("shown", ""):
        return response
    return trigger_client_event(response, "announce", {"text": words})


def used_at(token: uuid.UUID | None) -> set[int]:
    uses = ArticleUse.objects.filter(token=token) if token else ArticleUse.objects.none()
    return set(uses.values_list("article", flat=True))


def token_of(request: StaffRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("complaint-token", ""))
    except ValueError:
        return None


@require_POST
@writers_only
def use(request: StaffRequest, pk: int, customer: int) -> HttpResponse:
    """The article is used for this customer's complaint: its steps stand open."""
    found = get_object_or_404(Article.objects.published().with_counts().select_related("current"), pk=pk)
    caller = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer)
    token = token_of(request)
    if token is None:
        raise BadRequest
    used = using.use(article=found, customer=caller, by=request.user, token=token)
    context: dict[str, Any] = {"row": row_of(found), "used": {found.pk}, "customer": caller}
    response = render(request, "desk/_likely_item.html", context)
    text = _("%(title)s is used; its steps are copied") % {"title": found.current.in_words.title}
    undo = reverse("desk:article_unuse", args=[used.pk])
    return trigger_client_event(response, "toast", {"text": text, "undo": undo})


@require_POST
@writers_only
def unuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one's own use back."""
    used = get_object_or_404(ArticleUse.objects.visible_to(request.user), pk=pk, by=request.user)
    using.take_back(used=used)
    response = trigger_client_event(HttpResponse(), "toast", {"text": _("Not used after all")})
    return trigger_client_event(response, "answers", {})


@require_GET
@writers_only
def wrong(request: StaffRequest, pk: int) -> HttpResponse:
    """The form that asks what is wrong with an article here."""
    found = get_object_or_404(Article.objects.published(), pk=pk)
    form = VerdictForm(initial={"kind": ArticleVerdict.Kind.WRONG})
    return render(request, "desk/_wrong.html", {"form": form, "article": found})


@require_POST
@writers_only
def judge(request: StaffRequest, pk: int) -> HttpResponse:
    """Helpful, or wrong and why; from the desk as a word in place of the form."""
    found = get_object_or_404(Article.objects.published(), pk=pk)
    form = VerdictForm(request.POST)
    if not saved(form, using.judge, article=found, by=request.user, token=token_of(request)):
        if request.htmx:
            return render(request, "desk/_wrong.html", {"form": form, "article": found}, status=UNFIT)
        return show(request, pk, form, status=UNFIT)
    if request.htmx:
        return render(request, "desk/_judged.html", {"article": found, "note": form.cleaned_data["note"]})
    messages.success(request, _("Thank you, noted.") if is_wrong(form) else _("Noted as helpful."))
    return redirect("desk:article", pk)


def is_wrong(form: VerdictForm) -> bool:
    return bool(form.cleaned_data["kind"] == ArticleVerdict.Kind.WRONG)
