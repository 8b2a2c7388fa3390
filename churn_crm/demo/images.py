"""What merges and imports keep for their undo moves along with the rows, or it would take each for edited."""

from typing import Any

from django.db import connection
from django.db.models import Model

from churn_crm.demo.shifting import dates, may_clamp, shifted
from customers.merging.tables import generated
from customers.models import Customer, ImportChange, Merge, MovedRow
from signals.models import Snapshot

# Only dates that the image holds: an upgrade since may have added columns, which it must not get.
MOVED = """
CASE WHEN jsonb_typeof("{image}") = 'object' THEN "{image}" - %(computed)s::text[] || coalesce((
    SELECT jsonb_object_agg(d.key, d.value) FILTER (WHERE "{image}" ? d.key)
    FROM (SELECT {columns} FROM jsonb_populate_record(NULL::"{table}", "{image}")) later,
        jsonb_each(to_jsonb(later)) d
), '{{}}') ELSE "{image}" END
"""


def move_images(models: tuple[type[Model], ...], limits: dict[str, Any]) -> None:
    """limits: days, today and now, as the rows of these models moved by."""
    all_models: tuple[type[Model], ...] = (*models, Snapshot)
    for model in all_models:
        if dates(model):
            move(MovedRow, ("before", "after"), model, limits, 'WHERE "table" = %(table)s')
            move(ImportChange, ("before", "after"), model, limits, "WHERE table_name = %(table)s")
    move(Merge, ("gone", "survivor_before", "survivor_after"), Customer, limits)


def move(
    holder: type[Model], images: tuple[str, ...], model: type[Model], limits: dict[str, Any], where: str = ""
) -> None:
    """The images of rows of `model`. What PostgreSQL computes leaves them: it is computed anew."""
    new = ", ".join(f'"{image}" = {moved(image, model)}' for image in images)
    computed = [field.column for field in model._meta.local_fields if generated(field)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{holder._meta.db_table}" SET {new} {where}',  # noqa: S608
            limits | {"table": model._meta.db_table, "computed": computed},
        )


def moved(image: str, model: type[Model]) -> str:
    # Snapshots are moved as they are: their nights are over.
    clamp = may_clamp(model) and model is not Snapshot
    columns = ", ".join(f'{shifted(field, clamp=clamp)} AS "{field.column}"' for field in dates(model))
    return MOVED.format(image=image, columns=columns, table=model._meta.db_table)
