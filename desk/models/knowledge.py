"""The knowledge base: articles, their versions, where they were used, and what people said of them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.querysets import OfCustomer
from desk.models.complaints import Complaint
from staff.models import User

if TYPE_CHECKING:
    from desk.knowledge.texts import Words

KEEPS = timedelta(days=365)  # an article that nobody has checked for longer is doubted


class ArticleQuerySet(models.QuerySet["Article"]):
    def kept(self) -> "ArticleQuerySet":
        return self.filter(retired_at=None)

    def published(self) -> "ArticleQuerySet":
        return self.kept().exclude(current=None)

    def public(self) -> "ArticleQuerySet":
        """What customers may read."""
        return self.published().filter(current__visibility=ArticleVersion.Visibility.PUBLIC)

    def proposed(self) -> "ArticleQuerySet":
        """Those with a version that nobody has published yet."""
        return self.kept().filter(Q(current=None) | ~Q(newest=F("current")))

    def unchecked(self, *, at: datetime) -> "ArticleQuerySet":
        """Published, and checked by nobody for a year."""
        return self.published().filter(checked_at__lt=at - KEEPS)

    def unused(self) -> "ArticleQuerySet":
        return self.published().filter(~Exists(ArticleUse.objects.logged().filter(article=OuterRef("pk"))))

    def wrong(self) -> "ArticleQuerySet":
        """Called wrong by somebody since it was last checked."""
        return self.published().filter(Exists(ArticleVerdict.objects.open_of(OuterRef("pk"), F_CHECKED)))

    def with_counts(self) -> Any:
        """used: complaints it was used for · solved: of these · wrong_count: called so since checked

        helped, helped_specialists: people who last called it helpful · wrong_specialists: of the wrong ones
        """
        used = ArticleUse.objects.logged().filter(article=OuterRef("pk"))
        wrong, helped = open_verdicts(), ArticleVerdict.objects.last_words().helpful(OuterRef("pk"))
        return self.annotate(
            used=counted(used),
            solved=counted(used.solved()),
            wrong_count=counted(wrong),
            wrong_specialists=counted(wrong.last_words().filter(by_specialist=True)),
            helped=counted(helped.filter(by_specialist=False)),
            helped_specialists=counted(helped.filter(by_specialist=True)),
        )


F_CHECKED = OuterRef("checked_at")


def open_verdicts() -> Any:
    return ArticleVerdict.objects.open_of(OuterRef("pk"), F_CHECKED)


def counted(rows: Any) -> Coalesce:
    """How many of `rows` belong to the outer article."""
    per_article = rows.order_by().values("article").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(per_article), 0)


class Article(models.Model):
    """One problem and what solves it. What it says stands in its versions; `current` is in force."""

    slug = models.SlugField(max_length=80, unique=True)
    current = models.ForeignKey(
        "ArticleVersion", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    newest = models.ForeignKey(
        "ArticleVersion", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    # When somebody who may publish last said that it is right, publishing included.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(unique=True)  # of the form: pressing Save twice writes one article

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(current=None) | Q(checked_at__isnull=False), name="article_in_force_was_checked"
            )
        ]

    def __str__(self) -> str:
        return f"KB-{self.pk}"

    @property
    def is_proposed(self) -> bool:
        return self.newest_id != self.current_id


class ArticleVersion(models.Model):
    """What an article said at one time, in one language or both. Never changed."""

    class Visibility(models.TextChoices):
        INSIDE = "inside", pgettext_lazy("who reads an article", "Only us")
        PUBLIC = "public", pgettext_lazy("who reads an article", "Customers too")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title_en = models.CharField(max_length=120, blank=True)
    problem_en = models.CharField(max_length=300, blank=True)
    text_en = models.TextField(max_length=20_000, blank=True)
    title_zh = models.CharField(max_length=120, blank=True)
    problem_zh = models.CharField(max_length=300, blank=True)
    text_zh = models.TextField(max_length=20_000, blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Complaint.Cause.choices, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.INSIDE)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # Made from the texts when the version is written: see desk/knowledge/finding.py.
    words = SearchVectorField(null=True)
    plain = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_article_version_per_number"),
            models.CheckConstraint(
                condition=(~Q(title_en="") & ~Q(text_en="")) | (~Q(title_zh="") & ~Q(text_zh="")),
                name="article_says_something_in_one_language",
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="article_words"),
            GinIndex(fields=["plain"], opclasses=["gin_trgm_ops"], name="article_plain"),
        ]
        # A person who is erased may go, and search words may be made anew; what was said stays.
        triggers = [
            pgtrigger.Protect(name="article_version_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="article_version_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["by", "words", "plain"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"

    @property
    def in_words(self) -> "Words":
        """Title, problem and text in the reader's language."""
        from desk.knowledge.texts import words_of

        return words_of(self)


class ArticleUseQuerySet(OfCustomer):
    def logged(self) -> "ArticleUseQuerySet":
        """Uses that a complaint came of: the agent pressed Use and saved the form."""
        return self.filter(Exists(Complaint.objects.filter(token=OuterRef("token"))))

    def solved(self) -> "ArticleUseQuerySet":
        """The complaint is solved, and nobody said that the article was wrong there."""
        solved = Complaint.objects.filter(token=OuterRef("token"), solved_at__isnull=False)
        said = ArticleVerdict.objects.filter(
            article=OuterRef("article"), token=OuterRef("token"), kind=ArticleVerdict.Kind.WRONG
        )
        return self.filter(Exists(solved), ~Exists(said))


class ArticleUse(models.Model):
    """An agent took the answer of an article while a complaint was written down."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField()  # the complaint form's; the complaint carries it once it is logged
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ArticleUseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "article"], name="one_article_use_per_complaint")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} for {self.token}"


class ArticleVerdictQuerySet(models.QuerySet["ArticleVerdict"]):
    def open_of(self, article: Any, checked_at: Any) -> "ArticleVerdictQuerySet":
        """Wrong, and nobody has looked since."""
        return self.filter(article=article, kind=ArticleVerdict.Kind.WRONG, at__gt=checked_at)

    def helpful(self, article: Any) -> "ArticleVerdictQuerySet":
        return self.filter(article=article, kind=ArticleVerdict.Kind.HELPFUL)

    def last_words(self) -> "ArticleVerdictQuerySet":
        """Of each person the last one about an article: who says it ten times counts once."""
        same = ArticleVerdict.objects.filter(article=OuterRef("article"), by=OuterRef("by"))
        later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(same.filter(later)))


class ArticleVerdict(models.Model):
    """What somebody who works with it says of an article."""

    class Kind(models.TextChoices):
        HELPFUL = "helpful", _("Helpful")
        WRONG = "wrong", pgettext_lazy("an answer that does not fit", "Wrong here")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="verdicts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(_("in a word"), max_length=300, blank=True)
    token = models.UUIDField(null=True, blank=True)  # of the complaint form that it was said at
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Whether he knew the topic when he said it: see desk/knowledge/specialists.py.
    by_specialist = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField()

    objects = ArticleVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "article"], name="one_article_verdict_per_complaint")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.article_id}"
