"""What the garage's truth check finds: fives that somebody made up, and what was done about it."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from churn_crm import clock
from customers.models import Visit
from desk.models import Doubt, SatisfactionScore, VerificationCall
from desk.quality.truth import raising, services, verifying
from staff.models import User

ZONE = ZoneInfo("Asia/Shanghai")
LATELY = timedelta(days=90)
MADE_UP = 34
# What the first customers said who were reached: never asked (None), or a score.
SAID = (None, 5, None, 3, None)
# The same about whether they recommend us, 0 to 10.
SAID_OF_TEN = (None, 7, 10, None)
NOTES = {
    "en": (
        "The same ratings as those that were entered at once; it is settled there.",
        ("Nobody has called me before.", "", "No, this is the first time.", "It took two visits.", "Never."),
        ("Asked about the repair, not about this.", "Fair, but dear.", "", "Nobody asked me that."),
    ),
    "zh": (
        "与集中录入的是同一批评价，在那里一并处理。",
        ("以前没人打过电话。", "", "没有，这是第一次。", "来了两次才修好。", "从来没有。"),
        ("只问了维修，没问这个。", "还行，就是贵。", "", "没人问过我这个。"),
    ),
}


def doubt(*, people: dict[str, User], language: str, day: date) -> None:
    """Pan's fives for Cao are half verified; that Pan's are all the same was let be.

    So are the tens of who asked nobody for a recommendation (churn_crm.demo.surveying).
    """
    make_up(technician=people["cao.yong"], by=people["pan"], day=day)
    raising.look_after(day=day)
    why, words, of_ten = NOTES[language]
    for one in Doubt.objects.filter(person=people["pan"], check_kind=Doubt.Check.NO_VARIANCE):
        services.decide(doubt=one, by=people["zhou"], state=Doubt.State.LET_BE, note=why)
    # Cao's fives are found at Cao or, where he has many other ratings, at who entered them.
    at_once = Doubt.objects.filter(
        check_kind=Doubt.Check.ONE_MINUTE, person__in=(people["cao.yong"], people["pan"])
    )
    made_up = at_once.order_by("pk").first()
    if made_up:  # a small garage has too few ratings
        verify_half(verifying.verify(doubt=made_up, by=people["zhou"]), said=SAID, words=words)
    tens = Doubt.objects.filter(check_kind=Doubt.Check.NO_VARIANCE, numbers__scale=10).unsettled()
    for one in tens.order_by("pk")[:1]:
        verify_half(verifying.verify(doubt=one, by=people["zhou"]), said=SAID_OF_TEN, words=of_ten)


def make_up(*, technician: User, by: User, day: date) -> None:
    """A five every other second."""
    visits = unrated(day).filter(technician=technician).exclude(customer__phone="")[:MADE_UP]
    start = datetime.combine(day, time(18, 2, 4), tzinfo=ZONE)
    write(visits, scores=[5] * MADE_UP, by=by, start=start, step=timedelta(seconds=1.7))


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


def verify_half(found: Doubt, *, said: tuple[int | None, ...], words: tuple[str, ...]) -> None:
    """The first ones were reached, one was not; the others are called today."""
    calls = found.calls.exclude(agent=None).select_related("agent").order_by("pk")
    by_agent = [(call, call.agent) for call in calls if call.agent]
    for (call, agent), score, comment in zip(by_agent, said, words, strict=False):
        services.answered(call=call, by=agent, asked=score is not None, score=score, comment=comment)
    for call, agent in by_agent[len(said) : len(said) + 1]:
        services.not_reached(call=call, by=agent, tries=0)
    VerificationCall.objects.filter(doubt=found).open().update(next_on=clock.today())
