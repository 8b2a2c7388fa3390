"""The watched folder: a source's new files are imported with the columns it had before.

inbox/<source>/ holds what comes; taken/, done/ and failed/ below it what became of it. A file counts as
complete when two looks in a row find the same bytes and time of change.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports import drafts, mapping
from customers.imports.errors import ImportRefused
from customers.models import Import, ImportDraft, ImportSource
from staff.models import User
from staff.notices import notify
from staff.roles import DECIDERS

ENDED = {Import.State.DONE: "done", Import.State.FAILED: "failed", Import.State.CANCELLED: "failed"}


def root() -> Path:
    return Path(settings.IMPORT_INBOX or Path(settings.LOCAL_DIR) / "imports" / "inbox")


def folder_of(source: ImportSource) -> Path:
    return root() / source.name


@transaction.atomic
def look(*, source_id: int) -> list[Import]:
    """Take the complete files of a source and settle those taken before. Returns imports that wait.

    Two looks at once are one: the second finds the source locked and leaves.
    """
    source = (
        ImportSource.objects.select_for_update(skip_locked=True).filter(pk=source_id, active=True).first()
    )
    if source is None:
        return []
    folder = folder_of(source)
    for name in ("taken", "done", "failed"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    with translation.override(language_of(source)):
        return take_complete(source, folder)


def take_complete(source: ImportSource, folder: Path) -> list[Import]:
    settle(folder)
    now = {path.name: [path.stat().st_size, path.stat().st_mtime_ns] for path in files_in(folder)}
    complete = [name for name, state in now.items() if source.seen.get(name) == state]
    source.seen = {name: state for name, state in now.items() if name not in complete}
    source.save(update_fields=["seen"])
    return [record for name in complete if (record := take(source, folder / name))]


def files_in(folder: Path) -> Iterator[Path]:
    """Plain files that we can read; no links, which might lead elsewhere, and nothing hidden."""
    for path in sorted(folder.iterdir()):
        plain = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        if plain and path.name.lower().endswith(drafts.NAMES):
            yield path


def take(source: ImportSource, path: Path) -> Import | None:
    """Put the file's import into the ledger. One that cannot be imported goes to failed/, with a notice."""
    try:
        with transaction.atomic():
            record = drafts.start(draft=draft_of(source, path))
    except ImportRefused as refused:
        record = refused_row(source, path, str(refused))
        move(path, "failed", record)
        tell(record)
        return None
    move(path, "taken", record)
    return record


def draft_of(source: ImportSource, path: Path) -> ImportDraft:
    """The file as a draft, with the columns remembered for the source. Raises ImportRefused."""
    with path.open("rb") as file:
        draft = drafts.from_chunks(
            kind=source.kind,
            name=drafts.safe_name(path.name),
            chunks=iter(partial(file.read, 1 << 20), b""),
            source=source.name,
            by=source.by,
        )
    problems = mapping.problems(draft)
    if problems:
        drafts.discard(draft)
        words = problems.get("") or next(iter(problems.values()))
        raise ImportRefused(
            _("%(problem)s Import the file once by hand: its columns are then remembered.")
            % {"problem": words}
        )
    draft.create_customers = source.create_customers
    draft.whole = is_whole(source)
    draft.save(update_fields=["create_customers", "whole"])
    return draft


def is_whole(source: ImportSource) -> bool:
    """What was chosen for the last file of this source; otherwise files are whole."""
    last = last_draft(source)
    return True if last is None else last.whole


def language_of(source: ImportSource) -> str:
    """In which what is wrong with a file is said: its keeper's, else that of the last file."""
    last = last_draft(source)
    return source.by.language or (last and last.language) or settings.LANGUAGE_CODE


def last_draft(source: ImportSource) -> ImportDraft | None:
    imported = ImportDraft.objects.filter(
        kind=source.kind, source=source.name, mends=None, record__isnull=False
    )
    return imported.order_by("-pk").first()


def refused_row(source: ImportSource, path: Path, words: str) -> Import:
    return Import.objects.create(
        kind=source.kind,
        file_name=path.name[:200],
        source=source.name,
        by=source.by,
        day=clock.today(),
        started_at=clock.now(),
        finished_at=clock.now(),
        state=Import.State.FAILED,
        error=words,
    )


def settle(folder: Path) -> None:
    """Move taken files whose import has ended."""
    for path in (folder / "taken").iterdir():
        number, _dash, _name = path.name.partition("-")
        record = Import.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if record is None:  # taken by a look that was killed before it could say so
            path.rename(folder / path.name)
        elif record.state in ENDED:
            path.rename(folder / ENDED[Import.State(record.state)] / path.name)
            if record.state != Import.State.DONE:
                tell(record)


def move(path: Path, where: str, record: Import) -> None:
    """Into a folder beside it; the import's number in front keeps nights apart that use one name."""
    path.rename(path.parent / where / f"{record.pk}-{path.name}")


def tell(record: Import) -> None:
    notify(
        users=User.objects.at_work().filter(role__in=DECIDERS),
        kind="import_failed",
        numbers={"file": record.file_name, "source": record.source, "error": record.error},
        occasion=f"import {record.pk} failed",
        link=f"/customers/imports/{record.pk}/",
    )
