"""Import one file: read it into a stage, sort out what cannot be, write the rest, leave a ledger row."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Identifier

from churn_crm import clock
from customers.imports import folding, ledger, rejects, staging, tables, upsert, words
from customers.imports.columns import Columns, Reading, mapped
from customers.imports.counts import Counts
from customers.imports.dates import Order
from customers.imports.errors import ImportRefused
from customers.imports.kinds import Kind, kind_called, kinds
from customers.imports.kinds.base import Job
from customers.imports.staging import Stage
from customers.imports.tables import Shape, Table
from customers.models import Import
from customers.phones import region_of
from staff.models import Branch, User
from staff.services import ensure_default_branch

# (Import.Step, share of it that is done)
Progress = Callable[[str, float], None]
MANY_ROWS = 10_000  # from here on the planner is told at once
# A million order numbers are grouped in memory.
ROOMY = "SET LOCAL work_mem = '128MB'"


@dataclass(frozen=True)
class Wish:
    """What to import and how.

    source: the system it comes from, order and invoice numbers are unique in it; mapping: their column → our
    field, "" leaves it out; branch: default the first; create_customers: for facts of unknown customers;
    automations: whether lapses that began earlier get messages; dates: "dmy", "mdy" or "" to find out;
    encoding, delimiter, header_row, sheet: as in tables.Shape; overwrite: empty cells of mapped columns empty
    ours; people: a word for an owner → user name; whole: the file holds all rows of each set that it names,
    so that others of them go, where the kind knows sets.
    """

    kind: str
    path: Path
    source: str = ""
    by: User | None = None
    branch: Branch | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    create_customers: bool = False
    automations: bool = False
    dates: Order = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""
    overwrite: bool = False
    people: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True

    @property
    def shape(self) -> Shape:
        return Shape(self.encoding, self.delimiter, self.header_row, self.sheet)


@dataclass(frozen=True)
class Summary:
    """What became of a file. rejects_file is None when nothing was rejected."""

    record: Import
    rejects_file: Path | None
    notes: list[str]
    seconds: float


def quiet(_what: str, _share: float) -> None:
    """Progress for nobody."""


def import_file(*, wish: Wish, progress: Progress = quiet, record: Import | None = None) -> Summary:
    """Import the file. The same file again changes nothing.

    record: a ledger row that waits for it; without one it is made. A row that waits no longer is refused.
    Raises ImportRefused, which says in one sentence what is wrong, where, and what to do; then nothing of the
    file was written.
    """
    began = time.monotonic()
    kind = wanted(wish.kind)
    branch = with_owner(wish.branch or ensure_default_branch())
    with (
        ledger.alone(kind.name),
        tables.opened(wish.path, workspace=ledger.copies(kind.name), shape=wish.shape) as table,
    ):
        ledger.close_interrupted(kind.name)
        columns = mapped(table.header, kind.fields, given=wish.mapping, kind=kind.name, file=table.name)
        record = ledger.begin(record) if record else begun(kind, wish, branch)
        try:
            notes, rejected = carried_out(kind, wish, branch, record, table, columns, progress)
        except BaseException as error:
            give_up(record, error)
            raise
    return Summary(record, rejected, [*left_over(columns.left_over), *notes], time.monotonic() - began)


def wanted(name: str) -> Kind:
    """The kind as this business has it. Raises ImportRefused for a name that no kind has."""
    kind = kind_called(name)
    if kind is None:
        names = ", ".join(kind.name for kind in kinds())
        raise ImportRefused(
            _("“%(kind)s” cannot be imported. Choose one of %(kinds)s.") % {"kind": name, "kinds": names}
        )
    return kind.here(kind)


def with_owner(branch: Branch) -> Branch:
    if branch.pool_owner_id is None:
        raise ImportRefused(
            _("%(branch)s has no owner for new customers yet. An administrator names one under People.")
            % {"branch": branch}
        )
    return branch


def begun(kind: Kind, wish: Wish, branch: Branch) -> Import:
    return Import.objects.create(
        kind=kind.name,
        file_name=wish.path.name[:200],
        source=wish.source,
        by=wish.by,
        day=clock.today(branch.time_zone),
        automations=wish.automations,
        started_at=clock.now(),
    )


def carried_out(
    kind: Kind, wish: Wish, branch: Branch, record: Import, table: Table, columns: Columns, progress: Progress
) -> tuple[list[str], Path | None]:
    """All steps between the ledger's first word and its last. Returns (notes, file of rejected rows)."""
    stage, notes, counts = written(kind, wish, branch, record, table, columns, progress)
    path = ledger.rejects_path(record)
    rejected = rejects.write(stage, table, path)
    ledger.finish(record, counts, rejected=rejected)
    stage.drop()
    if counts.created >= MANY_ROWS:
        tell_the_planner(kind.write.table, *["customers_customer"] * wish.create_customers)
    return notes, path if rejected else None


