"""Half a year of ratings of the garage's jobs, a dozen inspections, and what has to be put right.

Paper slips are entered in the evening by the agent of the branch, links are answered by the customer himself.
One technician's last forty slips were all entered in one minute, all fives: the truth check finds them.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from churn_crm import clock
from churn_crm.demo.garage.rounds import INSPECTED, LISTS, PRAISE, REGRETS, TO_PUT_RIGHT, Round
from customers.models import Customer, Visit
from desk.models import (
    ChecklistVersion,
    Complaint,
    InspectedItem,
    Inspection,
    Rectification,
    RectificationEvent,
    SatisfactionScore,
    WorkOrderRating,
)
from desk.quality.inspections import checklists, scoring
from desk.quality.inspections.checklists import Point
from desk.quality.ratings import origins
from desk.quality.rectifications import states
from staff.models import Branch, User

ZONE = ZoneInfo("Asia/Shanghai")
NAMESPACE = uuid.UUID("3c1f2a90-5d4e-4b8a-9a61-7e0d2c4b6f18")
SEED = 15
HALF_A_YEAR = timedelta(days=182)
RATED = 0.4  # of the jobs
# Of 100 customers so many give 5, 4, 3, 2, 1, by technician; the mean is what comes out.
USUAL = (62, 27, 7, 3, 1)
OF_TECHNICIAN = {
    "ma.jialiang": (74, 20, 4, 1, 1),
    "cao.yong": (58, 30, 8, 3, 1),
    "dong.lei": (66, 25, 6, 2, 1),
    "su.peng": (52, 30, 11, 5, 2),
    "wei.jun": (68, 24, 5, 2, 1),
    "xiong.gang": (60, 28, 8, 3, 1),
    "ding.tao": (64, 26, 6, 3, 1),
}
CHANNELS = {"paper": 0.45, "link": 0.35, "agent": 0.15, "platform": 0.05}
TIMED, COUNTED, WORDED = 0.7, 0.25, 0.22  # say how punctual it was · in minutes · in words
TOO_GOOD = "jin.hui"
FIRST_DEADLINE = timedelta(days=8)
PILE = 40  # slips
IN_ONE_MINUTE = 60  # seconds, over which his slips are spread
EVENING = time(18, 2)


def inspect(*, people: dict[str, User], day: date, language: str) -> None:
    """Ratings, checklists, inspections, rectifications: as the services would have written them."""
    rate_jobs(people=people, day=day, language=language)
    versions = write_checklists(people["zhou"])
    made = [inspected(one, versions, people=people, day=day, language=language) for one in INSPECTED]
    put_right(made, people=people, language=language)


# ---- ratings


def rate_jobs(*, people: dict[str, User], day: date, language: str) -> None:
    rng = np.random.default_rng(SEED)
    jobs = Visit.objects.counting().filter(day__gte=day - HALF_A_YEAR, day__lt=day, technician__isnull=False)
    visits = list(jobs.select_related("technician", "branch").order_by("pk"))
    agents = {user.branch_id: user for user in people.values() if is_agent(user)}
    told, doubtful = scores_of(visits), pile_of(visits)
    rows = [
        a_rating(visit, agents[visit.branch_id], told.get(visit.pk), rng, language)
        for visit, chance in zip(visits, rng.random(len(visits)), strict=True)
        if chance < RATED and visit.pk not in doubtful
    ]
    rows += entered_at_once(list(doubtful.values()), agents, day)
    WorkOrderRating.objects.bulk_create(rows, batch_size=2000)


def is_agent(user: User) -> bool:
    return user.role == "agent" and user.has_usable_password()


def pile_of(visits: list[Visit]) -> dict[int, Visit]:
    """The last jobs of one technician: their slips lay about until one evening."""
    his = [visit for visit in visits if visit.technician and visit.technician.username == TOO_GOOD]
    return {visit.pk: visit for visit in sorted(his, key=lambda visit: visit.at)[-PILE:]}


def scores_of(visits: list[Visit]) -> dict[int, int]:
    """What customers said of the same visits elsewhere: the slip says much the same."""
    keys = [visit.pk for visit in visits]
    return dict(SatisfactionScore.objects.filter(visit__in=keys).values_list("visit", "score"))


def a_rating(
    visit: Visit, agent: User, told: int | None, rng: np.random.Generator, language: str
) -> WorkOrderRating:
    """Given on the day of the visit or the day after; paper is entered that evening."""
    technician = visit.technician
    assert technician is not None and visit.branch is not None  # noqa: S101 (only such are asked for)
    shares = np.array(OF_TECHNICIAN.get(technician.username, USUAL)) / 100
    score = told or int(rng.choice((5, 4, 3, 2, 1), p=shares))
    channel = str(rng.choice(list(CHANNELS), p=list(CHANNELS.values())))
    given_at = visit.at + timedelta(minutes=int(rng.integers(90, 600)))
    by_hand = channel in ("paper", "agent")
    entered = entry_time(given_at, rng) if by_hand else None
    return WorkOrderRating(
        customer_id=visit.customer_id,
        visit=visit,
        technician=technician,
        branch=visit.branch,
        score=score,
        **punctual(score, rng),
        words=some_words(score, rng, language),
        given_at=min(given_at, clock.now()),
        day=given_at.astimezone(ZONE).date(),
        channel=channel,
        given_from="" if by_hand else origins.digest(f"demo-phone-{visit.customer_id}"),
        entered_by=agent if by_hand else None,
        entered_at=entered and min(entered, clock.now()),
        token=uuid.uuid5(NAMESPACE, f"rating {visit.pk}"),
    )


def entry_time(given_at: datetime, rng: np.random.Generator) -> datetime:
    """Some minutes to an hour and a half after it was given, each slip by itself."""
    return given_at + timedelta(seconds=int(rng.integers(120, 5400)))


def punctual(score: int, rng: np.random.Generator) -> dict[str, int | None]:
    """Whoever was content mostly did not wait."""
    timeliness = int(np.clip(score + rng.integers(-1, 2), 1, 5)) if rng.random() < TIMED else None
    late = int(rng.integers(0, 12)) * 5 * (6 - score) // 2 if rng.random() < COUNTED else None
    return {"timeliness": timeliness, "minutes_late": late}


def some_words(score: int, rng: np.random.Generator, language: str) -> str:
    said = PRAISE if score >= 4 else REGRETS
    return str(rng.choice(said[language])) if rng.random() < WORDED else ""


def entered_at_once(visits: list[Visit], agents: Any, day: date) -> Iterator[WorkOrderRating]:
    """All fives, one person, one minute, the evening before."""
    first = datetime.combine(day - timedelta(days=1), EVENING, tzinfo=ZONE)
    for number, visit in enumerate(visits):
        assert visit.branch_id is not None  # noqa: S101 (he works at one)
        yield WorkOrderRating(
            customer_id=visit.customer_id,
            visit=visit,
            technician=visit.technician,
            branch=visit.branch,
            score=5,
            timeliness=5,
            given_at=datetime.combine(visit.day, EVENING, tzinfo=ZONE),
            day=visit.day,
            channel="paper",
            entered_by=agents[visit.branch_id],
            entered_at=first + timedelta(seconds=number * IN_ONE_MINUTE / len(visits)),
            token=uuid.uuid5(NAMESPACE, f"rating {visit.pk}"),
        )


# ---- inspections


def write_checklists(by: User) -> dict[str, ChecklistVersion]:
    """The workshop's, and that of a site with traps."""
    made = {}
    for name, (name_zh, name_en, points) in LISTS.items():
        rows = [Point(words_zh, words_en, weight) for words_zh, words_en, weight in points]
        token = uuid.uuid5(NAMESPACE, name)
        checklist = checklists.make(by=by, name_zh=name_zh, name_en=name_en, points=rows, token=token)
        made[name] = checklists.newest(checklist)
    return made


