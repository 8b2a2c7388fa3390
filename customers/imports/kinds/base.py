"""What a kind of record brings to the import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg2.sql import Identifier

from customers.imports import dates, values
from customers.imports.columns import Field, Reading
from customers.imports.staging import Stage
from customers.imports.upsert import Write
from customers.imports.values import Column
from customers.models import Import
from staff.models import User

NO_DAY = _("is no date that we can read; write it as 2026-01-31")
NO_AMOUNT = _("is no amount; write it as 1234.50")
NO_FLAG = _("is neither yes nor no")
NO_CODE = _("is no code: a spreadsheet made a number of it, or it is too long")
TOO_LONG = _("is too long")


@dataclass(frozen=True)
class Job:
    """One import under way, as a kind sees it.

    fields: those that a column feeds; lookups: what its SELECT joins; parameters: for its SQL; places: by
    field the place of its column in the file.
    """

    stage: Stage
    fields: frozenset[str]
    create_customers: bool
    lookups: set[str]
    parameters: dict[str, Any] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)


def nothing_more(job: Job) -> None:
    """Most kinds are done with their slices."""


def as_it_is(kind: "Kind") -> "Kind":
    """Most kinds are the same in every business."""
    return kind


@dataclass(frozen=True)
class Kind:
    """prepare: rejects what our records contradict, makes what is missing, returns notes for the summary.

    finish: what comes after all slices. trim: takes away what a whole file no longer holds of the sets
    that it names, and returns (how many, notes); set_by: the column by whose value rows are one set.
    here: the kind with what this business adds to it. label: for a kind of another app.
    take_back: undoes what undo.py does not, in tables of another app. only_grows: its table loses no row, so
    that undo.py leaves to take_back what the import made there. held: what of it waits for the automations of
    the import, where that is something else than messages about lapses.
    """

    name: str
    fields: tuple[Field, ...]
    key: str
    prepare: Callable[[Job], list[str]]
    write: Write
    finish: Callable[[Job], None] = nothing_more
    trim: Callable[[Job], tuple[int, list[str]]] | None = None
    set_by: str = ""
    here: Callable[["Kind"], "Kind"] = as_it_is
    label: str | Promise = ""
    take_back: Callable[[Import, User | None], None] | None = None
    only_grows: bool = False
    held: str | Promise = ""

    @property
    def fed(self) -> tuple[Field, ...]:
        """The fields that a column of a file can feed."""
        return tuple(field for field in self.fields if not field.derived)


def code(name: str, *aliases: str, most: int = 60, required: bool = False) -> Field:
    return Field(name, "text", lambda _reading: values.codes(most), NO_CODE, aliases, required)


def words(name: str, *aliases: str, most: int) -> Field:
    return Field(name, "text", lambda _reading: values.short_text(most), TOO_LONG, aliases)


def amount(name: str, *aliases: str, required: bool = False) -> Field:
    return Field(name, "numeric(14,2)", lambda _reading: values.amounts, NO_AMOUNT, aliases, required)


def discount(*aliases: str) -> Field:
    """What was taken off, with or without a minus; a rate is none: 10% is refused."""

    def parse(column: Column) -> Column:
        return pc.utf8_ltrim(values.amounts(column), "+-")

    return Field("discount", "numeric(14,2)", lambda _reading: parse, NO_AMOUNT, aliases)


def flag(name: str, *aliases: str) -> Field:
    return Field(name, "boolean", lambda _reading: values.flags, NO_FLAG, aliases)


def choice(name: str, *aliases: str, words: dict[str, str], wrong: str | Promise) -> Field:
    return Field(name, "text", lambda _reading: values.choices(words), wrong, aliases)


def moment(name: str, *aliases: str, required: bool = False) -> Field:
    def parser(reading: Reading) -> Callable[[Column], Column]:
        return lambda column: dates.moments(column, zone=reading.zone, order=reading.order)

    return Field(name, "timestamptz", parser, NO_DAY, aliases, required, dated=True)


def day(name: str, *aliases: str, required: bool = False) -> Field:
    def parser(reading: Reading) -> Callable[[Column], Column]:
        return lambda column: dates.days(column, zone=reading.zone, order=reading.order)

    return Field(name, "date", parser, NO_DAY, aliases, required, dated=True)


# One vehicle for each plate of a customer. who: the column with the customer's code.
NEW_VEHICLES = """
WITH made AS (
INSERT INTO customers_asset (customer_id, kind, name, plate, vin)
SELECT DISTINCT c.id, 'vehicle', s.plate, s.plate, ''
FROM {rows} s JOIN customers_customer c ON c.code = s.{who}
WHERE s.plate IS NOT NULL AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
    AND NOT EXISTS (SELECT FROM customers_asset a WHERE a.customer_id = c.id AND a.plate = s.plate)
RETURNING id
)
INSERT INTO customers_importchange (record_id, table_name, "row")
SELECT %(import)s, 'customers_asset', id FROM made
"""


def add_vehicles(job: Job, *, who: str) -> None:
    """Make the vehicles whose plates we meet for the first time."""
    if "plate" in job.fields:
        job.stage.run(NEW_VEHICLES, job.parameters, who=Identifier(who))
