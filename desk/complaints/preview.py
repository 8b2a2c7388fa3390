"""Who would be over if a policy were saved: asked of the same code that winds the clocks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from churn_crm import clock
from desk.complaints.clock import read
from desk.complaints.policies import Book, book
from desk.complaints.winding import events_of, fact_of
from desk.models import Complaint, ComplaintEvent, ComplaintPolicy
from staff.models import User

MOST = 500  # open complaints asked, those with the next deadline
NAMED = 8


@dataclass(frozen=True)
class Outcome:
    """asked: open complaints looked at · over_now, over_then: how many of them are over, and would be.

    newly: those that would be over and are not · earlier, later: whose deadline would move
    """

    asked: int = 0
    over_now: int = 0
    over_then: int = 0
    earlier: int = 0
    later: int = 0
    newly: list[Complaint] = field(default_factory=list)


def outcome(wanted: ComplaintPolicy, *, user: User) -> Outcome:
    """What `wanted`, which is not saved, would change for the open complaints that `user` may see."""
    seen = Complaint.objects.visible_to(user).open().by_deadline()
    rows = list(seen.select_related("customer__branch")[:MOST])
    now, events = clock.now(), events_of(rows)
    before, after = book(), book(policy=wanted)
    dues = [(row, *(due(row, events.get(row.pk, []), known) for known in (before, after))) for row in rows]
    newly = [row for row, old, new in dues if new < now <= old]
    return Outcome(
        asked=len(rows),
        over_now=sum(old < now for _row, old, _new in dues),
        over_then=sum(new < now for _row, _old, new in dues),
        earlier=sum(new < old for _row, old, new in dues),
        later=sum(new > old for _row, old, new in dues),
        newly=newly[:NAMED],
    )


def due(complaint: Complaint, events: Iterable[ComplaintEvent], known: Book) -> datetime:
    """The deadline that counts now, under the policy of the book."""
    reading = read(complaint.logged_at, map(fact_of, events), known.terms_of(complaint))
    return reading.due_at or reading.solve_due_at
