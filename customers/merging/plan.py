"""What a merge would do, told before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm.ui import figures
from customers.merging import fields, service
from customers.merging.tables import tables
from customers.models import Customer

# References have no name of their own.
LABELS = {"branch": gettext_lazy("Branch"), "owner": gettext_lazy("Owner")}
# Found anew by every night; nobody would miss them in a list of what moves.
DERIVED = {
    "customers_customerstanding",
    "customers_duplicatecandidate",
    "customers_duplicatescan",
    "signals_snapshot",
}


@dataclass(frozen=True)
class Choice:
    """One field in which the two differ. choice: fields.MINE or THEIRS."""

    name: str
    label: str
    mine: str
    theirs: str
    choice: str


@dataclass(frozen=True)
class Plan:
    """moves: (what, how many rows), in the order of the parts, without those that are none."""

    survivor: Customer
    gone: Customer
    choices: list[Choice]
    same: list[tuple[str, str]]
    moves: list[tuple[str | Promise, int]]


def plan(survivor: Customer, gone: Customer, *, given: Mapping[str, str]) -> Plan:
    """given: column → fields.MINE or THEIRS, as somebody chose; the default for the others."""
    choices, same = [], []
    for field in service.choosable():
        if field.attname in fields.TOGETHER:
            continue
        mine, theirs = getattr(survivor, field.attname), getattr(gone, field.attname)
        label = str(LABELS.get(field.name, field.verbose_name))
        label = label[:1].upper() + label[1:]
        if mine != theirs:
            choice = given.get(field.attname, fields.default(field.name, mine, theirs))
            words = in_words(survivor, field), in_words(gone, field)
            choices.append(Choice(field.attname, label, *words, choice))
        elif not fields.empty(mine):
            same.append((label, in_words(survivor, field)))
    return Plan(survivor, gone, choices, same, moves(gone.pk))


def moves(gone: int) -> list[tuple[str | Promise, int]]:
    """One count for each table: as many queries as there are tables, whatever is in them."""
    counts: dict[str, tuple[str | Promise, int]] = {}
    for table in tables():
        if table.name not in DERIVED:
            label, before = counts.get(table.part.kind, (table.label, 0))
            counts[table.part.kind] = (label, before + table.of(gone).count())
    return [(label, count) for label, count in counts.values() if count]


def in_words(customer: Customer, field: Any) -> str:
    """The value as a person reads it; a phone number masked."""
    value = getattr(customer, field.name)
    if fields.empty(value) and value is not False:
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.name == "phone":
        return figures.masked_phone(value)
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values())
    if field.choices:
        return str(getattr(customer, f"get_{field.name}_display")())
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return figures.day(value, "full")
    return str(value)


def keeps(first: Customer, second: Customer, wanted: str = "") -> tuple[Customer, Customer]:
    """(survivor, gone): as wanted, else who has come more often, else who is known longer."""
    if wanted in (str(first.pk), str(second.pk)):
        return (first, second) if wanted == str(first.pk) else (second, first)
    ranked = sorted([first, second], key=lambda customer: (-visit_days(customer), customer.pk))
    return ranked[0], ranked[1]


def visit_days(customer: Customer) -> int:
    standing = getattr(customer, "standing", None)
    return standing.visit_days if standing else 0
