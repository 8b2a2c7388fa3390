"""What an article says, in the reader's language, and when it was last checked. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from churn_crm.ui import figures
from desk.knowledge import markdown

LANGUAGES = ("en", "zh")
TEXTS = ("title", "problem", "text")
CODES = {"en": "en", "zh": "zh-Hans"}  # for the attribute lang


@dataclass(frozen=True)
class Words:
    """One language of a version. code: for the attribute lang."""

    language: str
    title: str
    problem: str
    text: str

    @property
    def code(self) -> str:
        return CODES[self.language]

    @property
    def html(self) -> str:
        return markdown.to_html(self.text)

    @property
    def steps(self) -> str:
        """The text without its marks, for a note or a message."""
        return markdown.plain(self.text)

    @property
    def first_line(self) -> str:
        return markdown.first_line(self.text)


def reader_language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def languages_of(version: Any) -> list[str]:
    """In which languages it says something."""
    return [one for one in LANGUAGES if getattr(version, f"title_{one}")]


def words_of(version: Any, language: str = "") -> Words:
    """In `language` (the reader's if not given) where it is written in it, else in the other."""
    wanted = language or reader_language()
    there = languages_of(version)
    chosen = wanted if wanted in there or not there else there[0]
    return Words(chosen, *(getattr(version, f"{name}_{chosen}") for name in TEXTS))


def checked(at: datetime, *, now: datetime, keeps: Any) -> tuple[str, str]:
    """(words, tone): "checked in May", or "not checked since 2024" once `keeps` has passed."""
    day = timezone.localtime(at).date()
    if at < now - keeps:
        return _("not checked since %(year)d") % {"year": day.year}, "warn"
    return _("checked in %(month)s") % {"month": figures.day(day, "month_name")}, ""
