"""That a customer has been told of a defect, on his timeline."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part
from desk.models import Affected


def events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    """Told by telephone; a message stands there as a message."""
    rows = Affected.objects.of([customer_id]).filter(told_at__isnull=False).select_related("defect")
    return map(event, earlier(rows, before, field="told_at", prefix="affected")[:limit])


def event(row: Affected) -> Event:
    assert row.told_at is not None  # noqa: S101 (only those who were told are asked for)
    return Event(
        at=row.told_at,
        key=f"affected:{row.pk:012d}",
        kind="defect",
        icon="alert-octagon",
        title=_("Told of a defect: %(defect)s") % {"defect": row.defect.title},
        detail=row.defect.text,
        tone="warn",
    )


PART = Part(
    "defect",
    gettext_lazy("Defects told"),
    (Affected,),
    page=events,
    count=lambda customer_id: Affected.objects.of([customer_id]).filter(told_at__isnull=False).count(),
)
