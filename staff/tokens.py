"""API tokens: made once, shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from churn_crm import clock
from staff.models import ApiToken, User

PREFIX = "crm_"
SHOWN = 12  # signs of a token that tell it from others and give nothing away
USED_EVERY = timedelta(hours=1)  # how exactly the last use is kept, so that reading costs no write each time


def digest_of(secret: str) -> str:
    """A digest without salt serves: the secret has 256 random bits and nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(*, user: User, name: str, days: int, writes: bool) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can read again. days: how long it is good for."""
    secret = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=digest_of(secret),
        begins=secret[:SHOWN],
        writes=writes,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, secret


def revoke_token(*, token: ApiToken) -> None:
    """End a token for good; doing it again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def token_of(secret: str) -> ApiToken | None:
    """The good token with this secret, its last use noted; None for any other."""
    now = clock.now()
    good = ApiToken.objects.good(at=now).telling_of_leaving().select_related("user__branch")
    token = good.filter(digest=digest_of(secret)).first()
    if token:
        note_use(token, now)
    return token


def note_use(token: ApiToken, now: datetime) -> None:
    stale = Q(used_at=None) | Q(used_at__lt=now - USED_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(used_at=now)
