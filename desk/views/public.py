"""What stands around pages for customers: their language, headers, kind words instead of errors.

Nobody logs in, no cookie is set, nothing is loaded from elsewhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from staff.models import Business

LANGUAGES = ("zh-hans", "en")
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Kept out of search engines, caches, and the log of whoever is linked to."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answered


class spoken:
    """Words in the customer's language, or in the one he asks for by ?lang=; times of his branch."""

    def __init__(self, request: HttpRequest, language: str, zone: str) -> None:
        asked = request.GET.get("lang", "")
        own = language or translation.get_language_from_request(request)
        self.language = asked if asked in LANGUAGES else own if own in LANGUAGES else "en"
        self.words = translation.override(self.language)
        self.times = timezone.override(ZoneInfo(zone))

    def __enter__(self) -> str:
        self.words.__enter__()
        self.times.__enter__()
        return self.language

    def __exit__(self, *error: Any) -> None:
        self.times.__exit__(*error)
        self.words.__exit__(*error)


def frame(request: HttpRequest, language: str, branch: Any = None) -> dict[str, Any]:
    """What stands around every page: whose it is, and the way to the other language."""
    query = request.GET.copy()
    query["lang"] = "en" if language.startswith("zh") else "zh-hans"
    return {
        "business": Business.objects.first(),
        "branch": branch,
        "language": language,
        "other_language": f"?{query.urlencode()}",
    }


def said(request: HttpRequest, what: str, status: int, branch: Any = None) -> HttpResponse:
    """A kind page that says why there is nothing to answer."""
    context = {"what": what, **frame(request, translation.get_language() or "en", branch)}
    return render(request, "desk/survey_said.html", context, status=status)
