"""Whom an import is about: the customers of the records that it brought, whatever their kind."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from customers.imports.kinds import kind_called
from customers.models import Import, ImportChange

# How a record leads to its customer; the first that it has.
PATHS = ("customer", "visit__customer", "invoice__customer")


def customers_of(record: Import) -> int:
    """How many customers have records that came with this import."""
    kind = kind_called(record.kind)
    if kind is None:
        return 0
    model = model_of(kind.write.table)
    brought = model._default_manager.order_by()
    if has_field(model, "came_from"):
        brought = brought.filter(came_from=record)
    else:
        made = ImportChange.objects.filter(record=record, table_name=kind.write.table, before__isnull=True)
        brought = brought.filter(pk__in=made.values("row"))
    path = next((path for path in PATHS if has_field(model, path.partition("__")[0])), "pk")
    return brought.values(path).distinct().count()


def model_of(table: str) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def has_field(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
