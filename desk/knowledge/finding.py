"""Finding the article that answers what is being typed.

English words are stemmed by PostgreSQL; Chinese has no spaces, so every two neighbouring signs are one word,
and how they are read is another. What is typed asks for any of its words; how well they fit, the cause, how
often an article has solved its problem, and what specialists say decide. See docs/design/knowledge.md.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import F, FloatField, Q, Value

from desk.knowledge.sounds import sounds
from desk.models import Article, ArticleVersion

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")
MOST_WORDS = 60  # of a long story the first ones
MOST_SOUNDS = 30
CANDIDATES = 30
SHOWN = 3
# A long story shares some word with nearly every article, and ranking them all takes longest. So its rarest
# words choose whom to rank, as many as are expected to find so many articles.
ENOUGH_TO_RANK = 1_000
# A misspelt word is looked for by its trigrams, if it is long enough to have some of its own.
LONG_ENOUGH, MOST_MISSPELT = 5, 6
WEIGHTS = [0.1, 0.25, 0.6, 1.0]  # D, C, B, A: text, tags, problem, title
LENGTH_COUNTS = 1  # ts_rank: divided by 1 + the logarithm of the length

CAUSE_FITS, CAUSE_IS_ANOTHER = 1.6, 0.85
WORD_COUNTS, OTHERS_COUNT = 0.25, 0.25  # what people say; of it whoever is no specialist of the topic
NO_WORD_FITS = 0.004  # an article of the cause that shares no word stands below all that do
MISSPELT = 0.05

COUNTS = ("used", "solved", "wrong_count", "wrong_specialists", "helped", "helped_specialists")

INDEX = """
UPDATE desk_articleversion SET words = {}, plain = %s WHERE id = %s
""".format(" || ".join(["setweight(to_tsvector(%s::regconfig, %s), %s)"] * 9))

# By what PostgreSQL has gathered about the index: how many articles each word is expected to find. A word
# that is not among the most common ones counts as found nowhere; before the first ANALYZE, all do.
EXPECTED = """
SELECT word, coalesce(share, 0) * (SELECT reltuples FROM pg_class WHERE oid = 'desk_articleversion'::regclass)
FROM unnest(tsvector_to_array(to_tsvector('english', %s)) || %s::text[]) AS word
LEFT JOIN (
    SELECT DISTINCT ON (common) common, share FROM pg_stats,
    unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known(common, share)
    WHERE schemaname = current_schema() AND tablename = 'desk_articleversion' AND attname = 'words'
    AND common IS NOT NULL
) AS known ON common = word
"""


@dataclass(frozen=True)
class Candidate:
    """An article that may answer, before it is read. text: how well it fits · cause: its own."""

    pk: int
    text: float
    cause: str
    counts: dict[str, int]  # as Article.objects.with_counts() names them

    @property
    def told(self) -> float:
        """What people say of it: a specialist's word whole, anybody else's in part."""
        counts = self.counts
        others_wrong = max(0, counts["wrong_count"] - counts["wrong_specialists"])
        return word(
            good=counts["helped_specialists"] + OTHERS_COUNT * counts["helped"],
            bad=counts["wrong_specialists"] + OTHERS_COUNT * others_wrong,
        )


@dataclass(frozen=True)
class Found:
    """An article that may answer, with what it has done so far."""

    article: Any
    score: float


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\0", "").lower()


def pairs(text: str) -> list[str]:
    """Every two neighbouring signs of Chinese text; a sign that stands alone is left out."""
    return [run[at : at + 2] for run in HAN.findall(folded(text)) for at in range(len(run) - 1)]


def signs(text: str) -> list[str]:
    """The Chinese words that are asked for: the first pairs as they are written, then as they are read."""
    found = list(dict.fromkeys(pairs(text)))
    return found[:MOST_WORDS] + sounds(found[:MOST_SOUNDS])


def latin_words(text: str) -> list[str]:
    return LATIN.findall(folded(text))


def either(words: Sequence[str]) -> str:
    """Any of these words, in the language of to_tsquery; they hold letters, digits and signs only."""
    return " | ".join(dict.fromkeys(words))


def query(text: str) -> SearchQuery | None:
    """What is asked of the index; None when nothing is said."""
    asked = [
        SearchQuery(either(words), config=config, search_type="raw")
        for words, config in ((latin_words(text)[:MOST_WORDS], "english"), (signs(text), "simple"))
        if words
    ]
    return reduce(or_, asked) if asked else None


def index(version: ArticleVersion) -> None:
    """Give the version the words that it is found by."""
    said = (("A", "title"), ("B", "problem"), ("D", "text"))
    tags = " ".join(version.tags)
    texts = [(weight, *(getattr(version, f"{name}_{one}") for one in ("en", "zh"))) for weight, name in said]
    pieces: list[str] = []
    for weight, english, chinese in (*texts, ("C", tags, tags)):
        pieces += ["english", " ".join(latin_words(english)), weight]
        pieces += ["simple", " ".join(pairs(chinese)), weight]
    # By sound only what names the problem: a text is long, and sounds like much.
    named = " ".join([version.title_zh, version.problem_zh, tags])
    pieces += ["simple", " ".join(sounds(pairs(named))), "C"]
    plain = folded(" ".join([version.title_en, version.problem_en, named]))
    with connection.cursor() as cursor:
        cursor.execute(INDEX, [*pieces, plain, version.pk])


def likely(articles: Any, *, text: str, cause: str = "", limit: int = SHOWN) -> list[Found]:
    """The articles among `articles` that most probably answer, the surest first.

    By their words; where too few share one, by words that look alike; at last those of the cause.
    """
    rows = by_words(articles, text)
    if len(rows) < limit:
        rows += misspelt(without(articles, rows), text)
    if len(rows) < limit and cause:
        rows += of_cause(without(articles, rows), cause)
    scored = sorted(((score_of(row, cause), row) for row in rows), key=lambda one: (-one[0], one[1].pk))
    return read(scored[:limit])


def read(chosen: Sequence[tuple[float, Candidate]]) -> list[Found]:
    """The chosen ones as articles, without what they are found by: it is longer than what they say."""
    rows = Article.objects.filter(pk__in=[one.pk for _score, one in chosen]).select_related("current")
    articles: dict[int, Any] = {row.pk: row for row in rows.defer("current__words", "current__plain")}
    for _score, one in chosen:
        article = articles[one.pk]
        vars(article).update(one.counts)
    return [Found(articles[one.pk], score) for score, one in chosen]


def without(articles: Any, rows: list[Candidate]) -> Any:
    return articles.exclude(pk__in=[row.pk for row in rows])


def by_words(articles: Any, text: str) -> list[Candidate]:
    words = expected(text)
    if not words:
        return []
    asked = lexemes(either(list(words)))
    rank = SearchRank(F("current__words"), asked, weights=WEIGHTS, normalization=LENGTH_COUNTS)
    rare = rarest(words, most=ENOUGH_TO_RANK)
    if rare:
        found = best(articles.filter(current__words=lexemes(rare)), rank)
        if len(found) == CANDIDATES:
            return found
    return best(articles.filter(current__words=asked), rank)


def lexemes(either_of: str) -> SearchQuery:
    """Asks for words as the index has them."""
    return SearchQuery(either_of, config="simple", search_type="raw")


def expected(text: str) -> dict[str, float]:
    """Each word of the text as the index has it → how many articles it is expected to find.

    By sound only what no article is known to write so: signs that articles know are no mistake.
    """
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, [" ".join(latin_words(text)[:MOST_WORDS]), signs(text)])
        found: dict[str, float] = dict(cursor.fetchall())
    for right in sounds(pair for pair in pairs(text)[:MOST_WORDS] if found.get(pair)):
        found.pop(right, None)
    return found


def rarest(expected: Mapping[str, float], *, most: int) -> str:
    """The rarest words that together find `most` articles; empty when all may be asked for."""
    if sum(expected.values()) <= most:
        return ""
    found = 0.0
    chosen: list[str] = []
    for word in sorted(expected, key=lambda word: (expected[word], word)):
        found += expected[word]
        if chosen and found > most:
            break
        chosen.append(word)
    return either(chosen)


def misspelt(articles: Any, text: str) -> list[Candidate]:
    """Those with a word that looks like a long one of the text."""
    words = sorted({word for word in latin_words(text) if len(word) >= LONG_ENOUGH}, key=len)[-MOST_MISSPELT:]
    if not words:
        return []
    near = reduce(or_, (Q(current__plain__trigram_word_similar=word) for word in words))
    alike = reduce(add, (TrigramWordSimilarity(word, "current__plain") for word in words))
    return best(articles.filter(near), alike * Value(MISSPELT, output_field=FloatField()))


def of_cause(articles: Any, cause: str) -> list[Candidate]:
    return best(articles.filter(current__cause=cause), Value(NO_WORD_FITS, output_field=FloatField()))


def best(articles: Any, text: Any) -> list[Candidate]:
    """The candidates with what they have done so far; text: how well they fit what was said.

    PostgreSQL counts after it has sorted and cut, so for these only and not for all that share a word.
    """
    ranked = articles.annotate(text=text).with_counts().order_by("-text", "-checked_at")
    rows = ranked.values_list("pk", "text", "current__cause", *COUNTS)
    return [
        Candidate(pk, fits, cause, dict(zip(COUNTS, counts, strict=True)))
        for pk, fits, cause, *counts in rows[:CANDIDATES]
    ]


def score_of(one: Candidate, cause: str) -> float:
    done = {"used": one.counts["used"], "solved": one.counts["solved"]}
    return score(text=one.text, cause=cause, of_cause=one.cause, told=one.told, **done)


def word(*, good: float, bad: float) -> float:
    """What people say of an article, between -1 and 1: one voice alone says a third of it."""
    return (good - bad) / (good + bad + 2)


def score(*, text: float, cause: str, of_cause: str, used: int, solved: int, told: float = 0.0) -> float:
    """Text match × cause match × solved rate × what people say.

    The rate is Laplace's rule of succession, (solved + 1) / (used + 2): an unused article counts as one that
    solves every second time. It moves the score between a half and one and a half; what people say, `told`,
    by a quarter at most, so that praise alone puts nothing before what fits.
    """
    fits = 1.0 if not (cause and of_cause) else CAUSE_FITS if cause == of_cause else CAUSE_IS_ANOTHER
    return text * fits * (0.5 + (solved + 1) / (used + 2)) * (1 + WORD_COUNTS * told)
