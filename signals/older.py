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
    try:
        asked = rows.filter(**{f"{by}__lt": before}) if before else rows
    except (ValidationError, ValueError) as error:
        raise Http404 from error
    found = list(asked.order_by(f"-{by}")[: SHOWN + 1])
    more = getattr(found[SHOWN - 1], by) if len(found) > SHOWN else ""
    return found[:SHOWN], str(more)
