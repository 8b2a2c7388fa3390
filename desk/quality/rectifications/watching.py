"""What the beat does with rectifications: reminds a day before, tells at the deadline.

At the deadline person, lead and the owner of the customer hear of it.

Set-based and safe to run twice: a notice has its occasion.
"""

from collections.abc import Iterator
from datetime import timedelta

from churn_crm import clock
from desk.models import Rectification
from desk.models.rectifications import RectificationQuerySet
from desk.quality.rectifications.telling import occasion, remind
from staff.away import Away
from staff.leading import leads_of
from staff.models import Notice, User

AT_ONCE = 500
AHEAD = timedelta(hours=24)
RELATED = ("branch", "person__branch", "customer__owner")


def look_after() -> dict[str, int]:
    """Remind and tell. Returns how many notices are new: soon, due."""
    now, away = clock.now(), Away()
    open_ones = Rectification.objects.all()
    return {
        "due": sum(
            remind(one, "rectify_due", *leads_of(one.person), *owners_of(one), away=away)
            for one in untold(open_ones.overdue(at=now), "rectify_due")
        ),
        "soon": sum(
            remind(one, "rectify_soon", away=away)
            for one in untold(open_ones.due_between(now, now + AHEAD), "rectify_soon")
        ),
    }


def owners_of(found: Rectification) -> list[User]:
    """Whose customer it is about."""
    return [found.customer.owner] if found.customer else []


def untold(found: RectificationQuerySet, kind: str) -> Iterator[Rectification]:
    """Those of which nobody was told yet with this deadline, the most urgent first.

    What was told already stays open, so that all are looked through, a part at a time.
    """
    after = None
    while rows := list(found.due_first(after=after).select_related(*RELATED)[:AT_ONCE]):
        occasions = [occasion(one, kind) for one in rows]
        told = set(Notice.objects.filter(occasion__in=occasions).values_list("occasion", flat=True))
        yield from (one for one, word in zip(rows, occasions, strict=True) if word not in told)
        after = (rows[-1].due_at, rows[-1].pk)
