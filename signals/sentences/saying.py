"""What several sentences share."""

from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import east_asian_width

from django.utils.html import escape
from django.utils.translation import gettext as _

from churn_crm.ui import figures

Numbers = Mapping[str, Any]
Wording = Callable[[Numbers], str]


def whole(numbers: Numbers, *names: str) -> dict[str, int]:
    """These numbers, rounded."""
    return {name: round(numbers[name]) for name in names}


def ago(numbers: Numbers) -> int:
    """Days since; what happened on the night's own day was a day ago for who reads of it."""
    return max(1, round(numbers["days"]))


def lately(numbers: Numbers) -> dict[str, int]:
    """count and days since."""
    return {"count": round(numbers["count"]), "days": ago(numbers)}


def percent(share: float) -> int:
    return round(share * 100)


def of_five(mean: float) -> str:
    """A mean rating as 3.4."""
    return figures.figure(mean, 1)


def short(name: str, width: int) -> str:
    """A name that fits, as markup. A Chinese character is as wide as two Latin ones."""
    if wide(name) > width:
        kept = name
        while wide(kept) > width - 1:
            kept = kept[:-1]
        name = _("%(beginning)s…") % {"beginning": kept.rstrip()}
    return escape(name)


def wide(words: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)
