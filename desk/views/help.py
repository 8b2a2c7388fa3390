"""What customers may read of the knowledge base: no login, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from desk.knowledge import texts
from desk.models import Article
from staff.business import heading

MINUTES = 10  # that a page may be kept


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All public articles by title."""
    language = language_of(request)
    articles = Article.objects.public().select_related("current")
    rows = [(article, texts.words_of(article.current, language)) for article in articles]
    rows.sort(key=lambda row: (row[1].language != language, row[1].title))
    return answer(request, "desk/help_index.html", language, {"rows": rows})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One public article in the reader's language."""
    found = get_object_or_404(Article.objects.public().select_related("current"), slug=slug)
    language = language_of(request)
    words = texts.words_of(found.current, language)
    return answer(request, "desk/help.html", language, {"article": found, "words": words})


def language_of(request: HttpRequest) -> str:
    """?lang= of the link, else what the browser asks for; no cookie, as the page may be kept on the way."""
    asked = [request.GET.get("lang", "")]
    asked += [
        code[:2] for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    ]
    return next((one for one in asked if one in texts.LANGUAGES), texts.LANGUAGES[0])


def answer(request: HttpRequest, template: str, language: str, context: dict[str, object]) -> HttpResponse:
    with translation.override("zh-hans" if language == "zh" else "en"):
        context |= {"language": language, "other": "en" if language == "zh" else "zh"}
        response = render(request, template, context | {"business": heading()[0]})
    response["Cache-Control"] = f"public, max-age={MINUTES * 60}"
    patch_vary_headers(response, ["Accept-Language"])
    return response
