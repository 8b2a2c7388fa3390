"""What came of the chances that nights told: by tenths, from snapshots, counted over by hand."""

from datetime import date, timedelta

import pytest

from churn_crm import clock
from signals.models import NightlyRun, Snapshot
from signals.partitions import make_partition
from signals.upkeep.realised import Realised, last_year, realised
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
TOLD, HORIZON, MODEL = date(2026, 3, 1), 30, 4
DAY = TOLD + timedelta(days=HORIZON)


def told(lin, chance, *, came: int | None = None, day=TOLD, last=10, by=MODEL, ahead=HORIZON, **visit):
    """A customer with that chance on that day, who came again so many days later, or not. by: who told it ·
    ahead: for how many days."""
    one = CustomerFactory(branch=lin.branch, owner=lin)
    make_partition(day)
    NightlyRun.objects.get_or_create(
        day=day,
        defaults={"started_at": clock.now(), "policy_version": 1, "policy": {"horizon_days": ahead}},
    )
    Snapshot.objects.create(
        day=day,
        customer=one,
        tier=1,
        branch=lin.branch,
        owner=lin,
        health=10,
        probability=chance,
        told_by=None if chance is None else by,
        value_at_risk=0,
        last_visit_on=day - timedelta(days=last),
    )
    VisitFactory(customer=one, day=day - timedelta(days=last), amount=100)
    if came is not None:
        VisitFactory(customer=one, day=day + timedelta(days=came), **{"amount": 100, **visit})
    return one


def test_each_tenth_says_what_was_told_and_what_came(lin):
    for came in (1, HORIZON, HORIZON + 1, None):
        told(lin, 0.25, came=came)
    told(lin, 0.9)
    told(lin, 1.0)
    found = realised(as_of=DAY, horizon=HORIZON, number=MODEL)
    assert [(one.tenth, one.customers, one.seen) for one in found.tenths] == [(2, 4, 0.5), (9, 2, 1.0)]
    assert found.tenths[1].said == pytest.approx(0.95)
    assert (found.customers, found.seen) == (6, pytest.approx(4 / 6))
    assert found.tenths[0].low < 0.1 < 0.9 < found.tenths[0].high
    assert Realised.from_json(found.as_json()) == found


def test_of_a_branch_whose_visits_have_not_come_nothing_is_judged(lin, deng):
    told(lin, 0.25, came=1)
    told(deng, 0.25)
    assert deng.branch_id != lin.branch_id
    known = realised(as_of=DAY, horizon=HORIZON, number=MODEL, late=lambda last: [deng.branch_id])
    assert (known.customers, known.seen) == (1, 0)
    asked = []

    def late(last: date) -> list[int]:
        asked.append(last)
        return []

    last_year(as_of=TOLD + timedelta(days=365), horizon=HORIZON, number=MODEL, late=late)
    assert asked == [DAY]


@pytest.mark.parametrize("visit", [{"counts": False}, {"amount": 0}, {"amount": -20}])
def test_what_is_no_purchase_is_no_return(lin, visit):
    told(lin, 0.25, came=5, **visit)
    assert realised(as_of=DAY, horizon=HORIZON, number=MODEL).seen == 1


def test_who_is_long_gone_or_was_told_nothing_is_not_counted(lin):
    told(lin, 0.25, last=366)
    told(lin, None)
    assert realised(as_of=DAY, horizon=HORIZON, number=MODEL) is None
    told(lin, 0.25, last=365)
    assert realised(as_of=DAY, horizon=HORIZON, number=MODEL).customers == 1


@pytest.mark.parametrize("visit", [{"counts": False}, {"amount": 0}])
def test_who_bought_nothing_within_a_year_is_nobody_whom_a_model_speaks_of(lin, visit):
    """He was there since, for nothing: his chance is of the band of those long silent."""
    told(lin, 0.25, last=100)
    gone = told(lin, 0.25, last=500)
    VisitFactory(customer=gone, day=TOLD - timedelta(days=100), **{"amount": 100, **visit})
    assert realised(as_of=DAY, horizon=HORIZON, number=MODEL).customers == 1


def test_before_the_horizon_is_over_nothing_is_said_and_an_old_snapshot_does_not_stand_in(lin):
    told(lin, 0.25)
    assert realised(as_of=DAY - timedelta(days=1), horizon=HORIZON, number=MODEL) is None
    assert realised(as_of=DAY + timedelta(days=6), horizon=HORIZON, number=MODEL).day == TOLD
    assert realised(as_of=DAY + timedelta(days=7), horizon=HORIZON, number=MODEL) is None


def test_last_year_is_what_was_told_then_for_the_days_that_are_ahead_now(lin):
    told(lin, 0.55, day=DAY - timedelta(days=365), came=3)
    found = last_year(as_of=DAY, horizon=HORIZON, number=MODEL)
    assert (found.day, found.seen) == (DAY - timedelta(days=365), 0)


def test_chances_that_came_true_are_left_in_peace_and_those_that_did_not_are_grave(lin):
    for number in range(20):
        told(lin, 0.25, came=3 if number % 4 else None)
    assert not realised(as_of=DAY, horizon=HORIZON, number=MODEL).grave
    for _ in range(40):
        told(lin, 0.25)
    found = realised(as_of=DAY, horizon=HORIZON, number=MODEL)
    assert found.grave
    assert found.off == pytest.approx(found.tenths[0].low - 0.25)


def test_chances_for_other_days_ahead_are_not_judged_by_these(lin):
    told(lin, 0.25, ahead=180)
    told(lin, 0.9, day=TOLD - timedelta(days=2))
    assert realised(as_of=DAY, horizon=HORIZON, number=MODEL).day == TOLD - timedelta(days=2)
    assert realised(as_of=DAY - timedelta(days=3), horizon=HORIZON, number=MODEL) is None
    assert realised(as_of=TOLD + timedelta(days=180), horizon=180, number=MODEL).day == TOLD


def test_each_answers_for_what_it_told_itself(lin):
    """A night has both: the model of most, the prior of whom the model may not speak about."""
    told(lin, 0.25, came=3)
    for _ in range(3):
        told(lin, 0.85, by=0)
    own = realised(as_of=DAY, horizon=HORIZON, number=MODEL)
    assert (own.told_by, own.customers, own.seen) == (MODEL, 1, 0)
    other = realised(as_of=DAY, horizon=HORIZON, number=MODEL + 1)
    assert (other.told_by, other.customers, other.seen) == (0, 3, 1)


def test_what_was_told_before_anybody_kept_by_whom_is_nobodys(lin):
    told(lin, 0.25, by=None)
    assert realised(as_of=DAY, horizon=HORIZON, number=MODEL).told_by is None
