"""What came of the chances that nights told: by tenths, from snapshots, counted over by hand."""

from datetime import date, timedelta

import pytest

from signals.models import Snapshot
from signals.partitions import make_partition
from signals.upkeep.realised import Realised, last_year, realised
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
TOLD, HORIZON = date(2026, 3, 1), 30
DAY = TOLD + timedelta(days=HORIZON)


def told(lin, chance, *, came: int | None = None, day=TOLD, last=10, **visit):
    """A customer with that chance on that day, who came again so many days later, or not."""
    one = CustomerFactory(branch=lin.branch, owner=lin)
    make_partition(day)
    Snapshot.objects.create(
        day=day,
        customer=one,
        tier=1,
        branch=lin.branch,
        owner=lin,
        health=10,
        probability=chance,
        value_at_risk=0,
        last_visit_on=day - timedelta(days=last),
    )
    if came is not None:
        VisitFactory(customer=one, day=day + timedelta(days=came), **{"amount": 100, **visit})
    return one


def test_each_tenth_says_what_was_told_and_what_came(lin):
    for came in (1, HORIZON, HORIZON + 1, None):
        told(lin, 0.25, came=came)
    told(lin, 0.9)
    told(lin, 1.0)
    found = realised(as_of=DAY, horizon=HORIZON)
    assert [(one.tenth, one.customers, one.seen) for one in found.tenths] == [(2, 4, 0.5), (9, 2, 1.0)]
    assert found.tenths[1].said == pytest.approx(0.95)
    assert (found.customers, found.seen) == (6, pytest.approx(4 / 6))
    assert found.tenths[0].low < 0.1 < 0.9 < found.tenths[0].high
    assert Realised.from_json(found.as_json()) == found


@pytest.mark.parametrize("visit", [{"counts": False}, {"amount": 0}, {"amount": -20}])
def test_what_is_no_purchase_is_no_return(lin, visit):
    told(lin, 0.25, came=5, **visit)
    assert realised(as_of=DAY, horizon=HORIZON).seen == 1


def test_who_is_long_gone_or_was_told_nothing_is_not_counted(lin):
    told(lin, 0.25, last=366)
    told(lin, None)
    assert realised(as_of=DAY, horizon=HORIZON) is None
    told(lin, 0.25, last=365)
    assert realised(as_of=DAY, horizon=HORIZON).customers == 1


def test_before_the_horizon_is_over_nothing_is_said_and_an_old_snapshot_does_not_stand_in(lin):
    told(lin, 0.25)
    assert realised(as_of=DAY - timedelta(days=1), horizon=HORIZON) is None
    assert realised(as_of=DAY + timedelta(days=6), horizon=HORIZON).day == TOLD
    assert realised(as_of=DAY + timedelta(days=7), horizon=HORIZON) is None


def test_last_year_is_what_was_told_then_for_the_days_that_are_ahead_now(lin):
    told(lin, 0.55, day=DAY - timedelta(days=365), came=3)
    found = last_year(as_of=DAY, horizon=HORIZON)
    assert (found.day, found.seen) == (DAY - timedelta(days=365), 0)


def test_chances_that_came_true_are_left_in_peace_and_those_that_did_not_are_grave(lin):
    for number in range(20):
        told(lin, 0.25, came=3 if number % 4 else None)
    assert not realised(as_of=DAY, horizon=HORIZON).grave
    for _ in range(40):
        told(lin, 0.25)
    found = realised(as_of=DAY, horizon=HORIZON)
    assert found.grave
    assert found.off == pytest.approx(found.tenths[0].low - 0.25)
