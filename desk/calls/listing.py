"""Which calls stand on the page, and which of them is made now."""

from typing import Any, TypeVar

from django.db.models import QuerySet

Call = TypeVar("Call")


def with_current(rows: list[Call], seen: QuerySet[Any], at: int) -> tuple[list[Call], Call | None]:
    """The rows and the call that is made now: `at`, else the first one.

    A call that is open but stands in no row of this tab, because it is made before its day or by another way,
    joins them at the end: what was typed about one customer never stands beside another one's name.
    seen: the open calls that this person may see.
    """
    found = next((one for one in rows if getattr(one, "pk", None) == at), None)
    if found or not at:
        return rows, found or next(iter(rows), None)
    elsewhere = seen.filter(pk=at).first()
    return ([*rows, elsewhere], elsewhere) if elsewhere else (rows, next(iter(rows), None))
