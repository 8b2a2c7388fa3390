"""Imports in a worker: progress that everybody sees, cancel, and what a killed worker left."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports import drafts, ledger, undo
from customers.imports.errors import ImportCancelled, ImportRefused
from customers.imports.kinds import kinds
from customers.imports.service import import_file
from customers.models import Import, ImportChange, ImportDraft
from staff.models import User

EVERY = 0.5  # seconds between two words to the ledger
# Where each step begins and how much of the whole it is, by the time that a million orders take.
PARTS = {
    Import.Step.READING: (0.0, 0.3),
    Import.Step.SORTING: (0.3, 0.1),
    Import.Step.WRITING: (0.4, 0.6),
}
KEPT_DAYS = 7  # an uploaded file, to be imported again

TELL = """
UPDATE customers_import SET step = %s, share = %s WHERE id = %s RETURNING stop_wanted
"""


def run(*, record: Import) -> bool:
    """Import the draft of a waiting ledger row. A second delivery does nothing.

    False when another import of the kind is under way: come again.
    """
    draft = ImportDraft.objects.filter(record=record).select_related("by").first()
    if draft is None or record.state != Import.State.WAITING:
        return True
    if record.stop_wanted:
        refuse(record, _("Cancelled before it began."), state=Import.State.CANCELLED)
        return True
    if ledger.is_busy(record.kind):
        return False
    with translation.override(draft.language or settings.LANGUAGE_CODE), telling(record) as tell:
        try:
            import_file(wish=drafts.wish_of(draft), progress=tell, record=record)
        except ImportCancelled:
            take_back(record, draft.by)
        except ImportRefused as refused:
            refuse(record, str(refused))
    return True


def take_back(record: Import, by: User) -> None:
    """What a cancelled import had written goes again."""
    record.refresh_from_db()
    if undo.can_undo(record):
        undo.undo(record=record, by=by, state=Import.State.CANCELLED)
    Import.objects.filter(pk=record.pk).update(state=Import.State.CANCELLED)


def refuse(record: Import, words: str, *, state: str = Import.State.FAILED) -> None:
    """Say in the ledger why an import that has not begun will not."""
    Import.objects.filter(pk=record.pk, state=Import.State.WAITING).update(
        state=state, error=words, finished_at=clock.now()
    )


@contextmanager
def telling(record: Import) -> Iterator[Any]:
    """A progress function that writes into the ledger, beside the import's own transaction."""
    own = connections["default"].copy()
    last = 0.0

    def tell(step: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < EVERY:
            return
        last = now
        begins, part = PARTS[Import.Step(step)]
        with own.cursor() as cursor:
            cursor.execute(TELL, [step, round(begins + part * share, 4), record.pk])
            found = cursor.fetchone()
        if found and found[0]:
            raise ImportCancelled(_("Cancelled. Nothing of the file stays."))

    try:
        yield tell
    finally:
        own.close()


def cancel(*, record: Import) -> None:
    """Stop it at its next word; one that has not begun at once."""
    Import.objects.filter(pk=record.pk, state__in=[Import.State.WAITING, Import.State.RUNNING]).update(
        stop_wanted=True
    )
    refuse(record, _("Cancelled before it began."), state=Import.State.CANCELLED)


def ask_undo(*, record: Import, by: User) -> bool:
    """Note that it shall be taken back, for a worker. False when it cannot be, or is noted already."""
    if not undo.can_undo(record):
        return False
    asked = Import.objects.filter(pk=record.pk, state__in=undo.UNDOABLE, undo_wanted_at=None)
    return bool(asked.update(undo_wanted_at=clock.now(), undone_by=by))


def run_undo(*, record: Import) -> None:
    """Take it back; where that is refused the ledger says why."""
    try:
        undo.undo(record=record, by=record.undone_by)
    except ImportRefused as refused:
        Import.objects.filter(pk=record.pk).update(error=str(refused), undo_wanted_at=None)


def close_killed() -> int:
    """Close imports that say they run while nobody does. Returns how many."""
    closed = 0
    for kind in kinds():
        running = Import.objects.filter(kind=kind.name, state=Import.State.RUNNING)
        if running.exists() and not ledger.is_busy(kind.name):
            with ledger.alone(kind.name):
                closed += running.count()
                ledger.close_interrupted(kind.name)
    return closed


def tidy() -> None:
    """Forget uploads after a week, and what undo needs when its time is over."""
    old = ImportDraft.objects.filter(created_at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    for draft in old.exclude(record__state__in=[Import.State.WAITING, Import.State.RUNNING]):
        shutil.rmtree(drafts.folder(draft), ignore_errors=True)
        if draft.record_id is None:
            draft.delete()
    over = clock.now() - timedelta(days=settings.IMPORT_UNDO_DAYS)
    ImportChange.objects.filter(record__in=Import.objects.filter(started_at__lt=over)).delete()


def rows_left(record: Import) -> tuple[int, int]:
    """(rows per second, seconds left) of a running import; zeros while nothing can be said."""
    elapsed = (clock.now() - record.started_at).total_seconds()
    if record.state != Import.State.RUNNING or record.share <= 0.01 or elapsed < 1:
        return 0, 0
    return round(record.rows_expected * record.share / elapsed), round(elapsed * (1 / record.share - 1))
