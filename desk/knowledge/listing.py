"""The list of articles: what is asked for, what is shown, in pages."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from desk.knowledge import finding
from desk.models import Article, Complaint

PAGE = 40
SHOW: dict[str, str | Promise] = {
    "": pgettext_lazy("articles", "In use"),
    "proposed": pgettext_lazy("articles", "Proposed"),
    "wrong": pgettext_lazy("articles", "Called wrong"),
    "unused": pgettext_lazy("articles", "Never used"),
    "unchecked": pgettext_lazy("articles", "Unchecked for a year"),
    "retired": pgettext_lazy("articles", "Retired"),
}


class ArticleFilter(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("Any cause")), *Complaint.Cause.choices]
    )
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOW.items())

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def query(self, **other: str) -> str:
        """The address's query with what is asked for, `other` put over it."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (self.asked | other).items() if value})
        return query.urlencode()


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    cursor: str = ""


def shown(name: str) -> Any:
    """The articles of one choice of SHOW."""
    articles = Article.objects.all()
    choices = {
        "proposed": articles.proposed,
        "wrong": articles.wrong,
        "unused": articles.unused,
        "unchecked": lambda: articles.unchecked(at=clock.now()),
        "retired": lambda: articles.exclude(retired_at=None),
    }
    return choices.get(name, articles.published)()


def counts() -> dict[str, int]:
    """How many each choice of SHOW holds."""
    return {name: shown(name).count() for name in SHOW}


def page(form: ArticleFilter, cursor: str = "") -> Page:
    """By words the best ones, on one page; otherwise all, the newest first, in pages by key."""
    asked = form.asked
    articles = shown(asked["show"])
    if asked["cause"]:
        articles = articles.filter(newest__cause=asked["cause"])
    if asked["q"]:
        found = finding.likely(articles, text=asked["q"], limit=PAGE)
        return Page(with_versions([one.article.pk for one in found]))
    before = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else 0
    articles = articles.filter(pk__lt=before) if before else articles
    keys = list(articles.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    return Page(with_versions(keys[:PAGE]), str(keys[PAGE - 1]) if len(keys) > PAGE else "")


def with_versions(keys: list[int]) -> list[Any]:
    """The articles of these keys in this order, with their counts and what they say."""
    rows = Article.objects.filter(pk__in=keys).with_counts().select_related("current", "newest__by")
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in keys]
