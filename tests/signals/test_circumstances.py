"""What the desk and the books knew on a day: the same for shards and for those drawn, never the future."""

import numpy as np
import pandas as pd
import pytest

from signals import circumstances
from signals.circumstances import columns_of, read_circumstances
from signals.features import read_features
from tests.signals.facts import AS_OF, Maker
from tests.signals.test_recomputed import forget_the_future

pytestmark = pytest.mark.django_db
DAY = AS_OF.toordinal()


@pytest.fixture
def customers(gaoxin, lin):
    return np.array([one.pk for one in Maker(1, gaoxin, lin).business()])


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
