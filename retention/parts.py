"""How actions and what was done with them belong to a customer's timeline."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from customers.cursors import earlier
from customers.querysets import OfCustomer
from customers.timeline import Event, Part
from retention import merged, words
from retention.models import Action, ActionEvent, SensitivitySuggestion

KEY = "retention"


def told(customer_id: int) -> OfCustomer:
    """What stands on the timeline: everything that was not taken back."""
    return ActionEvent.objects.filter(customer=customer_id, undone=False)


def page(customer_id: int, before: tuple[datetime, str] | None, limit: int) -> Iterator[Event]:
    found = earlier(told(customer_id), before, field="at", prefix=KEY).select_related("by")
    for event in found[:limit]:
        yield Event(
            at=event.at,
            key=f"{KEY}:{event.pk:012d}",
            kind="touch",
            icon=words.event_icon(event),
            title=words.event_title(event),
            detail=words.event_detail(event),
            tone=words.event_tone(event),
        )


def count(customer_id: int) -> int:
    return told(customer_id).count()


def move_with_owner(customers: Sequence[int], to: int) -> None:
    """What the owners of these customers have to do for them is done by the new owner."""
    mine = Action.objects.pending().filter(customer__in=customers, assignee=F("customer__owner"))
    mine.update(assignee=to)


PARTS = (
    Part(
        "touch",
        _("Calls and messages"),
        (Action, ActionEvent, SensitivitySuggestion),
        page,
        count,
        makes_way={Action: merged.make_way},
        moves_with_owner=move_with_owner,
        computed=(SensitivitySuggestion,),
    ),
)
