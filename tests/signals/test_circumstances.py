"""What the desk and the books knew on a day: the same for shards and for those drawn, never the future."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pandas as pd
import pytest

from customers.churn_reasons import OF_CAUSE, controllable
from desk.models import Complaint
from signals import circumstances
from signals.circumstances import columns_of, read_circumstances
from signals.facts.causes import CAUSES
from signals.features import read_features
from tests.conftest import TODAY, first_branch, person, team_of
from tests.past import kept_for_a_module
from tests.signals.facts import AS_OF, Maker, moment
from tests.signals.test_recomputed import forget_the_future

pytestmark = pytest.mark.django_db
DAY, DAYS = AS_OF.toordinal(), timedelta(days=1)


@pytest.fixture(scope="module")
def customers(django_db_setup, django_db_blocker):
    with kept_for_a_module(django_db_blocker, today=TODAY):
        maker = Maker(1, gaoxin := first_branch(), person("lin", gaoxin=gaoxin, team=team_of(gaoxin)))
        yield np.array([one.pk for one in maker.business()])


def test_without_the_future_they_are_the_same_to_the_bit(customers):
    before = read_circumstances(customers, DAY)
    assert forget_the_future() > 30
    pd.testing.assert_frame_equal(before, read_circumstances(customers, DAY), check_exact=True)


def test_those_drawn_are_seen_as_the_shard_of_the_night_sees_them(customers, monkeypatch):
    features = read_features(first=0, last=10**9, as_of=AS_OF)
    monkeypatch.setattr(circumstances, "AT_A_TIME", 5)
    drawn = customers[::2]
    shard = columns_of(features).loc[drawn]
    pd.testing.assert_frame_equal(shard, read_circumstances(drawn, DAY), check_exact=True)


def test_most_of_them_differ_between_customers_and_none_is_told_to_managers_alone(customers):
    found = read_circumstances(customers, DAY)
    assert (found.nunique(dropna=False) > 1).sum() > 35
    assert not {"vip", "owner_leaves_in"} & set(circumstances.COLUMNS.values())


def test_of_nobody_nothing_is_asked_in_vain(customers, django_assert_num_queries):
    found = read_circumstances(np.array([], np.int64), DAY)
    assert found.shape == (0, len(read_circumstances(customers, DAY).columns))
    with django_assert_num_queries(len(circumstances.QUERIES)):
        read_circumstances(customers, DAY)


def test_recent_complaints_are_counted_by_what_they_are_about(customer_of_lin):
    told = [("waiting", 10), ("delivery", 170), ("waiting", 181), ("attitude", 0), ("comeback", -1)]
    for cause, ago in told:
        day = AS_OF - ago * DAYS
        Complaint.objects.create(
            customer=customer_of_lin, cause=cause, day=day, logged_at=moment(day), token=uuid4(), text="So"
        )
    (found,) = (
        read_circumstances(np.array([customer_of_lin.pk]), DAY).filter(like="recent_of").to_dict("records")
    )
    assert found == {
        "complaint_recent_of_work": 0,
        "complaint_recent_of_time": 2,
        "complaint_recent_of_price": 0,
        "complaint_recent_of_people": 1,
    }


def test_every_cause_is_in_one_group_and_ours_to_change():
    named = [cause for causes in CAUSES.values() for cause in causes]
    assert sorted(named) == sorted(Complaint.Cause.values)
    assert all(controllable(OF_CAUSE[cause]) for cause in named)
