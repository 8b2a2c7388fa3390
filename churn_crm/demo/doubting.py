"""What the garage's truth check finds: fives that somebody made up, and slips that were typed in together."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from churn_crm import clock
from customers.models import Visit
from desk.models import Doubt, SatisfactionScore, VerificationCall
from desk.quality.truth import raising, services, verifying
from staff.models import User

SEED = 13
ZONE = ZoneInfo("Asia/Shanghai")
LATELY = timedelta(days=90)
MADE_UP, SLIPS = 34, 16
# What the first customers said who were reached: never asked (None), or a score.
SAID = (None, 5, None, 3, None)
NOTES = {
    "en": (
        "The slips of the prize draw at all branches, typed in together.",
        ("Nobody has called me before.", "", "No, this is the first time.", "It took two visits.", "Never."),
    ),
    "zh": (
        "各店抽奖活动的纸质评价，一并录入。",
        ("以前没人打过电话。", "", "没有，这是第一次。", "来了两次才修好。", "从来没有。"),
    ),
}


def doubt(*, people: dict[str, User], language: str, day: date) -> None:
    """Pan's fives for Cao are half verified; Ren's slips were let be."""
    make_up(technician=people["cao.yong"], by=people["pan"], day=day)
    type_slips(by=people["ren"], day=day - timedelta(days=5))
    raising.look_after(day=day)
    why, words = NOTES[language]
    for one in Doubt.objects.filter(person=people["ren"]):
        services.decide(doubt=one, by=people["zhou"], state=Doubt.State.LET_BE, note=why)
    made_up = Doubt.objects.filter(person=people["cao.yong"], check_kind=Doubt.Check.ONE_MINUTE).first()
    if made_up:  # a small garage has too few ratings
        verify_half(verifying.verify(doubt=made_up, by=people["zhou"]), words=words)


def make_up(*, technician: User, by: User, day: date) -> None:
    """A five every other second."""
    visits = unrated(day).filter(technician=technician).exclude(customer__phone="")[:MADE_UP]
    start = datetime.combine(day, time(18, 2, 4), tzinfo=ZONE)
    write(visits, scores=[5] * MADE_UP, by=by, start=start, step=timedelta(seconds=1.7))


def type_slips(*, by: User, day: date) -> None:
    """Of all technicians, and not all the same."""
    rng = np.random.default_rng(SEED)
    visits = list(unrated(day)[:400])
    chosen = [visits[int(place)] for place in rng.permutation(len(visits))[:SLIPS]]
    scores = rng.choice([3, 4, 5], size=SLIPS, p=[0.15, 0.35, 0.5])
    start = datetime.combine(day, time(17, 20), tzinfo=ZONE)
    write(chosen, scores=[int(one) for one in scores], by=by, start=start, step=timedelta(seconds=9))


def unrated(day: date) -> Any:
    """The latest visits that nobody has rated."""
    visits = Visit.objects.counting().filter(day__lt=day, day__gte=day - LATELY, amount__gt=0)
    rated = SatisfactionScore.objects.filter(visit__isnull=False).order_by().values("visit")
    return visits.exclude(pk__in=rated).order_by("-day", "-pk")


def write(visits: Iterable[Visit], *, scores: list[int], by: User, start: datetime, step: timedelta) -> None:
    SatisfactionScore.objects.bulk_create(
        SatisfactionScore(
            customer_id=visit.customer_id,
            visit=visit,
            score=score,
            day=start.date(),
            logged_at=start + nth * step,
            logged_by=by,
            token=uuid.uuid4(),
        )
        for nth, (visit, score) in enumerate(zip(visits, scores, strict=False))
    )


def verify_half(found: Doubt, *, words: tuple[str, ...]) -> None:
    """The first ones were reached, one was not; the others are called today."""
    calls = found.calls.exclude(agent=None).select_related("agent").order_by("pk")
    by_agent = [(call, call.agent) for call in calls if call.agent]
    for (call, agent), said, comment in zip(by_agent, SAID, words, strict=False):
        services.answered(call=call, by=agent, asked=said is not None, score=said, comment=comment)
    for call, agent in by_agent[len(SAID) : len(SAID) + 1]:
        services.not_reached(call=call, by=agent, tries=0)
    VerificationCall.objects.filter(doubt=found).open().update(next_on=clock.today())
