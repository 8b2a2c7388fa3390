"""A block of text → rows that PostgreSQL takes, and rejects with their reason."""

import json
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from customers.imports.columns import Columns, Field, Reading
from customers.imports.dates import OrderWitness, is_doubtful
from customers.imports.errors import ImportRefused
from customers.imports.reasons import cannot_read, is_missing, undecided, wrong_width
from customers.imports.records import Block
from customers.imports.tables import Table
from customers.imports.values import cleaned


class Orders:
    """Day before month or month before day, found out when a column first needs it, over the whole file."""

    def __init__(self, table: Table, columns: Columns, reading: Reading) -> None:
        self.table, self.columns, self.reading = table, columns, reading
        self.known: dict[str, Reading] = {}

    def reading_of(self, field: Field, cells: pa.Array) -> Reading:
        if not field.dated or self.reading.order or not is_doubtful(cells):
            return self.known.get(field.name, self.reading)
        if field.name not in self.known:
            self.known[field.name] = self.decided(field)
        return self.known[field.name]

    def decided(self, field: Field) -> Reading:
        place = self.columns.places[field.name]
        witness = OrderWitness()
        for block, _done in self.table.blocks():
            witness.hear(cleaned(block.columns[place]))
        if bool(witness.dmy) == bool(witness.mdy):
            raise ImportRefused(undecided(self.table.name, self.table.header[place], witness))
        return Reading(self.reading.zone, self.reading.region, "dmy" if witness.dmy else "mdy")


def parsed(
    block: Block, columns: Columns, fields: Mapping[str, Field], orders: Orders
) -> tuple[pa.Table, pa.Table]:
    """(rows that can be read, rejects with their reason and cells)."""
    values: dict[str, pa.Array] = {"line": block.lines}
    bad: dict[int, tuple[str, int | None]] = {}  # row → the first thing that is wrong with it, and where
    for name, place in columns.places.items():
        field, header = fields[name], orders.table.header[place]
        cells = cleaned(block.columns[place])
        values[name] = field.parser(orders.reading_of(field, cells))(cells)
        for row in rows_where(pc.and_(pc.is_null(values[name]), pc.is_valid(cells))):
            bad.setdefault(row, (cannot_read(header, cells[row].as_py(), field.wrong), place))
        for row in rows_where(pc.is_null(cells)) if field.required else ():
            bad.setdefault(row, (is_missing(header), place))
    rows = pa.table(values)
    if bad:
        good = pc.invert(pc.is_in(pa.array(range(len(rows))), value_set=pa.array(list(bad))))
        rows = rows.filter(good)
    rejects: list[Reject] = [(block.lines[row].as_py(), *what, block.cells(row)) for row, what in bad.items()]
    names = orders.table.header
    rejects += [(line, wrong_width(cells, names), None, cells) for line, cells in block.broken]
    return rows, as_table(rejects)


# (line, reason, place of the column or None, cells)
Reject = tuple[int, str, int | None, list[str]]


def as_table(rejects: list[Reject]) -> pa.Table:
    lines, reasons, places, cells = zip(*rejects, strict=True) if rejects else ((), (), (), ())
    return pa.table(
        {
            "line": pa.array(lines, pa.int64()),
            "reason": pa.array(reasons, pa.string()),
            "place": pa.array(places, pa.int32()),
            "cells": pa.array([json.dumps(row, ensure_ascii=False) for row in cells], pa.string()),
        }
    )


def rows_where(condition: pa.Array) -> list[int]:
    return pc.indices_nonzero(condition).to_pylist()
