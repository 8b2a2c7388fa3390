"""What many complain about and no article answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from desk.knowledge import finding
from desk.models import Article, ArticleUse, Complaint
from staff.models import User

WINDOW = timedelta(days=90)
READ = 2_000  # of the newest complaints without an answer; words that come up less than these do not press
MANY = 5  # complaints with the same word before it counts as a gap
WORDS_SHOWN = 12
LISTED = 30
SHORTEST = 4  # letters; shorter English words say too little
WORDS_READ = 96
LONGEST = 8  # signs of a Chinese word put together again

KNOWN = r"""
SELECT word FROM unnest(%s::text[]) word, LATERAL (
    SELECT to_tsquery((CASE WHEN word ~ '^[a-z0-9]+$' THEN 'english' ELSE 'simple' END)::regconfig, word)
) AS means (asked)
WHERE numnode(asked) = 0 OR EXISTS (
    SELECT FROM desk_article a JOIN desk_articleversion v ON v.id = a.current_id
    WHERE a.retired_at IS NULL AND v.words @@ asked
)
"""


@dataclass(frozen=True)
class CauseGap:
    """complaints in the window · answered: for how many an article was used · articles of this cause"""

    cause: Complaint.Cause
    complaints: int
    answered: int
    articles: int


def complaints_of(user: User, *, day: date) -> Any:
    """What `user` may see of the window."""
    return Complaint.objects.visible_to(user).filter(day__gt=day - WINDOW, day__lte=day)


def unanswered(complaints: Any) -> Any:
    return complaints.filter(~Exists(ArticleUse.objects.filter(token=OuterRef("token"))))


def by_cause(complaints: Any) -> list[CauseGap]:
    """Every cause that was complained of, the most complaints without an answer first."""
    used = Exists(ArticleUse.objects.filter(token=OuterRef("token")))
    counts = complaints.order_by().annotate(used=used).values("cause")
    rows = counts.annotate(n=Count("pk"), answered=Count("pk", filter=Q(used=True)))
    articles = dict(
        Article.objects.published().values_list("current__cause").annotate(n=Count("pk")).order_by()
    )
    gaps = [
        CauseGap(Complaint.Cause(row["cause"]), row["n"], row["answered"], articles.get(row["cause"], 0))
        for row in rows
    ]
    return sorted(gaps, key=lambda gap: (gap.answered - gap.complaints, gap.cause))


def by_word(complaints: Any) -> list[tuple[str, int]]:
    """(word, in how many complaints without an answer), of words that no article knows; most first."""
    rows = unanswered(complaints).order_by("-day", "-pk").values_list("text", flat=True)[:READ]
    texts = [finding.folded(text) for text in rows]
    pressing = frequent(texts)
    known = known_words([word for word, _count in pressing])
    return joined([(word, count) for word, count in pressing if word not in known], texts)[:WORDS_SHOWN]


def frequent(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Words that come up in many texts, each text counted once; the most frequent first. Pure."""
    counts = Counter(word for text in texts for word in set(said(text)))
    pressing = [(word, count) for word, count in counts.items() if count >= MANY]
    return sorted(pressing, key=lambda one: (-one[1], one[0]))[:WORDS_READ]


def said(text: str) -> list[str]:
    latin = [word for word in finding.latin_words(text) if len(word) >= SHORTEST and not word.isdecimal()]
    return latin + finding.pairs(text)


def joined(words: list[tuple[str, int]], texts: list[str]) -> list[tuple[str, int]]:
    """Pairs of signs that always come together are one word again: 漆面, 面有, 有划 → 漆面有划. Pure."""
    left, found = dict(words), []
    for word, count in words:
        if left.pop(word, None) is None:
            continue
        grown = grow(word, count, left, texts) if not word.isascii() else word
        found.append((grown, count))
    return found


def grow(word: str, count: int, left: dict[str, int], texts: list[str]) -> str:
    """The word with the pairs that go on from it, or lead to it, as often; they are taken out of `left`."""
    while len(word) < LONGEST:
        ends = (pair for pair, n in left.items() if n == count and pair[:1] == word[-1:])
        begins = (pair for pair, n in left.items() if n == count and pair[-1:] == word[:1])
        longer = [(pair, word + pair[1:]) for pair in ends] + [(pair, pair[:-1] + word) for pair in begins]
        fits = next((one for one in longer if sum(one[1] in text for text in texts) == count), None)
        if fits is None:
            break
        del left[fits[0]]
        word = fits[1]
    return word


def known_words(words: list[str]) -> set[str]:
    """Those that an article knows, or that mean nothing by themselves to PostgreSQL ("with", "them")."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [words])
        return {word for (word,) in cursor.fetchall()}


def about(complaints: Any, *, cause: str = "", word: str = "") -> Any:
    """The complaints without an answer of this cause, with this word."""
    rows = unanswered(complaints)
    rows = rows.filter(cause=cause) if cause else rows
    return rows.filter(text__icontains=word) if word else rows


def newest(rows: Any) -> list[Complaint]:
    """Those that a page lists."""
    return list(rows.select_related("customer").order_by("-day", "-pk")[:LISTED])
