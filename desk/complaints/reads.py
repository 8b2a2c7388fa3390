"""The complaint clock: one page of what is open, by deadline, what the card counts; likely duplicates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Count, IntegerField, Q, Value, When

from churn_crm import clock
from customers.models import Customer, Visit
from desk.complaints import likeness, states, words
from desk.complaints.clock import Face, face
from desk.complaints.policies import Book, book, complaint_policy
from desk.models import Complaint
from desk.models.complaints import NO_DEADLINE, ComplaintQuerySet
from staff.business_time import ALWAYS, add
from staff.models import User
from staff.roles import Scope

A_PAGE = 20
SOON = timedelta(hours=4)
SENDER_SOON = timedelta(days=1)
ALIKE = 0.25  # similarity of trigrams from which two texts speak of the same; for Chinese: likeness.py
OFFERED = 2
COMPARED = 200  # of the newest; nobody complains that often
MINE, BRANCH, ALL = "mine", "branch", "all"
OVER, NEAR, IN_TIME, PAUSED, OUTSIDE = "over", "soon", "time", "waiting", "outside"
RELATED = ("customer__branch", "customer__standing", "holder", "team", "escalated_to", "logged_by")


@dataclass(frozen=True)
class Row:
    """A complaint with what its clock shows now."""

    complaint: Complaint
    face: Face
    tone: str
    now: datetime

    @property
    def left(self) -> str:
        return words.left_short(self.face)

    @property
    def whose(self) -> str:
        return words.whose(self.complaint)

    @property
    def next_step(self) -> str:
        return words.next_step(self.complaint, self.face)

    @property
    def used(self) -> float:
        """Percent of the bar."""
        return round(min(max(self.face.share, 0), 1) * 100, 1)

    @property
    def icon(self) -> str:
        return ICONS[self.tone]

    @property
    def sender(self) -> str:
        return words.sender(self.complaint.sender)

    @property
    def sender_short(self) -> str:
        return words.sender_short(self.complaint.sender)

    @property
    def sender_left(self) -> str:
        return words.sender_left(self.complaint, self.now)

    @property
    def sender_tone(self) -> str:
        """Of the time that is left until the sender's deadline."""
        due = self.complaint.sender_due_at
        if due is None or self.complaint.sender_answered_at:
            return ""
        return "bad" if due < self.now else "warn" if due - self.now <= SENDER_SOON else "dash"

    @property
    def free(self) -> bool:
        return self.complaint.holder_id is None and self.complaint.team_id is None


ICONS = {"bad": "alert-triangle", "warn": "clock-exclamation", "mute": "player-pause", "": "clock"}


def row_of(complaint: Complaint, known: Book, now: datetime) -> Row:
    """What the clock in force shows at `now`; from the stored deadline, without reading events."""
    hours = ALWAYS if complaint.round_the_clock else known.hours[complaint.customer.branch_id]
    shown = face(
        due_at=complaint.due_at or now,
        allowed=timedelta(seconds=complaint.allowed_seconds),
        now=now,
        paused_until=complaint.paused_until,
        hours=hours,
    )
    tone = "" if complaint.solved_at else tone_of(shown, float(known.policy.warn_share))
    return Row(complaint, shown, tone, now)


def tone_of(shown: Face, warn_share: float) -> str:
    if shown.paused:
        return "mute"
    if shown.over:
        return "bad"
    return "warn" if shown.share >= warn_share or shown.left <= SOON else ""


def scopes_of(user: User) -> list[str]:
    """The scopes of the list that say something to this person, the usual one first."""
    whole = user.scope == Scope.ALL and user.branch_id
    return [MINE, BRANCH, ALL] if whole else [MINE, ALL]


def in_scope(user: User, scope: str) -> ComplaintQuerySet:
    """The complaints that `user` may see, within one of his scopes."""
    seen = Complaint.objects.visible_to(user)
    if scope == MINE:
        return seen.with_or_free_for(user)
    return seen.in_branch(user.branch_id) if scope == BRANCH else seen


def clock_page(user: User, *, scope: str = "", only: str = "", cursor: str = "") -> dict[str, Any]:
    """One page of the complaint clock, and how many stand how. As many queries whatever is open."""
    now, known, scopes = clock.now(), book(), scopes_of(user)
    scope = scope if scope in scopes else default_scope(user, scopes)
    seen = in_scope(user, scope)
    kinds = conditions(known, now, seen.open())
    counts = seen.open().aggregate(**{name: Count("pk", filter=which) for name, which in kinds.items()})
    counts[OUTSIDE] = seen.with_a_sender_waiting().count()
    only = only if only in counts else ""
    found = list(listed(seen, only, kinds, read_cursor(cursor)).select_related(*RELATED)[: A_PAGE + 1])
    rows = [row_of(complaint, known, now) for complaint in found[:A_PAGE]]
    last = found[A_PAGE - 1] if len(found) > A_PAGE else None
    return {
        "rows": rows,
        "counts": counts,
        "scope": scope,
        "scopes": scopes,
        "only": only,
        "warn_at": float(known.policy.warn_share) * 100,
        "cursor": cursor_of(last, only) if last else "",
    }


