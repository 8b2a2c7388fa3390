"""Ratings as they stand in lists, and what they come to per technician."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum

from desk.contacts.resolution import year_before
from desk.models import WorkOrderRating
from desk.models.ratings import RatingQuerySet
from desk.quality.ratings.means import Group, Mean, mean, pooled_variance
from staff.models import User

A_PAGE = 50
RELATED = ("customer", "technician", "branch", "visit", "entered_by")


@dataclass(frozen=True)
class Figure:
    """What customers thought of one technician's jobs. minutes: mean lateness, where it was written down."""

    technician: User
    rating: Mean
    timeliness: Mean | None
    minutes: float | None
    words: int


def of_year(user: User, *, on: date) -> RatingQuerySet:
    """The ratings of the last 12 months that `user` may see."""
    return WorkOrderRating.objects.visible_to(user).filter(day__gt=year_before(on), day__lte=on)


def by_technician(user: User, *, on: date) -> list[Figure]:
    """Most ratings first; whoever leads nobody sees only himself among them.

    The spread is that of all technicians whose ratings `user` may see.
    """
    rows = list(counted(of_year(user, on=on).exclude(technician=None)))
    people = User.objects.in_bulk([row["technician"] for row in rows])
    scores = [Group(row["n"], row["total"], row["squares"]) for row in rows]
    times = [Group(row["timed"], row["time_total"] or 0, row["time_squares"] or 0) for row in rows]
    spread, time_spread = pooled_variance(scores), pooled_variance(times)
    return [
        Figure(people[row["technician"]], known, mean(timed, time_spread), row["minutes"], row["with_words"])
        for row, scored, timed in zip(rows, scores, times, strict=True)
        if (known := mean(scored, spread)) and (user.leads or row["technician"] == user.pk)
    ]


def counted(found: RatingQuerySet) -> Any:
    """(technician, how many, sums and sums of squares), most ratings first."""
    rows = found.order_by().values("technician")
    return rows.annotate(
        n=Count("pk"),
        total=Sum("score"),
        squares=Sum(F("score") * F("score")),
        timed=Count("timeliness"),
        time_total=Sum("timeliness"),
        time_squares=Sum(F("timeliness") * F("timeliness")),
        minutes=Avg("minutes_late"),
        with_words=Count("pk", filter=~Q(words="")),
    ).order_by("-n", "technician")


def listed(
    user: User, *, technician: int, bad: bool, on: date, before: tuple[date, int] | None
) -> dict[str, Any]:
    """One page of the year's ratings, newest first, and the cursor of the next. bad: only 1 and 2."""
    found = of_year(user, on=on)
    whose = User.objects.filter(pk=technician).first() if technician else None
    if whose:
        found = found.filter(technician=whose)
    if bad:
        found = found.filter(score__lte=2)
    rows = list(found.newest_first(before=before).select_related(*RELATED)[: A_PAGE + 1])
    shown, more = rows[:A_PAGE], len(rows) > A_PAGE
    return {
        "rows": shown,
        "whose": whose,
        "bad": bad,
        "cursor": f"{shown[-1].day.isoformat()}.{shown[-1].pk}" if more else "",
    }
