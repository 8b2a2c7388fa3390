"""How promises join a customer's timeline, and go over with his owner."""

from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm.ui import figures
from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part, newest_first
from desk.models import Promise
from desk.promises import services


def promise_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    """A promise stands where it was made, and once more where it was kept or broken."""
    promises = Promise.objects.of([customer_id]).select_related("person")
    made = earlier(promises, before, field="made_at", prefix="promise")[:limit]
    settled = earlier(
        promises.exclude(state=Promise.State.OPEN), before, field="settled_at", prefix="promised"
    )[:limit]
    return newest_first(
        map(made_event, made),
        map(settled_event, settled),
        limit=limit,
    )


def made_event(promise: Promise) -> Event:
    return Event(
        at=promise.made_at,
        key=f"promise:{promise.pk:012d}",
        kind="promise",
        icon="heart-handshake",
        title=_("Promised until %(due)s: %(what)s")
        % {"due": figures.moment(promise.due_at), "what": promise.what},
        detail=str(promise.person),
    )


def settled_event(promise: Promise) -> Event:
    assert promise.settled_at is not None  # noqa: S101 (only settled ones are asked for)
    broken = promise.state == Promise.State.BROKEN
    words = _("Promise broken: %(what)s") if broken else _("Promise kept: %(what)s")
    if promise.late:
        words = _("Promise kept late: %(what)s")
    return Event(
        at=promise.settled_at,
        key=f"promised:{promise.pk:012d}",
        kind="promise",
        icon="heart-broken" if broken else "circle-check",
        title=words % {"what": promise.what},
        detail=_("due %(due)s") % {"due": figures.moment(promise.due_at)},
        tone="bad" if broken else "warn" if promise.late else "good",
    )


def move_with_owner(customers: Sequence[int], to: int) -> None:
    """What the owners of these customers have promised them is kept by the new owner."""
    mine = Promise.objects.of(customers).filter(person=F("customer__owner"))
    services.hand_over(promises=mine, to=to)


PARTS = (
    Part(
        "promise",
        gettext_lazy("Promises"),
        (Promise,),
        page=promise_events,
        count=lambda customer_id: Promise.objects.of([customer_id]).count(),
        moves_with_owner=move_with_owner,
    ),
)
