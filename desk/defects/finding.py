"""Whom a defect concerns, by what the visits say. One statement, however many there are."""

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from customers.models import Visit, VisitLine
from desk.models import Affected, Defect

INTO = """
INSERT INTO {table} (defect_id, customer_id, visit_id, day)
SELECT %s, customer_id, id, day FROM ({visits}) AS fitting
ON CONFLICT (defect_id, customer_id) DO NOTHING
"""


def fitting(defect: Defect) -> Any:
    """The visits that all of what the defect names is true of."""
    found = Visit.objects.filter(day__gte=defect.first_day, day__lte=defect.last_day, cancelled=False)
    if defect.technician_id:
        found = found.filter(technician=defect.technician_id)
    if defect.asset:
        found = found.filter(asset__name__icontains=defect.asset)
    if defect.category_id or defect.article:
        found = found.filter(Exists(lines(defect).filter(visit=OuterRef("pk"))))
    return found


def lines(defect: Defect) -> Any:
    """The lines of bills that name it: of its category, with its words."""
    found = VisitLine.objects.all()
    if defect.category_id:
        found = found.filter(category=defect.category_id)
    return found.filter(text__icontains=defect.article) if defect.article else found


def write_down(defect: Defect) -> int:
    """List each customer once, with his latest visit that fits; who is listed stays. How many are new."""
    latest = fitting(defect).order_by("customer", "-day", "-pk").distinct("customer")
    sql, values = latest.values("customer_id", "id", "day").query.sql_with_params()
    statement = INTO.format(table=Affected._meta.db_table, visits=sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, [defect.pk, *values])
        return cursor.rowcount
