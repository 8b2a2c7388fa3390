"""A business of two branches whose technicians are rated honestly, but for one."""

import uuid
from datetime import datetime, timedelta

import numpy as np

from customers.models import Customer, Visit
from desk.models import Recommendation, SatisfactionScore
from staff.models import Branch, User
from staff.roles import Role
from tests.conftest import TODAY
from tests.factories import UserFactory, at

EACH = 26


def technicians(gaoxin: Branch, wuhu: Branch) -> list[User]:
    """Three a branch; they serve and do not call."""
    return [
        UserFactory(
            username=f"tech.{place.code}.{nth}",
            name=f"Tech {place.name} {nth}",
            role=Role.AGENT,
            branch=place,
        )
        for place in (gaoxin, wuhu)
        for nth in (1, 2, 3)
    ]


def visited(technician: User, owner: User, *, count: int, day_ago: int = 40) -> list[Visit]:
    """As many customers, each with one visit to him."""
    customers = Customer.objects.bulk_create(
        Customer(
            code=f"Q-{technician.pk}-{day_ago}-{n}",
            name=f"Customer {technician.username} {day_ago} {n}",
            phone=f"+86138{technician.pk:04d}{day_ago % 100:02d}{n:02d}",
            branch=technician.branch,
            owner=owner,
            created_at=at(TODAY - timedelta(days=900)),
        )
        for n in range(count)
    )
    day = TODAY - timedelta(days=day_ago)
    return Visit.objects.bulk_create(
        Visit(
            customer=one,
            day=day,
            at=at(day),
            amount=500,
            branch=technician.branch,
            technician=technician,
            number=f"Q-{one.pk}",
        )
        for one in customers
    )


def rated(
    visits: list[Visit], *, by: User, scores: list[int], moments: list[datetime]
) -> list[SatisfactionScore]:
    return SatisfactionScore.objects.bulk_create(
        SatisfactionScore(
            customer_id=visit.customer_id,
            visit=visit,
            score=score,
            logged_by=by,
            logged_at=moment,
            day=moment.date(),
            token=uuid.uuid4(),
        )
        for visit, score, moment in zip(visits, scores, moments, strict=True)
    )


def recommended(
    visits: list[Visit], *, by: User, scores: list[int], moments: list[datetime]
) -> list[Recommendation]:
    """Asked by phone, 0 to 10."""
    return Recommendation.objects.bulk_create(
        Recommendation(
            customer_id=visit.customer_id,
            visit=visit,
            score=score,
            source="phone",
            logged_by=by,
            logged_at=moment,
            day=moment.date(),
            token=uuid.uuid4(),
        )
        for visit, score, moment in zip(visits, scores, moments, strict=True)
    )


def recommended_by_all(technicians: list[User], *, by: list[User], tens_by: User, owner: User) -> None:
    """Mixed recommendations of each technician; of the first one thirty more, all tens, of one hand.

    They are hours apart, so that nothing but their sameness is odd.
    """
    start = at(TODAY - timedelta(days=30))
    for seed, one in enumerate(technicians):
        rng = np.random.default_rng([6, seed])
        scores = rng.choice([6, 7, 8, 9, 10], size=EACH, p=[0.1, 0.1, 0.2, 0.25, 0.35])
        for place, visit in enumerate(visited(one, owner, count=EACH, day_ago=35)):
            agent = by[int(rng.integers(len(by)))]
            moment = start + timedelta(hours=20 * place + float(rng.uniform(0, 19)))
            recommended([visit], by=agent, scores=[int(scores[place])], moments=[moment])
    visits = visited(technicians[0], owner, count=30, day_ago=33)
    moments = [start + timedelta(hours=17 * place) for place in range(30)]
    recommended(visits, by=tens_by, scores=[10] * 30, moments=moments)


def honest(technician: User, *, by: list[User], owner: User, seed: int) -> None:
    """Mixed scores, entered by whoever was there, hours apart."""
    rng = np.random.default_rng([5, seed])
    visits = visited(technician, owner, count=EACH)
    scores = rng.choice([3, 4, 5], size=EACH, p=[0.2, 0.3, 0.5])
    start = at(TODAY - timedelta(days=38))
    hours = np.sort(rng.uniform(0, 30 * 24, EACH))
    for place, visit in enumerate(visits):
        agent = by[int(rng.integers(len(by)))]
        moment = start + timedelta(hours=float(hours[place]))
        rated([visit], by=agent, scores=[int(scores[place])], moments=[moment])


def made_up(technician: User, *, by: User, owner: User, count: int = 70) -> list[SatisfactionScore]:
    """All fives, two seconds apart."""
    visits = visited(technician, owner, count=count, day_ago=20)
    start = at(TODAY - timedelta(days=3))
    moments = [start + timedelta(seconds=2 * n) for n in range(count)]
    return rated(visits, by=by, scores=[5] * count, moments=moments)


def a_doubtful_business(*, gaoxin: Branch, wuhu: Branch, lin: User, chen: User, xie: User) -> User:
    """Chen entered 70 fives for one technician in one go. Returns the technician."""
    second: User = UserFactory(username="cui", name="Cui", role=Role.AGENT, branch=gaoxin)
    far: User = UserFactory(username="ren", name="Ren", role=Role.AGENT, branch=wuhu)
    people = technicians(gaoxin, wuhu)
    for seed, one in enumerate(people):
        honest(one, by=[xie, second] if one.branch == gaoxin else [far, second], owner=lin, seed=seed)
    made_up(people[0], by=chen, owner=lin)
    return people[0]
