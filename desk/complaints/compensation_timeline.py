"""What a customer was given because of a complaint, on his timeline."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part
from desk.complaints.compensating import in_words
from desk.models import Compensation
from desk.models.compensation import CompensationQuerySet

State = Compensation.State
TONES: dict[str, str] = {State.WAITING: "warn"}


def told(customer_id: int) -> CompensationQuerySet:
    """What was given or is asked for; what was refused or taken back he never had."""
    rows = Compensation.objects.of_customers([customer_id])
    return rows.filter(state__in=(*Compensation.COUNT, State.WAITING))


def events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    rows = told(customer_id).select_related("complaint__customer__branch")
    return map(event, earlier(rows, before, field="asked_at", prefix="comp")[:limit])


def event(one: Compensation) -> Event:
    title = _("Compensation: %(what)s, %(state)s")
    return Event(
        at=one.asked_at,
        key=f"comp:{one.pk:012d}",
        kind="compensation",
        icon="gift",
        title=title % {"what": in_words(one), "state": one.get_state_display()},
        detail=f"{one.complaint}: {one.text}",
        tone=TONES.get(one.state, ""),
    )


# Its rows follow their complaint, which follows its customer.
PART = Part(
    "compensation",
    gettext_lazy("Compensation"),
    (),
    page=events,
    count=lambda customer_id: told(customer_id).count(),
)
