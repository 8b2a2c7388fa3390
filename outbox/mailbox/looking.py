"""Looking into the mailbox: each mail once, new ones first, and none of them can stop the others.

How far we have come is kept here and not in the mailbox, where people may read and mark as they like. A mail
that could not be fetched or read is remembered by its number and tried again after the new ones.
"""

import time
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from churn_crm import clock
from outbox.gateways.base import traced
from outbox.mailbox import imap, letters, taking
from outbox.models import Mailbox
from staff.models import User
from staff.notices import notify
from staff.roles import Role

logger = structlog.get_logger(__name__)
BUSY_FOR = 20  # seconds; then the next look goes on
LOOKS_BACK = timedelta(days=30)  # into a mailbox that we have not seen, or that was numbered anew
ALARMS_AFTER = timedelta(hours=1)
MOST_MISSED = 500
READS_FOR = timedelta(minutes=3)  # of two workers one reads; beyond that the other was killed


def account() -> str:
    return f"{settings.IMAP_USER} {settings.IMAP_HOST} {settings.IMAP_FOLDER}"[:300]


def look() -> int:
    """Read what is new. Returns how many mails; a server that does not answer is asked again later."""
    box, _new = Mailbox.objects.get_or_create(account=account())
    now = clock.now()
    free = Mailbox.objects.filter(Q(reading_until=None) | Q(reading_until__lte=now), pk=box.pk)
    if not free.update(reading_until=now + READS_FOR):
        return 0
    box.refresh_from_db()
    try:
        with imap.opened() as server:
            done = read(box, server)
        Mailbox.objects.filter(pk=box.pk).update(read_at=clock.now(), failing_since=None, error="")
        return done
    except imap.Unreachable as error:
        failing(box, str(error))
        return 0
    finally:
        Mailbox.objects.filter(pk=box.pk).update(reading_until=None)


def read(box: Mailbox, server: imap.Server) -> int:
    """The new ones in their order, then those that did not work before."""
    if box.validity != server.validity:
        box.validity, box.read_to, box.missed = server.validity, 0, []
    until, done = time.monotonic() + BUSY_FOR, 0
    new = server.after(box.read_to) if box.read_to else server.since((clock.now() - LOOKS_BACK).date())
    for uid in [*new, *box.missed]:
        if time.monotonic() > until:
            break
        done += one(box, server, uid)
    return done


def one(box: Mailbox, server: imap.Server, uid: int) -> bool:
    """Fetch and take one mail; what does not work is remembered before anything else is done."""
    box.read_to = max(box.read_to, uid)
    others = [known for known in box.missed if known != uid]
    box.missed = [*others, uid][-MOST_MISSED:]
    box.save(update_fields=["validity", "read_to", "missed"])
    if not taken(server, uid):
        return False
    box.missed = others
    box.save(update_fields=["missed"])
    return True


def taken(server: imap.Server, uid: int) -> bool:
    """Whether it is dealt with. A database that is away stops the look; a mail alone does not."""
    try:
        mail = server.fetch(uid)
        if mail is None:
            return True
        with transaction.atomic():
            taking.take(letters.read(mail.raw), at=mail.at)
    except (imap.Unreachable, OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.error("mail_not_read", uid=uid, **traced(error))
        return False
    return True


def failing(box: Mailbox, words: str) -> None:
    """Write down since when it does not work; once a day administrators hear of it."""
    now = clock.now()
    since = box.failing_since or now
    Mailbox.objects.filter(pk=box.pk).update(failing_since=since, error=words[:200])
    logger.warning("mailbox_not_read", why=words)
    if now - since >= ALARMS_AFTER:
        notify(
            users=User.objects.filter(is_active=True, role=Role.ADMINISTRATOR),
            kind="mailbox_silent",
            numbers={"error": words, "hours": int((now - since) / timedelta(hours=1))},
            occasion=f"mailbox:{box.pk}:{clock.today(settings.TIME_ZONE)}",
        )