def listed(
    seen: ComplaintQuerySet, only: str, kinds: dict[str, Q], after: tuple[datetime, int] | None
) -> ComplaintQuerySet:
    """Open ones by our deadline; those whose sender waits, solved ones too, by his."""
    if only == OUTSIDE:
        return seen.by_senders_deadline(after=after)
    return seen.filter(kinds.get(only, Q())).by_deadline(after=after)


def cursor_of(last: Complaint, only: str) -> str:
    due = (last.sender_due_at or NO_DEADLINE) if only == OUTSIDE else last.due_at
    return f"{due:%Y%m%dT%H%M%S.%f}.{last.pk}" if due else ""


def default_scope(user: User, scopes: list[str]) -> str:
    """Who only reads has nothing of his own."""
    return scopes[0] if user.may_write else ALL


def conditions(known: Book, now: datetime, found: ComplaintQuerySet) -> dict[str, Q]:
    """The four ways in which an open complaint stands by our clocks, each exactly one of them.

    found: the open ones that are counted.
    """
    waiting = Q(state=states.WAITING, paused_until__gt=now)
    over, near = Q(due_at__lt=now), soon(known, now) | warned_of(known, now, found)
    return {
        OVER: over & ~waiting,
        NEAR: ~over & near & ~waiting,
        IN_TIME: ~over & ~near & ~waiting,
        PAUSED: waiting,
    }


def soon(known: Book, now: datetime) -> Q:
    """Due within four hours of the clock that counts for it: one moment for each branch."""
    always = Q(round_the_clock=True, due_at__lte=now + SOON)
    by_branch = (
        Q(round_the_clock=False, customer__branch=branch, due_at__lte=add(now, SOON, hours))
        for branch, hours in known.hours.items()
    )
    return reduce(or_, by_branch, always)


def warned_of(known: Book, now: datetime, found: ComplaintQuerySet) -> Q:
    """The share of the time is used of which the policy warns; where that is before the last four hours."""
    left = 1 - float(known.policy.warn_share)
    longer = found.filter(allowed_seconds__gt=SOON.total_seconds() / left).order_by()
    clocks = longer.values_list("customer__branch", "round_the_clock", "allowed_seconds").distinct()
    near = Q(pk__in=())
    for branch, always, allowed in clocks:
        until = add(now, timedelta(seconds=allowed) * left, ALWAYS if always else known.hours[branch])
        one = {"customer__branch": branch, "round_the_clock": always, "allowed_seconds": allowed}
        near |= Q(**one, due_at__lte=until)
    return near


def read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """A cursor that cannot be read starts from the beginning."""
    moment, _dot, key = cursor.rpartition(".")
    try:
        at = datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%S.%f%z")
        return at, int(key)
    except ValueError:
        return None


def alike(customer: Customer, *, text: str, cause: str = "", visit: Visit | None = None) -> list[Complaint]:
    """Complaints of the same customer that may be this one: of the same visit or cause, or alike in words.

    The likeliest first; each has its `likeness`, 0 to 1.
    """
    typed = likeness.signs(text)
    found = []
    for one in lately(customer, text=text, visit=visit):
        in_signs = likeness.likeness(typed, likeness.signs(one.text))
        in_words = one.in_trigrams >= ALIKE or in_signs >= likeness.ALIKE
        one.likeness = max(one.in_trigrams, in_signs)
        if one.at_visit or in_words or (cause and one.cause == cause):
            found.append(one)
    return sorted(found, key=lambda one: (one.at_visit, one.likeness, one.logged_at), reverse=True)[:OFFERED]


def lately(customer: Customer, *, text: str, visit: Visit | None) -> Any:
    """What he complained of and is open or was solved lately, with what PostgreSQL says of it."""
    since = clock.now() - timedelta(days=complaint_policy().alike_days)
    recent = Complaint.objects.of([customer.pk]).filter(Q(solved_at=None) | Q(solved_at__gte=since))
    at_visit = Q(visit=visit) if visit else Q(pk__in=())
    told = recent.annotate(
        in_trigrams=TrigramSimilarity("text", text[:1000]),
        at_visit=Case(When(at_visit, then=1), default=Value(0), output_field=IntegerField()),
    )
    return told.order_by("-logged_at")[:COMPARED]