def written(
    kind: Kind,
    wish: Wish,
    branch: Branch,
    record: Import,
    table: Table,
    columns: Columns,
    progress: Progress,
    most: int | None = None,
) -> tuple[Stage, list[str], Counts]:
    """The file, or its first `most` rows, in our tables. The stage stays, with what was rejected."""
    stage = filled(
        Stage(record.pk),
        kind,
        table,
        columns,
        reading=Reading(branch.time_zone, region_of(branch.currency), wish.dates),
        progress=progress,
        most=most,
    )
    words.rename(stage, columns, people=wish.people)
    job = job_of(stage, wish, columns, parameters_of(wish, branch, record))
    progress(Import.Step.SORTING, 0)
    counts = Counts()
    with marked(job), connection.cursor() as cursor:
        cursor.execute(ROOMY)
        notes = kind.prepare(job)
        folding.fold_repeats(
            stage, key=kind.key, columns=[field.name for field in kind.fields], counts=counts
        )
    upsert.write_all(
        stage,
        kind.write,
        key=kind.key,
        wanted=job.lookups,
        parameters=job.parameters,
        counts=counts,
        progress=lambda share: progress(Import.Step.WRITING, share),
        blank=job.fields if wish.overwrite else (),
    )
    return stage, [*notes, *finished(kind, job, wish, counts)], counts


def job_of(stage: Stage, wish: Wish, columns: Columns, parameters: dict[str, Any]) -> Job:
    return Job(
        stage,
        fields=frozenset(columns.places),
        create_customers=wish.create_customers,
        lookups=set(columns.places),
        parameters=parameters,
        places=columns.places,
    )


def finished(kind: Kind, job: Job, wish: Wish, counts: Counts) -> list[str]:
    """What comes after all slices; of a whole file also what it no longer holds. Returns notes."""
    with marked(job):
        kind.finish(job)
        if not (kind.trim and wish.whole):
            return []
        counts.removed, notes = kind.trim(job)
        return notes


def filled(
    stage: Stage,
    kind: Kind,
    table: Table,
    columns: Columns,
    *,
    reading: Reading,
    progress: Progress,
    most: int | None,
) -> Stage:
    """The stage with the file's rows, or its first `most`; what cannot be read is among its rejects."""
    stage.create(kind.fields)
    staging.fill(
        stage,
        table,
        columns,
        fields={field.name: field for field in kind.fields},
        reading=reading,
        progress=lambda share: progress(Import.Step.READING, share),
        most=most,
    )
    return stage


@contextmanager
def marked(job: Job) -> Iterator[None]:
    """A transaction whose rows undo knows again."""
    with transaction.atomic():
        yield
        job.stage.run(upsert.MARK, job.parameters)


def parameters_of(wish: Wish, branch: Branch, record: Import) -> dict[str, Any]:
    return {
        "source": wish.source,
        "import": record.pk,
        "by": wish.by.pk if wish.by else None,
        "zone": branch.time_zone,
        "branch": branch.pk,
        "owner": branch.pool_owner_id,
        "now": clock.now(),
        "today": clock.today(branch.time_zone),
    }


def tell_the_planner(*tables: str) -> None:
    """After many rows the old statistics mislead the night that follows."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(SQL("ANALYZE {}").format(Identifier(table)))


def give_up(record: Import, error: BaseException) -> None:
    """Say in the ledger why it failed; nothing can be said on a broken connection, the next import does."""
    if connection.needs_rollback or not connection.is_usable():
        return
    Stage(record.pk).drop()
    words = (
        str(error)
        if isinstance(error, ImportRefused)
        else _("It stopped with %(error)s.") % {"error": type(error).__name__}
    )
    ledger.fail(record, words)


def left_over(columns: Sequence[str]) -> list[str]:
    return [_("Not imported: %(columns)s") % {"columns": ", ".join(columns)}] if columns else []
