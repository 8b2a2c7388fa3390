"""The row that an import leaves behind, and the lock that keeps imports of a kind apart."""

import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports.counts import Counts
from customers.imports.errors import ImportRefused
from customers.imports.staging import Stage
from customers.models import Import

LOCK_SPACE = 7_002  # with the kind's number it names an advisory lock that nothing else uses


def lock_of(kind: str) -> list[int]:
    """The two numbers of a kind's advisory lock."""
    return [LOCK_SPACE, zlib.crc32(kind.encode()) >> 1]


def workspace() -> Path:
    """Where private copies and files of rejected rows are kept."""
    return Path(settings.LOCAL_DIR) / "imports"


def rejects_path(record: Import) -> Path:
    return workspace() / f"import-{record.pk}-rejects.csv"


@contextmanager
def alone(kind: str) -> Iterator[None]:
    """One import of a kind at a time; the second waits for the first."""
    place = lock_of(kind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", place)
    try:
        yield
    finally:
        # After a database error inside a transaction nothing can be said; the session's end lets go.
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", place)


def is_busy(kind: str) -> bool:
    """Whether an import of the kind is under way, in any process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
            "AND classid = %s::bigint::oid AND objid = %s::bigint::oid AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            lock_of(kind),
        )
        return bool(cursor.fetchone()[0])


def copies(kind: str) -> Path:
    """Where the private copy of the file that is being read lies; emptied of what a killed import left."""
    folder = workspace() / f"reading-{kind}"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def close_interrupted(kind: str) -> None:
    """Who holds the lock knows that no other import of the kind runs: what says so was killed."""
    for record in Import.objects.filter(kind=kind, state=Import.State.RUNNING):
        Stage(record.pk).drop()
        fail(record, _("It was interrupted. Import the file again: what is there already stays as it is."))


# Not `stop_wanted`, which another may set meanwhile.
FINISHED = [
    "rows_created",
    "rows_updated",
    "rows_unchanged",
    "rows_rejected",
    "rows_removed",
    "rows_read",
    "newest_fact",
    "state",
    "share",
    "finished_at",
]


def begin(record: Import) -> Import:
    """A waiting ledger row runs from now on. Raises ImportRefused when it waits no longer."""
    waiting = Import.objects.filter(pk=record.pk, state=Import.State.WAITING)
    if not waiting.update(state=Import.State.RUNNING, started_at=clock.now()):
        raise ImportRefused(_("This import does not wait any more."))
    record.refresh_from_db()
    return record


def finish(record: Import, counts: Counts, *, rejected: int) -> None:
    record.rows_created = counts.created
    record.rows_updated = counts.updated
    record.rows_unchanged = counts.unchanged
    record.rows_rejected = rejected
    record.rows_removed = counts.removed
    record.rows_read = counts.created + counts.updated + counts.unchanged + rejected
    record.newest_fact = counts.newest
    record.state = Import.State.DONE
    record.share = 1
    record.finished_at = clock.now()
    record.save(update_fields=FINISHED)


def fail(record: Import, error: str) -> None:
    record.state = Import.State.FAILED
    record.error = error
    record.finished_at = clock.now()
    record.save(update_fields=["state", "error", "finished_at"])


@transaction.atomic
def set_automations(*, record: Import, on: bool) -> None:
    """Whether lapses that began before this import may get messages, from the next night on."""
    Import.objects.filter(pk=record.pk).update(automations=on)
