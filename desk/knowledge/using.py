"""What becomes of articles at work: used for a complaint, called helpful or wrong."""

import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef

from churn_crm import clock
from customers.models import Customer
from desk.knowledge.specialists import is_specialist
from desk.models import Article, ArticleUse, ArticleVerdict
from desk.models.knowledge import ArticleQuerySet
from staff.models import User


@transaction.atomic
def use(*, article: Article, customer: Customer, by: User, token: uuid.UUID) -> ArticleUse:
    """It is used for the complaint that is being written down; token: of that form. Once, however often."""
    used, _created = ArticleUse.objects.get_or_create(
        article=article, token=token, defaults={"customer": customer, "by": by, "at": clock.now()}
    )
    return used


@transaction.atomic
def take_back(*, used: ArticleUse) -> None:
    """It was not used after all. Safe to repeat."""
    ArticleUse.objects.filter(pk=used.pk).delete()


@transaction.atomic
def judge(
    *, article: Article, by: User, kind: str, note: str = "", token: uuid.UUID | None = None
) -> ArticleVerdict:
    """Helpful, or wrong and why; kept with whether `by` knows the topic.

    At one complaint the later word of an article counts.
    """
    said = {"kind": kind, "note": note, "by": by, "at": clock.now()}
    said["by_specialist"] = is_specialist(by, article)
    if token is None:
        return ArticleVerdict.objects.create(article=article, **said)
    verdict, _created = ArticleVerdict.objects.update_or_create(article=article, token=token, defaults=said)
    return verdict


def without_wrong_at(token: uuid.UUID | None) -> ArticleQuerySet:
    """The published articles that nobody called wrong at the complaint of this form."""
    articles = Article.objects.published()
    if token is None:
        return articles
    said = ArticleVerdict.objects.filter(token=token, kind=ArticleVerdict.Kind.WRONG)
    return articles.filter(~Exists(said.filter(article=OuterRef("pk"))))
