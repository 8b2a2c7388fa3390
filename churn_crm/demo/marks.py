"""What undo knows an import's rows by: rows that nobody changed since are moved apart, and marked anew.

A row that an import made has the xmin of a mark of that import, until somebody writes it. Rolling writes
every row, the untouched ones in a transaction of their own inside its own, which leaves a mark as well.
"""

from django.db import connection
from django.db.models import Model

from customers.imports.undo import has_column
from customers.models import ImportChange

MARKS = "customers_importchange k ON k.table_name = '' AND k.xmin::text = v.xmin::text AND k.record_id ="
MADE = f"""SELECT v.id FROM "{{table}}" v JOIN {MARKS} v.came_from_id"""  # noqa: S608 - constants
LISTED = f"""
SELECT v.id FROM customers_importchange i JOIN "{{table}}" v ON v.id = i."row" JOIN {MARKS} i.record_id
WHERE i.table_name = '{{table}}' AND i.before IS NULL
"""  # noqa: S608 - constants
AGAIN = """
INSERT INTO customers_importchange (record_id, table_name, "row")
SELECT DISTINCT record_id, '', 0 FROM customers_importchange WHERE table_name = ''
"""


def any_marks() -> bool:
    """Whether anything could be undone; the garage's own import leaves no marks."""
    return ImportChange.objects.filter(table_name="").exists()


def hold_untouched(models: tuple[type[Model], ...]) -> dict[type[Model], str]:
    """Temporary tables with the ids of the rows that nobody changed since their import, by model."""
    held = {model: f"untouched_{model._meta.db_table}" for model in models if has_column(model, "id")}
    with connection.cursor() as cursor:
        for model, name in held.items():
            found = f"{MADE} UNION {LISTED}" if has_column(model, "came_from_id") else LISTED
            # As plain text: pgtrigger.ignore takes nothing composed.
            which = found.format(table=model._meta.db_table)
            cursor.execute(f'CREATE TEMPORARY TABLE "{name}" ON COMMIT DROP AS {which}')
    return held


def mark_again() -> None:
    """Every import that can be undone knows the rows of this transaction, too."""
    with connection.cursor() as cursor:
        cursor.execute(AGAIN)


def let_go(held: dict[type[Model], str]) -> None:
    with connection.cursor() as cursor:
        for name in held.values():
            cursor.execute(f'DROP TABLE "{name}"')