@transaction.atomic
def inspected(
    one: Round,
    versions: dict[str, ChecklistVersion],
    *,
    people: dict[str, User],
    day: date,
    language: str,
) -> Inspection:
    """One of the rounds; what is not named among its findings was in order or does not apply."""
    version = versions[one.checklist]
    points = list(version.items.all())
    verdicts = [one.verdict(place) for place in range(1, len(points) + 1)]
    pairs = [(verdict, point.weight) for verdict, point in zip(verdicts, points, strict=True)]
    technician = people[one.technician] if one.technician else None
    branch: Any = technician.branch if technician else Branch.objects.get(code=one.branch)
    when = day - timedelta(days=one.days)
    job = last_job(technician, when) if one.of_job else None
    made = Inspection.objects.create(
        kind=one.kind,
        version=version,
        branch=branch,
        technician=technician,
        inspector=people[one.inspector],
        customer=job.customer if job else None,
        visit=job,
        asset_id=job.asset_id if job else None,
        day=when,
        made_at=datetime.combine(when, time(10 + one.days % 6, one.days * 7 % 60), tzinfo=ZONE),
        words=one.words[language == "zh"],
        score=scoring.score(pairs) or 0,
        token=uuid.uuid5(NAMESPACE, f"inspection {one.days} {one.inspector}"),
    )
    InspectedItem.objects.bulk_create(
        InspectedItem(inspection=made, item=point, verdict=verdict, words=one.said(point.place, language))
        for point, verdict in zip(points, verdicts, strict=True)
    )
    return made


