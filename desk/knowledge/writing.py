"""Writing articles: proposing, publishing, restoring an old version, saying that one is still right."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.knowledge import finding
from desk.models import Article, ArticleVersion
from staff.models import User
from staff.roles import LEADS

PUBLISHERS = LEADS
SAID = (
    "title_en",
    "problem_en",
    "text_en",
    "title_zh",
    "problem_zh",
    "text_zh",
    "cause",
    "tags",
    "visibility",
)


def may_publish(user: User) -> bool:
    return user.role in PUBLISHERS


@transaction.atomic
def add(*, by: User, token: uuid.UUID, note: str = "", **said: Any) -> Article:
    """A new article; in force at once if `by` may publish, else a proposal. Once for one token."""
    slug = f"{slugify(said.get('title_en', ''))[:60]}-{token.hex[:6]}".strip("-")
    article, created = Article.objects.get_or_create(
        token=token, defaults={"slug": slug, "created_at": clock.now()}
    )
    if created:
        write_version(article, by=by, note=note, said=said)
    return article


@transaction.atomic
def change(*, article: Article, by: User, version: int, note: str = "", **said: Any) -> Article:
    """A next version; what is not named stays. version: the number of the one that was changed.

    Raises ValidationError (code "stale") when somebody has written another one since.
    """
    article = locked(article)
    newest = article.newest
    if newest is not None and newest.number != version:
        raise ValidationError(
            _("%(who)s saved version %(number)d since you opened this. Look at it, then save yours again.")
            % {"who": newest.by or "–", "number": newest.number},
            code="stale",
        )
    stood = {name: getattr(newest, name) for name in SAID}
    if stood | said != stood:
        write_version(article, by=by, note=note, said=stood | said)
    return article


@transaction.atomic
def restore(*, article: Article, by: User, number: int) -> Article:
    """What version `number` said, as a new version: in force at once if `by` may publish."""
    article = locked(article)
    old = article.versions.get(number=number)
    said = {name: getattr(old, name) for name in SAID}
    write_version(article, by=by, note=_("Version %(number)d again") % {"number": number}, said=said)
    return article


@transaction.atomic
def publish(*, article: Article, by: User) -> Article:
    """The newest version comes into force."""
    article = locked(article)
    if article.is_proposed:
        put_in_force(article, by)
    return article


@transaction.atomic
def dismiss(*, article: Article, by: User) -> Article:
    """The proposal is not taken: what was in force stays; an article that never was is retired."""
    article = locked(article)
    if article.current is None:
        return retire(article=article, by=by)
    article.newest = article.current
    article.save(update_fields=["newest"])
    return article


@transaction.atomic
def check(*, article: Article, by: User) -> Article:
    """It is still right: complaints about it are answered by that."""
    article = locked(article)
    article.checked_at, article.checked_by = clock.now(), by
    article.save(update_fields=["checked_at", "checked_by"])
    return article


@transaction.atomic
def retire(*, article: Article, by: User) -> Article:
    """It is suggested no more, and customers no longer read it."""
    article = locked(article)
    if article.retired_at is None:
        article.retired_at = clock.now()
        article.save(update_fields=["retired_at"])
    return article


@transaction.atomic
def bring_back(*, article: Article, by: User) -> Article:
    article = locked(article)
    article.retired_at = None
    article.save(update_fields=["retired_at"])
    return article


def write_version(article: Article, *, by: User, note: str, said: dict[str, Any]) -> None:
    last = article.versions.aggregate(last=Max("number"))["last"] or 0
    version = ArticleVersion.objects.create(
        article=article, number=last + 1, by=by, at=clock.now(), note=note, **said
    )
    finding.index(version)
    article.newest = version
    article.save(update_fields=["newest"])
    if may_publish(by):
        put_in_force(article, by)


def put_in_force(article: Article, by: User) -> None:
    article.current = article.newest
    article.checked_at, article.checked_by = clock.now(), by
    article.save(update_fields=["current", "checked_at", "checked_by"])


def locked(article: Article) -> Article:
    """The article as it is now, so that two people who write at once number their versions in turn."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("newest__by", "current")
    return rows.get(pk=article.pk)
