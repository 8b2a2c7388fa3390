"""The garage's knowledge base: its articles, where they were used, and what was said of them."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from churn_crm import clock
from desk.knowledge import finding
from desk.knowledge.specialists import is_specialist
from desk.models import Article, ArticleUse, ArticleVerdict, ArticleVersion, Complaint
from staff.models import User

FOLDER = Path(__file__).resolve().parent / "garage" / "articles"
NAMESPACE = uuid.UUID("5f3c1d8e-2a4b-4c6d-8e9f-0a1b2c3d4e5f")
ZONE = ZoneInfo("Asia/Shanghai")
SEED = 11
SINCE = timedelta(days=900)  # the base was begun two and a half years ago
USED, HELPED = 0.6, 0.9  # of the complaints with an article of their cause; of what was used
WRONG_NOTES = {
    "en": (
        "It did not fit: the customer wanted something else.",
        "The customer had done all of this already.",
    ),
    "zh": ("不合适：客户要的不是这个。", "这些客户都做过了。"),
}
PROPOSAL = {
    "en": "Clean the discs with brake cleaner first: half of the squeal is dust.",
    "zh": "先用刹车清洗剂清洁刹车盘：一半的尖叫是灰。",
}


@dataclass
class Written:
    """An article of the folder. doubted: nobody has checked it since it was written."""

    slug: str
    cause: str = ""
    tags: list[str] = field(default_factory=list)
    public: bool = False
    doubted: bool = False
    said: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Written:
    """One file: lines of facts, then `# language: title`, a line with the problem, and the text."""
    head, *parts = path.read_text(encoding="utf-8").split("\n# ")
    facts = dict(line.split(":", 1) for line in head.splitlines() if ":" in line)
    written = Written(path.stem, cause=facts["cause"].strip(), public=facts["public"].strip() == "yes")
    written.tags = [tag.strip() for tag in facts["tags"].split(",")]
    written.doubted = "checked" in facts
    for part in parts:
        first, problem, text = part.split("\n", 2)
        language, _colon, title = first.partition(": ")
        written.said |= {f"title_{language}": title, f"problem_{language}": problem}
        written.said[f"text_{language}"] = text.strip()
    return written


def write_articles(*, people: dict[str, User], language: str, day: date) -> None:
    """All articles of the folder, a proposal for one of them, and their use since then."""
    keeper, proposer = people["zhou"], people["xie"]
    articles = {path.stem: write_one(read(path), keeper, day) for path in sorted(FOLDER.glob("*.md"))}
    rng = np.random.default_rng(SEED)
    use(list(articles.values()), rng, language, day)
    propose(articles["squeal-after-pad-change"], proposer, language, day)


def write_one(written: Written, keeper: User, day: date) -> Article:
    at = moment(day - SINCE)
    token = uuid.uuid5(NAMESPACE, written.slug)
    article = Article.objects.create(slug=written.slug, created_at=at, token=token)
    version = ArticleVersion(
        article=article,
        number=1,
        cause=written.cause,
        tags=written.tags,
        visibility="public" if written.public else "inside",
        by=keeper,
        at=at,
        **written.said,
    )
    version.save()
    finding.index(version)
    # Every few weeks the manager goes through some of them.
    lately = day - timedelta(days=14 + article.pk * 37 % 200)
    article.current = article.newest = version
    article.checked_at = at if written.doubted else moment(lately)
    article.checked_by = keeper
    article.save()
    return article


def use(articles: list[Article], rng: np.random.Generator, language: str, day: date) -> None:
    """Complaints since the base was begun, each answered by an article of its cause or by none."""
    by_cause: dict[str, list[Article]] = {}
    for article in articles:
        assert article.current is not None  # noqa: S101 (written just now)
        by_cause.setdefault(article.current.cause, []).append(article)
    uses: list[ArticleUse] = []
    verdicts: list[ArticleVerdict] = []
    complaints = Complaint.objects.filter(day__gt=day - SINCE).order_by("pk")
    for complaint in complaints.only("pk", "cause", "customer_id", "token", "logged_at", "logged_by_id"):
        fitting = by_cause.get(complaint.cause, [])
        if not fitting or rng.random() > USED:
            continue
        article = fitting[int(rng.integers(len(fitting)))]
        known: dict[str, Any] = {"token": complaint.token, "by_id": complaint.logged_by_id}
        known |= {"article": article, "at": complaint.logged_at}
        uses.append(ArticleUse(customer_id=complaint.customer_id, **known))
        if rng.random() > HELPED:
            note = WRONG_NOTES[language][len(verdicts) % 2]
            verdicts.append(ArticleVerdict(kind="wrong", note=note, **known))
        elif rng.random() < 0.2:
            verdicts.append(ArticleVerdict(kind="helpful", **known))
    ArticleUse.objects.bulk_create(uses)
    ArticleVerdict.objects.bulk_create(verdicts)


def propose(article: Article, by: User, language: str, day: date) -> None:
    """A change that an agent wishes for, waiting for a lead."""
    current = article.current
    assert current is not None  # noqa: S101 (written just now)
    said = {f.attname: getattr(current, f.attname) for f in ArticleVersion._meta.concrete_fields}
    for name in ("id", "words", "plain", "note"):
        del said[name]
    own = f"text_{language}"
    said |= {own: f"{said[own]}\n\n{PROPOSAL[language]}", "number": 2, "by_id": by.pk}
    version = ArticleVersion.objects.create(**said | {"at": moment(day - timedelta(days=2)), "note": ""})
    finding.index(version)
    article.newest = version
    article.save(update_fields=["newest"])


def moment(day: date) -> datetime:
    """Ten in the morning, but never ahead of now."""
    return min(datetime.combine(day, time(10), tzinfo=ZONE), clock.now())


def mark_specialists() -> None:
    """Who spoke of an article and knows its topic: once people have their skills."""
    verdicts = list(ArticleVerdict.objects.select_related("by", "article__current"))
    known = {(one.by_id, one.article_id): (one.by, one.article) for one in verdicts}
    experts = {key for key, (person, about) in known.items() if person and is_specialist(person, about)}
    for one in verdicts:
        one.by_specialist = (one.by_id, one.article_id) in experts
    ArticleVerdict.objects.bulk_update(verdicts, ["by_specialist"], batch_size=500)