def last_job(technician: User | None, when: date) -> Visit | None:
    jobs = Visit.objects.counting().filter(technician=technician, day__lte=when)
    return jobs.select_related("customer").order_by("-day", "-pk").first()


# ---- what has to be put right


def put_right(made: list[Inspection], *, people: dict[str, User], language: str) -> None:
    """One to be done, one that failed once and passed, one that is done and waits; one of a complaint."""
    now = clock.now()
    findings = InspectedItem.objects.filter(verdict="not_ok").select_related("inspection")
    for number, one in enumerate(TO_PUT_RIGHT):
        person = people[one.person]
        said: dict[str, Any] = {"person": person, "what": one.what[language == "zh"]}
        if one.inspection is None:
            complaint = a_complaint_of(person)
            if complaint is None:
                continue
            said |= {
                "complaint": complaint,
                "customer": complaint.customer,
                "branch": complaint.customer.branch,
            }
            began = complaint.logged_at + timedelta(hours=1)
        else:
            inspection = made[one.inspection]
            finding = findings.get(inspection=inspection, item__place=one.point)
            said |= {"finding": finding, "customer": inspection.customer, "branch": inspection.branch}
            began = inspection.made_at + timedelta(minutes=20)
        write_story(
            one, said, began=min(began, now), now=now, number=number, people=people, language=language
        )


def a_complaint_of(person: User) -> Complaint | None:
    """One under way at the person's branch that was not logged today."""
    mine = Customer.objects.filter(branch=person.branch)
    found = Complaint.objects.open().filter(customer__in=mine.order_by())
    return found.select_related("customer__branch").order_by("logged_at").first()


def write_story(
    one: Any,
    said: dict[str, Any],
    *,
    people: dict[str, User],
    language: str,
    began: datetime,
    now: datetime,
    number: int,
) -> None:
    """Each step some days after the one before; the deadline is counted from now on when it is still open."""
    by, due_at = people[one.by], now + timedelta(hours=one.due_hours)
    failed = any(kind == states.FAILED_IT for kind, *_rest in one.steps)
    held = min(began + FIRST_DEADLINE, due_at) if failed else due_at
    rectification = Rectification(
        **said, due_at=due_at, made_at=began, day=began.astimezone(ZONE).date(), made_by=by
    )
    rectification.token = uuid.uuid5(NAMESPACE, f"rectification {number}")
    rectification.save()
    events = [event(rectification, states.MADE, by, began, person=said["person"], due_at=held)]
    for kind, name, days, words in one.steps:
        at = min(began + timedelta(days=days), now - timedelta(minutes=5))
        new_at = due_at if kind == states.FAILED_IT else None
        text = words[language == "zh"]
        events.append(event(rectification, kind, people[name], at, text=text, due_at=held, new_at=new_at))
        held = new_at or held
        apply(rectification, kind, people[name], at, text)
    rectification.save()
    RectificationEvent.objects.bulk_create(events)


def apply(rectification: Rectification, kind: str, by: User, at: datetime, text: str) -> None:
    rectification.state = Rectification.State(states.after(rectification.state, kind))
    if kind == states.DONE_IT:
        rectification.done_at, rectification.done_by, rectification.done_words = at, by, text
    elif kind == states.FAILED_IT:
        rectification.failures += 1
        rectification.done_at, rectification.done_by, rectification.done_words = None, None, ""
    elif kind == states.PASSED_IT:
        rectification.closed_at, rectification.closed_by = at, by


def event(rectification: Rectification, kind: str, by: User, at: datetime, **more: Any) -> RectificationEvent:
    return RectificationEvent(rectification=rectification, kind=kind, by=by, at=at, **more)
