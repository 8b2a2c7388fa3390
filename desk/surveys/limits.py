"""How often one may knock at public pages: counted in PostgreSQL, so that all processes count together.

A good link is limited by itself, because thousands of phones share one address of their network; what is
limited by address is guessing links, and answers to printed codes.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from churn_crm import clock
from desk.models import PublicHit

KEPT_FOR = timedelta(hours=1)
GUESSES, SCANS, SENDINGS = 30, 30, 40  # in ten minutes, see window_of
COUNT = """
INSERT INTO desk_publichit (source, "window", hits) VALUES (%s, %s, 1)
ON CONFLICT (source, "window") DO UPDATE SET hits = desk_publichit.hits + 1 RETURNING hits
"""


def allowed(what: str, *, by: str, most: int) -> bool:
    """Count one more knock at `what` by this source, and say whether it is still within `most`."""
    source = salted_hmac("desk.public", f"{what}:{by}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [source, window_of(clock.now())])
        (hits,) = cursor.fetchone()
    return bool(hits <= most)


def window_of(at: datetime) -> datetime:
    """The beginning of the ten minutes in which `at` lies."""
    return at.replace(minute=at.minute - at.minute % 10, second=0, microsecond=0)


def remote(request: HttpRequest) -> str:
    """Who called. Of the forwarded addresses only the last was written by our own proxy."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def forget() -> int:
    """Drop counts that no longer matter."""
    dropped, _by_model = PublicHit.objects.filter(window__lt=clock.now() - KEPT_FOR).delete()
    return dropped
