"""Imports in workers. The ledger in PostgreSQL holds the work; a task carries its id and may run twice."""

from functools import partial

from celery import shared_task
from django.db import transaction

from customers.imports import inbox, running
from customers.models import Import, ImportSource

AGAIN = 5  # seconds, while another import of the kind is under way


@shared_task(ignore_result=True)
def run_import(import_id: int) -> None:
    """Import what waits under this id; while another of its kind runs, come again."""
    record = Import.objects.filter(pk=import_id).first()
    if record and not running.run(record=record):
        run_import.apply_async((import_id,), countdown=AGAIN)


@shared_task(ignore_result=True)
def undo_import(import_id: int) -> None:
    """Take an import back; a second time does nothing."""
    record = Import.objects.filter(pk=import_id).exclude(undo_wanted_at=None).first()
    if record:
        running.run_undo(record=record)


@shared_task(ignore_result=True)
def look_after_imports() -> None:
    """Close what a killed worker left, wake what waits, forget what is old."""
    running.close_killed()
    running.tidy()
    for record in Import.objects.filter(state=Import.State.WAITING):
        run_import.delay(record.pk)
    for record in Import.objects.exclude(undo_wanted_at=None).filter(undone_at=None):
        undo_import.delay(record.pk)


@shared_task(ignore_result=True)
def look_into_inbox() -> None:
    """Take the files that recurring sources have sent; the ledger holds them from then on."""
    for source_id in ImportSource.objects.filter(active=True).values_list("pk", flat=True):
        for record in inbox.look(source_id=source_id):
            run_import.delay(record.pk)


def enqueue(record: Import) -> None:
    """Wake a worker once the ledger row is visible to it."""
    transaction.on_commit(partial(run_import.delay, record.pk))


def enqueue_undo(record: Import) -> None:
    transaction.on_commit(partial(undo_import.delay, record.pk))
