"""Reasons in words: a kind and the customer's own numbers become one sentence in the reader's language.

Nights store numbers, never words. A sentence has at most 52 Latin or 26 Chinese characters, and its one
decisive figure stands in <b>.
"""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from signals.sentences import WORDINGS
from signals.wording import TITLES

Numbers = dict[str, Any]


def title(kind: str) -> str:
    """Two or three words that name the kind; an unknown kind is its own name."""
    return str(TITLES.get(kind, kind))


def sentence(kind: str, numbers: Numbers) -> SafeString:
    """The evidence as markup: "Visits every 92 ± 14 days; <b>now 171</b>". Empty for an unknown kind."""
    wording = WORDINGS.get(kind)
    return mark_safe(wording(numbers)) if wording else SafeString("")


def plain(kind: str, numbers: Numbers) -> str:
    """The same sentence without markup, for files, labels and messages."""
    return re.sub(r"</?b>", "", sentence(kind, numbers))
