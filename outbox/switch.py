"""The switch of all sending. A restored database starts switched off: what it takes for unsent may be sent.

A restore is noticed by the database's fingerprint: another cluster, another timeline of the same cluster, or
the same table made anew. A person looks at the log of the gateway and switches on again.
"""

import secrets
from datetime import datetime

from django.db import connection, transaction

from churn_crm import clock
from outbox.models import Message, SendingSwitch, State
from staff.models import User

# The timeline that is written on: pg_control_checkpoint() tells of it minutes after a standby was promoted.
FINGERPRINT = """
SELECT concat_ws(
    '/',
    system_identifier,
    ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int,
    'outbox_message'::regclass::oid::bigint
)
FROM pg_control_system()
"""


def fingerprint() -> str:
    """Which database this is: cluster, timeline, table."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        row = cursor.fetchone()
    return str(row[0])


def the_switch() -> SendingSwitch:
    """The one row; made on the first call, switched on."""
    found = SendingSwitch.objects.first()
    if found is None:
        SendingSwitch.objects.bulk_create(
            [SendingSwitch(fingerprint=fingerprint(), salt=secrets.token_hex(32))], ignore_conflicts=True
        )
        found = SendingSwitch.objects.get()
    return found


def salt() -> str:
    return the_switch().salt


def is_on() -> bool:
    """May anything be sent? Notices a restore, and then switches off first."""
    found = the_switch()
    if found.fingerprint != fingerprint():
        after_restore()
        return False
    return found.on


@transaction.atomic
def after_restore() -> None:
    """Switch off, and doubt what was on its way or ready: it may have been sent since the backup."""
    now = clock.now()
    found = SendingSwitch.objects.select_for_update().get()
    if found.fingerprint == fingerprint():
        return
    doubt(at=now)
    found.on, found.off_for = False, SendingSwitch.Off.RESTORED
    found.fingerprint, found.changed_at, found.changed_by = fingerprint(), now, None
    found.note = ""
    found.save()


def doubt(*, at: datetime) -> int:
    """Whatever was being sent or due by now may have been sent since the backup: it is marked.

    outbox.settling makes it unknown, one an address at a time, and asks the gateway. Returns how many.
    """
    due = Message.objects.filter(state=State.SENDING) | Message.objects.waiting().filter(not_before__lte=at)
    return due.update(state=State.PLANNED, unknown_since=at, lease_until=None)


@transaction.atomic
def turn(*, on: bool, by: User, note: str = "") -> SendingSwitch:
    """Switch sending on or off; safe to repeat. note: why, for those who wonder that nothing is sent."""
    found = SendingSwitch.objects.select_for_update().get(pk=the_switch().pk)
    found.on, found.off_for = on, "" if on else SendingSwitch.Off.PERSON
    found.changed_by, found.changed_at, found.note = by, clock.now(), note
    found.save()
    return found
