"""What the checks look at, read from the tables: a handful of queries, however many subjects there are."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from churn_crm import clock
from customers.models import Visit
from desk.models import (
    Complaint,
    Doubt,
    DoubtEvent,
    Recommendation,
    SatisfactionScore,
    TruthPolicy,
    WorkOrderRating,
)
from desk.models.doubts import SCALE
from desk.quality.truth import reads
from desk.quality.truth.checks.observed import (
    BRANCH,
    GOOD,
    PERSON,
    TECHNICIAN,
    Observed,
)

RATED = ["pk", "customer", "technician_is", "person_is", "branch_is", "score", "day"]
VISITED = ["technician", "branch", "day", "visits", "complaints"]
GAPS = 2  # of his own usual interval: then a customer is not merely late
SCORE, RATING, RECOMMENDATION = "score", "rating", "recommendation"


def observe(*, day: date, policy: TruthPolicy) -> Observed:
    """The facts of the policy's window that ends with `day`. What was refuted is no fact any more."""
    since = day - timedelta(days=policy.window_days)
    return Observed(
        ratings=ratings_between(since, day),
        visits=visits_between(since, day),
        behaviour=behaviour(until=day, policy=policy),
    )


def ratings_between(first: date, last: date) -> pd.DataFrame:
    """Scores, work-order ratings and recommendations of these days; the index is their name, "score:12"."""
    frames = [frame_of(kind, rows.filter(day__gt=first, day__lte=last)) for kind, rows in sources().items()]
    return pd.concat(frames)


def sources() -> dict[str, QuerySet[Any]]:
    """The three tables under the same names."""
    asked = {
        "technician_is": F("visit__technician"),
        "person_is": F("logged_by"),
        "branch_is": Coalesce("visit__branch", "customer__branch"),
        "entered": F("logged_at"),
        "known": F("logged_at"),
    }
    given = WorkOrderRating.objects.annotate(
        technician_is=F("technician"),
        person_is=F("entered_by"),
        branch_is=F("branch"),
        entered=F("entered_at"),
        known=Coalesce("entered_at", "given_at"),
    )
    return {
        SCORE: SatisfactionScore.objects.annotate(**asked),
        RATING: given,
        RECOMMENDATION: Recommendation.objects.annotate(**asked),
    }


def frame_of(kind: str, rows: QuerySet[Any]) -> pd.DataFrame:
    """The rows of one table as the checks know them, without what was refuted."""
    names = [*RATED, "entered", "known", "given_from" if kind == RATING else "token"]
    frame = pd.DataFrame(list(rows.order_by("known", "pk").values_list(*names)), columns=names)
    frame = frame.rename(
        columns={
            "technician_is": TECHNICIAN,
            "person_is": PERSON,
            "branch_is": BRANCH,
            "entered": "entered_at",
            "known": "known_at",
        }
    )
    for name in ("entered_at", "known_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    for name in (TECHNICIAN, PERSON, BRANCH):
        frame[name] = frame[name].astype("float64")
    refuted = reads.corrections(kind)
    frame = frame[~frame.pk.isin(list(refuted))]
    frame = frame.set_index(pd.Index(kind + ":" + frame.pk.astype(str), name="rating"))
    frame["scale"] = SCALE[kind]
    frame["entry"] = frame.index if kind == RATING else frame.token.astype(str)
    return frame if kind == RATING else frame.drop(columns="token").assign(given_from="")


def visits_between(first: date, last: date) -> pd.DataFrame:
    """Visits and those of them with a complaint, by technician, branch and day.

    A complaint that names no visit is about the customer's last one before it.
    """
    named = Exists(Complaint.objects.filter(visit=OuterRef("pk")))
    rows = (
        Visit.objects.counting()
        .filter(day__gt=first, day__lte=last)
        .annotate(complained=named | Q(pk__in=meant_by_complaints(first, last)))
        .order_by()
        .values("technician", "branch", "day")
        .annotate(visits=Count("pk"), complaints=Count("pk", filter=Q(complained=True)))
    )
    frame = pd.DataFrame(rows.values_list(*VISITED), columns=VISITED)
    frame["known_at"] = pd.to_datetime(frame.day, utc=True)
    return frame.astype({TECHNICIAN: "float64", BRANCH: "float64"})


def meant_by_complaints(first: date, last: date) -> list[int]:
    """The visits that complaints of these days are about which name none."""
    before = Visit.objects.counting().filter(customer=OuterRef("customer"), day__lte=OuterRef("day"))
    unnamed = Complaint.objects.filter(visit=None, day__gt=first, day__lte=last)
    meant = unnamed.annotate(meant=Subquery(before.order_by("-day", "-pk").values("pk")[:1]))
    return list(meant.exclude(meant=None).order_by().values_list("meant", flat=True).distinct())


def behaviour(*, until: date, policy: TruthPolicy) -> pd.DataFrame:
    """Satisfied customers and promoters whose time is over, once a technician: whether they came back."""
    last = until - timedelta(days=policy.left_days)
    first = last - timedelta(days=policy.window_days)
    frames = [
        came_back(kind, rows.filter(day__gt=first, day__lte=last, score__gte=GOOD[SCALE[kind]]))
        for kind, rows in sources().items()
    ]
    known = pd.concat(frames).sort_values("known_at", kind="stable")
    known = known.drop_duplicates(["customer", TECHNICIAN, "scale"], keep="last")
    patience = (known.gap * GAPS).fillna(0).clip(lower=policy.left_days)
    over_on = known.day + pd.to_timedelta(patience, unit="D")
    known = known.assign(gone=known.next_day.isna() | (known.next_day > over_on), rating=known.index)
    return known[over_on <= pd.Timestamp(until)].reset_index(drop=True)


def came_back(kind: str, rows: QuerySet[Any]) -> pd.DataFrame:
    """The ratings with the customer's next visit and usual interval."""
    later = Visit.objects.counting().filter(customer=OuterRef("customer"), day__gt=OuterRef("day"))
    told = rows.annotate(
        next_visit=Subquery(later.order_by("day").values("day")[:1]), gap=F("customer__standing__gap_median")
    )
    extra = pd.DataFrame(told.values_list("pk", "next_visit", "gap"), columns=["pk", "next_day", "gap"])
    frame = frame_of(kind, rows)
    joined = frame.merge(extra, on="pk", how="left").set_index(frame.index)
    joined["next_day"] = pd.to_datetime(joined.next_day)
    joined["day"] = pd.to_datetime(joined.day)
    return joined.astype({"gap": "float64"})


def judged_until() -> dict[str, dict[str, dict[int, datetime]]]:
    """Check → subject → key → until when all was judged, which is not judged again.

    That is the end of the last day that the night before had looked at: before the decision, or before the
    verification began, from when on the doubt stood still. What came in meanwhile was judged by nobody.
    """
    found: dict[str, dict[str, dict[int, datetime]]] = defaultdict(lambda: defaultdict(dict))
    settled = Doubt.objects.filter(state__in=Doubt.SETTLED).order_by()
    begun = Min("events__at", filter=Q(events__kind=DoubtEvent.Kind.VERIFYING))
    rows = settled.annotate(key=Coalesce("person_id", "branch_id"), stood=Coalesce(begun, "decided_at"))
    for check, subject, key, stood in rows.values_list("check_kind", "subject", "key", "stood"):
        until = clock.end_of(timezone.localdate(stood) - timedelta(days=1))
        found[check][subject][key] = max(until, found[check][subject].get(key, until))
    return found
