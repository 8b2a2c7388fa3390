"""The row that an import leaves behind, and the lock that keeps imports of a kind apart."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports.counts import Counts
from customers.imports.staging import Stage
from customers.models import Import, Visit

LOCK_SPACE = 7_002  # with the kind's place it names an advisory lock that nothing else uses
KIND_PLACES = {
    "customers": 1,
    "visits": 2,
    "invoices": 3,
    "contacts": 11,
    "contracts": 21,
    "quotes": 22,
    "bookings": 23,
    "packages": 24,
    "inquiries": 25,
    "assets": 31,
    "payments": 32,
    "order_lines": 33,
    "order_details": 34,
    "returns": 35,
    "warranty_claims": 36,
    "declined_work": 37,
}


def workspace() -> Path:
    """Where private copies and files of rejected rows are kept."""
    return Path(settings.LOCAL_DIR) / "imports"


def rejects_path(record: Import) -> Path:
    return workspace() / f"import-{record.pk}-rejects.csv"


@contextmanager
def alone(kind: str) -> Iterator[None]:
    """One import of a kind at a time; the second waits for the first."""
    place = [LOCK_SPACE, KIND_PLACES[kind]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", place)
    try:
        yield
    finally:
        # After a database error inside a transaction nothing can be said; the session's end lets go.
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", place)


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


def finish(record: Import, counts: Counts, *, rejected: int) -> None:
    record.rows_created = counts.created
    record.rows_updated = counts.updated
    record.rows_unchanged = counts.unchanged
    record.rows_rejected = rejected
    record.rows_read = counts.created + counts.updated + counts.unchanged + rejected
    record.newest_fact = counts.newest
    record.state = Import.State.DONE
    record.finished_at = clock.now()
    record.save()


def fail(record: Import, error: str) -> None:
    record.state = Import.State.FAILED
    record.error = error
    record.finished_at = clock.now()
    record.save(update_fields=["state", "error", "finished_at"])


@transaction.atomic
def set_automations(*, record: Import, on: bool) -> None:
    """Whether lapses that began before this import may get messages, from the next night on."""
    Import.objects.filter(pk=record.pk).update(automations=on)


def customers_of(record: Import) -> int:
    """How many customers have facts that came with this import."""
    return Visit.objects.filter(came_from=record).values("customer").distinct().count()
