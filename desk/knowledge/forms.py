"""The forms of the knowledge base."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.knowledge import writing
from desk.knowledge.diff import LABELS
from desk.models import Article, ArticleVerdict, ArticleVersion, Complaint

MOST_TAGS, LONGEST_TAG = 12, 40
WHAT_IS_WRONG = _("Say in a few words what is wrong.")


class ArticleForm(forms.Form):
    """What an article says, in one language or both."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title_en = forms.CharField(label=LABELS["title_en"], max_length=120, required=False)
    problem_en = forms.CharField(label=LABELS["problem_en"], max_length=300, required=False)
    text_en = forms.CharField(
        label=LABELS["text_en"], max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 9})
    )
    title_zh = forms.CharField(label=LABELS["title_zh"], max_length=120, required=False)
    problem_zh = forms.CharField(label=LABELS["problem_zh"], max_length=300, required=False)
    text_zh = forms.CharField(
        label=LABELS["text_zh"], max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 9})
    )
    cause = forms.ChoiceField(
        label=LABELS["cause"], required=False, choices=[("", _("Any cause")), *Complaint.Cause.choices]
    )
    tags = forms.CharField(
        label=LABELS["tags"],
        required=False,
        max_length=400,
        help_text=_("Other words for the same thing, separated by commas."),
    )
    visibility = forms.ChoiceField(
        label=LABELS["visibility"],
        choices=ArticleVersion.Visibility.choices,
        initial=ArticleVersion.Visibility.INSIDE,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What changed, and why"), required=False, max_length=200)

    def __init__(self, *args: Any, article: Article | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())
        if article is None:
            del self.fields["note"], self.fields["version"]
            return
        version = article.newest
        assert version is not None  # noqa: S101 (written together with the article)
        self.initial.update({name: getattr(version, name) for name in writing.SAID})
        self.initial.update(tags=", ".join(version.tags), version=version.number)

    def clean_tags(self) -> list[str]:
        words = self.cleaned_data["tags"].replace("，", ",").replace("、", ",").split(",")
        tags = list(dict.fromkeys(filter(None, (word.strip()[:LONGEST_TAG] for word in words))))
        return tags[:MOST_TAGS]

    def clean(self) -> dict[str, Any]:
        """One language at least is whole; none is half."""
        cleaned = super().clean() or self.cleaned_data
        begun = [one for one in ("en", "zh") if self.says(one, "title", "problem", "text")]
        for one in begun or ["en"]:
            if not self.says(one, "title"):
                self.add_error(f"title_{one}", _("A title is needed."))
            if not self.says(one, "text"):
                self.add_error(f"text_{one}", _("Write what solves it."))
        return cleaned

    def says(self, language: str, *names: str) -> bool:
        return any(self.cleaned_data.get(f"{name}_{language}") for name in names)


class VerdictForm(forms.Form):
    """Helpful, or wrong and why."""

    kind = forms.ChoiceField(choices=ArticleVerdict.Kind.choices)
    note = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=300,
        required=False,
        error_messages={"required": WHAT_IS_WRONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.get("kind") or self.initial.get("kind")
        self.fields["note"].required = said == ArticleVerdict.Kind.WRONG

    def clean(self) -> dict[str, Any]:
        """Who calls it wrong says what, or nobody can mend it."""
        cleaned = super().clean() or self.cleaned_data
        wrong = cleaned.get("kind") == ArticleVerdict.Kind.WRONG
        if wrong and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", WHAT_IS_WRONG)
        return cleaned
