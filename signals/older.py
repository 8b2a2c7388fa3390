"""Lists that only grow, newest first, a part at a time: the address says before what."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404

SHOWN = 60
Row = TypeVar("Row", bound=Model)


def part(rows: QuerySet[Row], *, by: str, before: str) -> tuple[list[Row], str]:
    """The newest SHOWN of rows, or of those before `before`, and what the next part is before; "" at the end.

    by: the field that they are sorted by, falling, and that no two share. Raises Http404 for what is no value
    of it.
    """
    field = rows.model._meta.get_field(by)
    try:
        asked = rows.filter(**{f"{by}__lt": field.to_python(before)}) if before else rows
    except ValidationError as error:
        raise Http404 from error
    found = list(asked.order_by(f"-{by}")[: SHOWN + 1])
    more = found[SHOWN - 1].serializable_value(by) if len(found) > SHOWN else ""
    return found[:SHOWN], str(more)
