"""Which tables hold a customer's records, and what SQL must know of each. Read from the models."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UniqueConstraint
from django.utils.functional import Promise
from psycopg2.sql import SQL, Composable, Identifier

from customers.models import Customer
from customers.timeline import MakeWay, Part, parts


@dataclass(frozen=True)
class Table:
    """One model with a reference to Customer. part: who answers for it."""

    model: type[Model]
    part: Part

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def label(self) -> str | Promise:
        return self.part.label

    @property
    def makes_way(self) -> MakeWay | None:
        return self.part.makes_way.get(self.model)

    @cached_property
    def references(self) -> list[Any]:
        """The fields that point to Customer."""
        return [field for field in self.model._meta.concrete_fields if field.related_model is Customer]

    @cached_property
    def columns(self) -> list[Any]:
        """The fields that can be written."""
        return [field for field in self.model._meta.concrete_fields if field.column and not generated(field)]

    @cached_property
    def key(self) -> list[Any]:
        return list(self.model._meta.pk_fields)

    def of(self, customer: int) -> QuerySet[Any]:
        """The rows that belong to this customer."""
        mine = Q()
        for field in self.references:
            mine |= Q(**{field.name: customer})
        return self.model._base_manager.filter(mine)

    def refused(self, gone: int, into: int) -> QuerySet[Any]:
        """Rows of `gone` that a unique constraint would refuse to `into`."""
        conditions = [Exists(self.twins(one, into)) & (one.condition or Q()) for one in self.constraints()]
        if not conditions:
            return self.model._base_manager.none()
        any_of = Q(conditions[0])
        for condition in conditions[1:]:
            any_of |= Q(condition)
        return self.of(gone).filter(any_of)

    def twins(self, constraint: UniqueConstraint, into: int) -> QuerySet[Any]:
        """Rows of `into` that are the same as the outer row by this constraint."""
        own = {field.name for field in self.references}
        same = {name: into if name in own else OuterRef(name) for name in constraint.fields}
        return self.model._base_manager.filter(constraint.condition or Q(), **same)

    def constraints(self) -> Iterator[UniqueConstraint]:
        """Everything that allows a customer a thing once."""
        own = {field.name for field in self.references}
        options = self.model._meta
        for constraint in options.constraints:
            if isinstance(constraint, UniqueConstraint) and own & set(constraint.fields):
                yield constraint
        for names in options.unique_together:
            if own & set(names):
                yield UniqueConstraint(fields=names, name="+")
        if own & {field.name for field in self.key}:
            yield UniqueConstraint(fields=[field.name for field in self.key], name="+")
        for field in self.references:
            if field.unique and not field.primary_key:
                yield UniqueConstraint(fields=[field.name], name="+")

    # ---- pieces of SQL, in which t is the table and m a row of customers_movedrow
    @property
    def sql_name(self) -> Identifier:
        return Identifier(self.name)

    @property
    def sql_columns(self) -> Composable:
        return SQL(", ").join(Identifier(field.column) for field in self.columns)

    @property
    def sql_own(self) -> Composable:
        """Of one customer, whose id is the parameter `one`: found by the index on the reference."""
        return SQL(" OR ").join(
            SQL("t.{} = %(one)s").format(Identifier(field.column)) for field in self.references
        )

    def sql_same(self, image: str) -> Composable:
        """t is the row whose image (before or after) stands in m."""
        return SQL(" AND ").join(
            SQL("t.{} = (m.{} ->> {})::{}").format(
                Identifier(field.column),
                Identifier(image),
                SQL("'{}'").format(SQL(field.column)),
                SQL(field.db_type(connection)),
            )
            for field in self.key
        )

    @property
    def sql_redirected(self) -> Composable:
        """Every reference to `gone` becomes one to `into`."""
        return SQL(", ").join(
            SQL("{0} = CASE WHEN t.{0} = %(gone)s THEN %(into)s ELSE t.{0} END").format(
                Identifier(field.column)
            )
            for field in self.references
        )

    @property
    def sql_targets_exist(self) -> Composable:
        """What a row that was set aside points to is still there."""
        conditions = [
            SQL("(b.{0} IS NULL OR EXISTS (SELECT FROM {1} o WHERE o.{2} = b.{0}))").format(
                Identifier(field.column),
                Identifier(field.related_model._meta.db_table),
                Identifier(field.target_field.column),
            )
            for field in self.columns
            if field.many_to_one or field.one_to_one
        ]
        return SQL(" AND ").join(conditions) if conditions else SQL("true")


def generated(field: Any) -> bool:
    return bool(getattr(field, "generated", False))


@cache
def tables() -> tuple[Table, ...]:
    """Every table whose rows follow a customer, in the order of the parts."""
    return tuple(
        Table(model, part)
        for part in parts()
        for model in dict.fromkeys(part.models)
        if model is not Customer and model not in part.stays
    )
