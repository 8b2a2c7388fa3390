"""What changed between two versions of an article, line by line. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "title_en": _("Title, English"),
    "problem_en": _("Problem, English"),
    "text_en": _("What solves it, English"),
    "title_zh": _("Title, Chinese"),
    "problem_zh": _("Problem, Chinese"),
    "text_zh": _("What solves it, Chinese"),
    "cause": _("Cause"),
    "tags": _("Words to find it by"),
    "visibility": _("Who reads it"),
}


@dataclass(frozen=True)
class Change:
    """One field; lines: (sign, text), the sign "+" for what came, "-" for what went, "" for what stayed."""

    label: str | Promise
    lines: list[tuple[str, str]]


def changes(old: Any, new: Any) -> list[Change]:
    """The fields that differ; an `old` of None was empty."""
    fields = ((label, said(old, name), said(new, name)) for name, label in LABELS.items())
    return [Change(label, lines(before, after)) for label, before, after in fields if before != after]


def said(version: Any, name: str) -> str:
    if version is None:
        return ""
    display = getattr(version, f"get_{name}_display", None)
    value = display() if display else getattr(version, name)
    return ", ".join(value) if isinstance(value, list) else str(value)


def lines(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.splitlines(), after.splitlines()
    found: list[tuple[str, str]] = []
    for kind, start, end, begin, until in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("", line) for line in old[start:end]]
        else:
            found += [("-", line) for line in old[start:end]] + [("+", line) for line in new[begin:until]]
    return found
