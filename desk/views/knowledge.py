"""The knowledge base: the list, one article with its versions, writing, publishing, gaps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm import clock
from churn_crm.ui.saving import FORM_METHODS, saved
from desk.knowledge import diff, gaps, listing, texts, writing
from desk.knowledge.forms import ArticleForm, VerdictForm
from desk.knowledge.specialists import is_specialist
from desk.models import Article, ArticleVerdict, ArticleVersion, Complaint
from desk.models.knowledge import KEEPS
from desk.views.answers import UNFIT
from staff.access import StaffRequest, everybody, role_required, writers_only

VERDICTS_SHOWN = 20
DECISIONS: dict[str, Callable[..., Article]] = {
    "publish": writing.publish,
    "dismiss": writing.dismiss,
    "check": writing.check,
    "retire": writing.retire,
    "bring_back": writing.bring_back,
}


@require_safe
@everybody
def index(request: StaffRequest) -> HttpResponse:
    """The articles; after a cursor only further rows."""
    form = listing.ArticleFilter(request.GET)
    cursor = request.GET.get("cursor", "")
    page = listing.page(form, cursor)
    query = form.query()
    context: dict[str, Any] = {
        "form": form,
        "asked": form.asked,
        "rows": [row_of(article) for article in page.rows],
        "next": f"?{query}&cursor={page.cursor}" if page.cursor else "",
    }
    if request.htmx and cursor:
        return render(request, "desk/_article_rows.html", context)
    counts = listing.counts()
    context["tabs"] = [(f"?{form.query(show=name)}", name, label, counts[name]) for name, label in TABS]
    return render(request, "desk/articles.html", context)


TABS = tuple(listing.SHOW.items())


def row_of(article: Any) -> dict[str, Any]:
    """An article as rows show it: what it says, what it has done, when it was checked."""
    version = article.current or article.newest
    return {"article": article, "version": version, "words": version.in_words, "checked": checked(article)}


def checked(article: Article) -> tuple[str, str]:
    if article.checked_at is None:
        return "", ""
    return texts.checked(article.checked_at, now=clock.now(), keeps=KEEPS)


@require_safe
@everybody
def article(request: StaffRequest, pk: int) -> HttpResponse:
    """One article; ?version= shows another version, ?language= the other language."""
    return show(request, pk, VerdictForm(initial={"kind": ArticleVerdict.Kind.WRONG}))


def show(request: StaffRequest, pk: int, form: VerdictForm, status: int = 200) -> HttpResponse:
    """The page of one article. form: what is said to be wrong with it."""
    found = found_article(pk)
    versions = list(found.versions.select_related("by"))
    version = chosen(found, versions, request.GET.get("version", ""))
    older = next((one for one in versions if one.number < version.number), None)
    context = {
        **row_of(found),
        "version": version,
        "words": texts.words_of(version, request.GET.get("language", "")),
        "languages": texts.languages_of(version),
        "versions": versions,
        "changes": diff.changes(older, version) if older else [],
        "verdicts": found.verdicts.select_related("by").order_by("-at")[:VERDICTS_SHOWN],
        "verdict_form": form,
        "may_publish": writing.may_publish(request.user),
        "is_specialist": is_specialist(request.user, found),
    }
    return render(request, "desk/article.html", context, status=status)


def found_article(pk: int) -> Any:
    articles = Article.objects.with_counts().select_related("current", "newest", "checked_by")
    return get_object_or_404(articles, pk=pk)


def chosen(found: Article, versions: list[ArticleVersion], number: str) -> ArticleVersion:
    """The version of that number, else the one in force, else the newest."""
    asked = (one for one in versions if str(one.number) == number)
    in_force = (one for one in versions if one.pk == found.current_id)
    return next(asked, None) or next(in_force, None) or versions[0]


@require_http_methods(FORM_METHODS)
@writers_only
def add(request: StaffRequest) -> HttpResponse:
    """A new article; ?cause= and ?word= come from the gaps."""
    begun = {"cause": request.GET.get("cause", "")[:20], "tags": request.GET.get("word", "")[:40]}
    form = ArticleForm(request.POST or None, initial=begun)
    if request.method != "POST" or not saved(form, writing.add, by=request.user):
        return ask(request, form)
    written = Article.objects.get(token=form.cleaned_data["token"])
    messages.success(request, said_of(written, request))
    return redirect("desk:article", written.pk)


@require_http_methods(FORM_METHODS)
@writers_only
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """The next version. Who overtook somebody is told, and keeps what he wrote."""
    found = get_object_or_404(Article.objects.select_related("newest"), pk=pk)
    form = ArticleForm(request.POST or None, article=found)
    if request.method != "POST" or not saved(form, change, article=found, by=request.user):
        return ask(request, form, found)
    found.refresh_from_db()
    messages.success(request, said_of(found, request))
    return redirect("desk:article", pk)


def change(*, token: Any, version: int | None, **said: Any) -> Article:
    """The token of the form is that of a new article; a change is told apart by the version it goes over."""
    return writing.change(version=version or 0, **said)


def said_of(written: Article, request: StaffRequest) -> str:
    if writing.may_publish(request.user):
        return _("Published.")
    return _("Proposed. A lead or a manager looks at it before it is suggested.")


def ask(request: StaffRequest, form: ArticleForm, found: Article | None = None) -> HttpResponse:
    context = {
        "form": form,
        "article": found,
        "previews": previews(form),
        "may_publish": writing.may_publish(request.user),
    }
    return render(request, "desk/article_edit.html", context, status=UNFIT if form.errors else 200)


def previews(form: ArticleForm) -> list[texts.Words]:
    """What is being written, as it will be read."""
    values = {name: str(form[name].value() or "") for name in writing.SAID}
    return drafts(values)


def drafts(values: dict[str, str]) -> list[texts.Words]:
    begun = [one for one in texts.LANGUAGES if any(values[f"{name}_{one}"] for name in texts.TEXTS)]
    return [texts.Words(one, *(values[f"{name}_{one}"] for name in texts.TEXTS)) for one in begun]


@require_POST
@writers_only
def try_out(request: StaffRequest) -> HttpResponse:
    """The text that is being written, as it will be read, as a fragment; nothing is saved."""
    values = {name: request.POST.get(name, "")[:20_000] for name in writing.SAID}
    return render(request, "desk/_article_preview.html", {"previews": drafts(values)})


@require_POST
@role_required(*writing.PUBLISHERS)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Publish or leave a proposal, say that it is still right, restore a version, retire, bring back."""
    found = get_object_or_404(Article, pk=pk)
    what, number = request.POST.get("what", ""), request.POST.get("number", "")
    if what == "restore" and found.versions.filter(number=number if number.isdecimal() else 0).exists():
        writing.restore(article=found, by=request.user, number=int(number))
    elif what in DECISIONS:
        DECISIONS[what](article=found, by=request.user)
    else:
        raise Http404
    messages.success(request, _("Saved."))
    return redirect("desk:article", pk)


@require_safe
@everybody
def gaps_page(request: StaffRequest) -> HttpResponse:
    """What many complain about and no article answers; ?cause= or ?word= lists those complaints."""
    day = clock.today(request.user.branch.time_zone if request.user.branch else None)
    complaints = gaps.complaints_of(request.user, day=day)
    cause, word = request.GET.get("cause", ""), request.GET.get("word", "").replace("\0", "")[:40].strip()
    cause = cause if cause in Complaint.Cause.values else ""
    context = {
        "causes": gaps.by_cause(complaints),
        "words": gaps.by_word(complaints),
        "cause": Complaint.Cause(cause) if cause else "",
        "word": word,
        "listed": gaps.newest(gaps.about(complaints, cause=cause, word=word)) if cause or word else [],
        "days": gaps.WINDOW.days,
    }
    return render(request, "desk/gaps.html", context)
