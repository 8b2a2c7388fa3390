"""Doubts and verification calls as they stand on their pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk.calls.listing import with_current
from desk.models import Doubt, DoubtedRating, VerificationCall
from desk.models.doubts import DoubtQuerySet
from desk.models.verifications import VerificationQuerySet
from desk.quality.truth import words
from desk.quality.truth.outcome import Outcome, outcome_of
from staff.models import Branch, User

SHOWN = 50
ON_DESK = 4
BEHIND_SHOWN = 30
# Newest first, whatever kind they are.
BEHIND_ORDER = (Coalesce("score__logged_at", "recommendation__logged_at", "rating__given_at").desc(),)
RELATED = ("person__branch", "branch", "source", "decided_by")
SHOWS: Mapping[str, tuple[str, ...]] = {
    "open": (Doubt.State.OPEN,),
    "verifying": (Doubt.State.VERIFYING,),
    "settled": Doubt.SETTLED,
}
CALL_SHOWS = ("mine", "nobody", "done")
CALL_RELATED = ("customer__branch", "customer__standing", "visit__type", "agent", "closed_by", "doubt")


@dataclass(frozen=True)
class Line:
    """One doubt with its evidence in words; called, closed: its verification calls."""

    doubt: Doubt
    evidence: str
    chance: str
    called: int
    closed: int


def doubts(user: User, *, show: str, check: str = "", branch: int = 0) -> dict[str, Any]:
    """One tab of the doubts that `user` may see, filtered, the least likely first; counts of all tabs."""
    seen = Doubt.objects.visible_to(user)
    show = show if show in SHOWS else "open"
    found = narrowed(seen.filter(state__in=SHOWS[show]), check=check, branch=branch)
    rows = list(with_calls(found).select_related(*RELATED).newest_first()[: SHOWN + 1])
    return {
        "lines": [line(doubt) for doubt in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "show": show,
        "check": check,
        "at": branch,
        "counts": tallies(seen),
        "checks": Doubt.Check.choices,
        "branches": Branch.objects.order_by("name"),
    }


def narrowed(found: DoubtQuerySet, *, check: str, branch: int) -> DoubtQuerySet:
    """Only one check, only one branch and the people there."""
    if check in Doubt.Check.values:
        found = found.filter(check_kind=check)
    return found.filter(Q(branch=branch) | Q(person__branch=branch)) if branch else found


def tallies(seen: DoubtQuerySet) -> dict[str, int]:
    counted = {show: Count("pk", filter=Q(state__in=states)) for show, states in SHOWS.items()}
    return seen.aggregate(**counted)


def with_calls(found: DoubtQuerySet) -> DoubtQuerySet:
    needed = ~Q(calls__state=VerificationCall.State.DROPPED)
    return found.annotate(
        called=Count("calls", filter=needed),
        closed=Count("calls", filter=needed & ~Q(calls__state=VerificationCall.State.OPEN)),
    )


def line(doubt: Any) -> Line:
    return Line(doubt, words.sentence(doubt), words.chance(doubt.p), doubt.called, doubt.closed)


def one(doubt: Doubt) -> dict[str, Any]:
    """One doubt: evidence, what was said so far, the ratings behind it, its calls and its history."""
    behind = DoubtedRating.objects.filter(doubt=doubt)
    given = ("score", "recommendation")
    related = [f"{kind}__{whose}" for kind in given for whose in ("customer", "logged_by")]
    related += ["rating__customer", "rating__entered_by"]
    found: Outcome = outcome_of(doubt)
    return {
        "doubt": doubt,
        "evidence": words.sentence(doubt),
        "chance": words.chance(doubt.p),
        "corrected": words.chance(doubt.q),
        "outcome": found,
        "behind": behind.select_related(*related).order_by(*BEHIND_ORDER, "pk")[:BEHIND_SHOWN],
        "calls": doubt.calls.select_related("customer", "agent", "closed_by", "entered_by").order_by("pk"),
        "events": doubt.events.select_related("by"),
    }


def calls(user: User, *, show: str, on: date, at: int = 0) -> dict[str, Any]:
    """One tab of verification calls, and the one that is made now: `at`, if it is open, else the first."""
    show = show if show in CALL_SHOWS else "mine"
    seen = VerificationCall.objects.visible_to(user)
    found = tab(seen, show, user=user, on=on).select_related(*CALL_RELATED)
    mine = seen.of_agent(user).open().select_related(*CALL_RELATED)
    rows, current = with_current(list(found[:SHOWN]), mine, at if show != "done" else 0)
    return {
        "rows": rows,
        "show": show,
        "on": on,
        "current": current if show != "done" else None,
        "tabs": call_tabs(user, call_counts(seen, user=user, on=on)),
    }


def call_tabs(user: User, held: Mapping[str, int]) -> list[tuple[str, str, int, bool]]:
    """(name, label, how many, whether any are too many)."""
    nobody = [("nobody", pgettext("calls", "Nobody’s"), held["nobody"], True)] if user.leads else []
    return [
        ("mine", pgettext("calls", "Mine"), held["mine"], False),
        *nobody,
        ("done", _("Done today"), held["done"], False),
    ]


def tab(seen: VerificationQuerySet, show: str, *, user: User, on: date) -> VerificationQuerySet:
    """mine: to be made by `user` until today · nobody: without an agent · done: made by him today."""
    if show == "done":
        return seen.closed().filter(closed_by=user, closed_on=on).order_by("-closed_at", "-pk")
    if show == "nobody":
        return seen.open().filter(agent=None).order_by("next_on", "pk")
    return seen.of_agent(user).due(on=on)


def call_counts(seen: VerificationQuerySet, *, user: User, on: date) -> dict[str, int]:
    is_open = Q(state=VerificationCall.State.OPEN)
    return seen.aggregate(
        mine=Count("pk", filter=is_open & Q(agent=user, next_on__lte=on)),
        nobody=Count("pk", filter=is_open & Q(agent=None)),
        done=Count("pk", filter=Q(closed_by=user, closed_on=on)),
    )


def on_desk(user: User, *, on: date) -> dict[str, Any]:
    """One's own calls on the first page of the desk."""
    found: QuerySet[Any] = VerificationCall.objects.of_agent(user).due(on=on).select_related("customer")
    return {"to_verify": list(found[:ON_DESK]), "to_verify_count": found.count()}
