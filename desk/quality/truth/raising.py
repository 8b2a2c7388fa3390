"""A night's doubts are written down: a new one, or the one that stands already brought up to date."""

from datetime import date
from typing import Any

import pandas as pd
from django.db import transaction
from django.urls import reverse

from churn_crm import clock
from desk.models import Doubt, DoubtedRating, DoubtEvent, TruthPolicy
from desk.quality.truth.checks import find
from desk.quality.truth.checks.observed import BRANCH
from desk.quality.truth.frames import judged_until, observe
from desk.quality.truth.looks import spent_on
from desk.quality.truth.policy import limits_of
from desk.quality.truth.verifying import verify_at_once
from staff.leading import managers
from staff.notices import notify


@transaction.atomic
def look_after(*, day: date | None = None) -> dict[str, int]:
    """Check what was rated until the end of `day`, by default yesterday. Safe to run twice, and at once.

    A new one has to be within what this night may spend; one that stands is seen again as the policy says.
    Returns how many doubts were raised, and how many seen again.
    """
    day = day or clock.last_finished_day()
    policy = locked_policy()
    limits = limits_of(policy)
    new_within = limits.false_share * spent_on(day)
    found = find(observe(day=day, policy=policy), limits, judged_until())
    standing = {
        (one.check_kind, one.subject, one.person_id or one.branch_id): one
        for one in Doubt.objects.unsettled().select_for_update()
    }
    raised: list[Doubt] = []
    again: list[Doubt] = []
    for row in found.to_dict("records"):
        doubt = standing.get((row["check"], row["subject"], row["key"]))
        if doubt:
            see_again(doubt, row, day=day)
            again.append(doubt)
        elif row["q"] <= new_within:
            raised.append(raise_doubt(row, day=day))
    tell(raised, kind="doubts_raised", day=day)
    if policy.verify_at_once:
        call_at_once(raised, again, day=day)
    return {"raised": len(raised), "seen_again": len(again)}


def call_at_once(raised: list[Doubt], again: list[Doubt], *, day: date) -> None:
    """Hand out the calls that verify; managers hear of new doubts about which nobody can be called."""
    left = [doubt for doubt in raised if not verify_at_once(doubt)]
    tell(left, kind="doubts_not_called", day=day)
    # Nobody could be called the night before: perhaps now. Of that managers have been told already.
    for doubt in again:
        verify_at_once(doubt)


def locked_policy() -> TruthPolicy:
    """Two at once would raise the same doubt twice: the second waits, and finds it."""
    TruthPolicy.objects.bulk_create([TruthPolicy()], ignore_conflicts=True)
    return TruthPolicy.objects.select_for_update().get()


def raise_doubt(row: dict[str, Any], *, day: date) -> Doubt:
    """Write a new one down with the ratings behind it. row: of checks.find."""
    at_branch = row["subject"] == BRANCH
    doubt = Doubt.objects.create(
        subject=row["subject"],
        check_kind=row["check"],
        person_id=None if at_branch else row["key"],
        branch_id=row["key"] if at_branch else None,
        day=day,
        raised_at=clock.now(),
        seen_on=day,
        **found_in(row),
    )
    DoubtEvent.objects.create(
        doubt=doubt, kind=DoubtEvent.Kind.RAISED, at=doubt.raised_at, numbers={"p": doubt.p} | doubt.numbers
    )
    put_behind(doubt, row["ratings"])
    return doubt


def see_again(doubt: Doubt, row: dict[str, Any], *, day: date) -> None:
    """What is being verified keeps the numbers and ratings that it is verified by."""
    doubt.seen_on = max(doubt.seen_on, day)
    if doubt.state == Doubt.State.OPEN and doubt.seen_on == day:
        for name, value in found_in(row).items():
            setattr(doubt, name, value)
        put_behind(doubt, row["ratings"])
    doubt.save()


def found_in(row: dict[str, Any]) -> dict[str, Any]:
    """What a check said, as it is kept."""
    source = None if pd.isna(row["source"]) else int(row["source"])
    return {"p": float(row["p"]), "q": float(row["q"]), "numbers": row["numbers"], "source_id": source}


def put_behind(doubt: Doubt, names: list[str]) -> None:
    """The ratings behind it are these, and no others any more. names: "score:12", "rating:7"."""
    wanted = {(kind, int(key)) for kind, key in (name.split(":") for name in names)}
    rows = DoubtedRating.objects.filter(doubt=doubt)
    held = {(one.kind, getattr(one, f"{one.kind}_id")): one.pk for one in rows}
    DoubtedRating.objects.filter(pk__in=[pk for name, pk in held.items() if name not in wanted]).delete()
    DoubtedRating.objects.bulk_create(
        DoubtedRating(doubt=doubt, **{f"{kind}_id": key}) for kind, key in sorted(wanted - set(held))
    )


def tell(doubts: list[Doubt], *, kind: str, day: date) -> None:
    """Managers hear once a day how many of these there are; not whoever is doubted or entered them."""
    for manager in managers(on=day):
        seen = Doubt.objects.visible_to(manager).filter(pk__in=[doubt.pk for doubt in doubts]).count()
        if seen:
            notify(
                users=[manager],
                kind=kind,
                numbers={"count": seen},
                occasion=f"{kind} {day}",
                link=reverse("desk:doubts"),
            )
