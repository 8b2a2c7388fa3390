"""Winding a clock: what the events say is written into the complaint, so that it is found by an index."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from churn_crm import clock as time
from desk.complaints.clock import Fact, Reading, Terms, read
from desk.complaints.policies import Book, book, complaint_policy
from desk.models import Complaint, ComplaintEvent

WOUND = (
    "state",
    "started_at",
    "responded_at",
    "respond_due_at",
    "solve_due_at",
    "due_at",
    "allowed_seconds",
    "round_the_clock",
    "paused_until",
    "asked_at",
    "held_due_at",
    "remind_at",
    "sender_due_at",
    "sender_answered_at",
    "warn_at",
    "escalate_at",
    "level",
    "quiet",
    "wound_at",
    "wound_for",
)
AT_ONCE = 200
BRANCH = "customer__branch"
PLACE = Concat(
    Cast(f"{BRANCH}__pk", CharField()), Value(" "), f"{BRANCH}__time_zone", Value(" "), f"{BRANCH}__currency"
)


def wind(complaint: Complaint, facts: Iterable[ComplaintEvent], terms: Terms, *, always: bool) -> Reading:
    """Put what the events say into the fields of the complaint; nothing is saved here.

    While the automations of its import are off it says when it is due, and tells nobody.
    """
    reading = read(complaint.logged_at, map(fact_of, facts), terms)
    for name in ("state", "started_at", "responded_at", "respond_due_at", "solve_due_at", "due_at"):
        setattr(complaint, name, getattr(reading, name))
    for name in ("paused_until", "asked_at", "held_due_at", "remind_at", "warn_at", "escalate_at", "level"):
        setattr(complaint, name, getattr(reading, name))
    complaint.quiet = complaint.came_from is not None and not complaint.came_from.automations
    if complaint.quiet:
        complaint.warn_at = complaint.escalate_at = None
    complaint.sender_due_at, complaint.sender_answered_at = reading.sent.due, reading.sent.answered_at
    counts = terms.solve if reading.responded_at else terms.respond
    complaint.allowed_seconds = int(counts.total_seconds())
    complaint.round_the_clock = always
    branch = complaint.customer.branch
    complaint.wound_at = time.now()
    complaint.wound_for = f"{branch.pk} {branch.time_zone} {branch.currency}"
    return reading


def fact_of(event: ComplaintEvent) -> Fact:
    return Fact(event.kind, event.at, event.clock, event.due)


def wind_by(known: Book, complaint: Complaint, facts: Iterable[ComplaintEvent]) -> Reading:
    return wind(complaint, facts, known.terms_of(complaint), always=known.always(complaint.severity))


def events_of(complaints: Iterable[Complaint]) -> dict[int, list[ComplaintEvent]]:
    """Complaint → its events in the order in which they happened; of all of them in one query."""
    found = ComplaintEvent.objects.filter(complaint__in=[one.pk for one in complaints])
    rows = found.order_by("complaint", "at", "pk")
    return {key: list(events) for key, events in groupby(rows, attrgetter("complaint_id"))}


def stale(policy_changed_at: datetime | None) -> Q:
    """Wound before the branch or its hours, the policy or the automations of its import changed, or never."""
    changed = (
        Q(due_at=None)
        | ~Q(wound_for=PLACE)
        | Q(wound_at__lt=F("customer__branch__opening_hours__changed_at"))
    )
    changed |= Q(quiet=F("came_from__automations"))
    if policy_changed_at:
        changed |= Q(wound_at__lt=policy_changed_at)
    return changed & Q(solved_at=None)


def wind_stale() -> int:
    """Wind the open clocks that stand on old hours or an old policy, and those of copied-in complaints.

    Returns how many. Two at once do not disturb one another; what one of them holds the other leaves.
    """
    done = 0
    while wound := _wind_some():
        done += wound
    return done


@transaction.atomic
def _wind_some() -> int:
    rows = claimed(stale(complaint_policy().changed_at))
    known, events = book(), events_of(rows)
    for complaint in rows:
        wind_by(known, complaint, events.get(complaint.pk, ()))
    Complaint.objects.bulk_update(rows, WOUND)
    return len(rows)


def claimed(which: Q) -> list[Complaint]:
    """Some complaints for which something is to be done, locked until the transaction ends."""
    rows = Complaint.objects.select_for_update(of=("self",), skip_locked=True).filter(which)
    related = ("customer__branch", "customer__owner", "holder", "team", "came_from")
    return list(rows.select_related(*related).order_by("pk")[:AT_ONCE])
