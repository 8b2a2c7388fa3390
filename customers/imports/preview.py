"""What an import would do: the same code over the file's first rows, rolled back."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from customers.custom import yes_or_no
from customers.imports import ledger, rejects, tables, words
from customers.imports.columns import mapped
from customers.imports.counts import Counts
from customers.imports.kinds import Kind
from customers.imports.service import Wish, begun, quiet, wanted, with_owner, written
from customers.imports.staging import Stage
from customers.imports.tables import Table
from customers.models import ImportChange
from customers.models.custom import PREFIX
from staff.services import ensure_default_branch

MOST_ROWS = 50_000  # a few seconds
SHOWN_ERRORS = 20
SHOWN_CHANGES = 3


@dataclass(frozen=True)
class RowError:
    """column, cell: "" where it is not one cell that is wrong."""

    line: int
    column: str
    cell: str
    reason: str
    cells: list[str]


@dataclass(frozen=True)
class Change:
    """A row of ours that would change: (field, before, after)."""

    what: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Preview:
    """read = created + updated + unchanged + rejected. whole: of the whole file, not of its first rows."""

    created: int
    updated: int
    unchanged: int
    rejected: int
    removed: int  # rows of ours that the file no longer holds
    whole: bool
    expected: int  # rows of the whole file, counted or estimated
    errors: list[RowError] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)  # column → cells that cannot be read
    changes: list[Change] = field(default_factory=list)
    unknown_owners: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected


def preview(*, wish: Wish, most: int = MOST_ROWS) -> Preview:
    """What importing the file would do; nothing stays of it.

    Raises ImportRefused as the import would, and when an import of the kind is under way.
    """
    kind = wanted(wish.kind)
    branch = with_owner(wish.branch or ensure_default_branch())
    with tables.opened(wish.path, workspace=ledger.workspace() / "previews", shape=wish.shape) as table:
        columns = mapped(table.header, kind.fields, given=wish.mapping, kind=kind.name, file=table.name)
        with transaction.atomic():
            record = begun(kind, wish, branch)
            # Unknown owners are asked for as they stand in the file; what was answered is no longer unknown.
            stage, notes, counts = written(kind, wish, branch, record, table, columns, quiet, most)
            found = gathered(kind, stage, table, counts, notes, words.unknown_owners(stage, columns))
            transaction.set_rollback(True)
    return found


def gathered(
    kind: Kind, stage: Stage, table: Table, counts: Counts, notes: list[str], owners: list[tuple[str, int]]
) -> Preview:
    rejected = stage.one("SELECT count(DISTINCT line) FROM {rejects}")
    read = counts.created + counts.updated + counts.unchanged + rejected
    expected = rows_of(table)
    return Preview(
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=rejected,
        removed=counts.removed,
        whole=expected <= read,
        expected=max(expected, read),
        errors=first_errors(stage, table),
        wrong=wrong_cells(stage, table),
        changes=first_changes(kind, stage.number),
        unknown_owners=owners,
        notes=notes,
    )


def rows_of(table: Table) -> int:
    """Rows of the file: counted in its first block, estimated from the share of the file that it is."""
    for block, done in table.blocks():
        rows = len(block.lines) + len(block.broken)
        return rows if done >= 1 else round(rows / max(done, 0.001))
    return 0


def first_errors(stage: Stage, table: Table) -> list[RowError]:
    found = []
    for line, reason, cells in rejects.with_cells(stage, table):
        place = stage.one(
            f"SELECT min(place) FROM {{rejects}} WHERE line = {int(line)}"  # noqa: S608 - a number
        )
        column, cell = (table.header[place], cells[place]) if place is not None else ("", "")
        found.append(RowError(line, column, cell, reason, cells))
        if len(found) == SHOWN_ERRORS:
            break
    return found


def wrong_cells(stage: Stage, table: Table) -> dict[str, int]:
    rows = stage.rows("SELECT place, count(*) FROM {rejects} WHERE place IS NOT NULL GROUP BY 1")
    return {table.header[place]: count for place, count in rows}


def first_changes(kind: Kind, number: int) -> list[Change]:
    changes = ImportChange.objects.filter(
        record=number, table_name=kind.write.table, before__isnull=False, after__isnull=False
    ).order_by("pk")
    return [
        Change(named(before), differences(before, after, kind.write.columns))
        for before, after in changes.values_list("before", "after")[:SHOWN_CHANGES]
        if before and after
    ]


def named(row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in ("code", "number", "name", "day") if row.get(name))


def differences(
    before: dict[str, Any], after: dict[str, Any], columns: tuple[str, ...]
) -> list[tuple[str, str, str]]:
    before, after = spread(before), spread(after)
    own = sorted(name for name in before.keys() | after.keys() if name.startswith(PREFIX))
    return [
        (column, shown(before.get(column)), shown(after.get(column)))
        for column in (*columns, *own)
        if before.get(column) != after.get(column) and not column.endswith("_id") and column != "custom"
    ]


def spread(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its own fields beside the others, each under its name as a field of the import."""
    return row | {f"{PREFIX}{key}": value for key, value in (row.get("custom") or {}).items()}


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    return "" if value is None else str(value)
