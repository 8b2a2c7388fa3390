"""Many past days read at once: what each would have told alone, to the bit."""

import numpy as np
import pandas as pd
import pytest

from signals import hindsight
from signals.circumstances import QUERIES, read_circumstances
from signals.hindsight import read_of_days
from tests.conftest import TODAY, first_branch, person, team_of
from tests.past import kept_for_a_module
from tests.signals.facts import AS_OF, Maker

pytestmark = pytest.mark.django_db
DAYS = [AS_OF.toordinal() - ago for ago in (0, 1, 30, 180, 400)]


@pytest.fixture(scope="module")
def customers(django_db_setup, django_db_blocker):
    with kept_for_a_module(django_db_blocker, today=TODAY):
        maker = Maker(1, gaoxin := first_branch(), person("lin", gaoxin=gaoxin, team=team_of(gaoxin)))
        yield np.array([one.pk for one in maker.business()])


@pytest.mark.parametrize("rows", [7, 50_000])
def test_each_day_tells_what_it_would_have_told_alone(customers, monkeypatch, rows):
    monkeypatch.setattr(hindsight, "ROWS_AT_A_TIME", rows)
    told = read_of_days(customers, DAYS)
    asked = customers[::2]
    for day in DAYS:
        alone = read_circumstances(asked, day)
        pd.testing.assert_frame_equal(told(asked, day), alone, check_exact=True)
    assert (read_circumstances(customers, DAYS[0]).nunique(dropna=False) > 1).sum() > 35


def test_a_fact_table_is_asked_once_for_all_days(customers, django_assert_num_queries):
    with django_assert_num_queries(len(QUERIES)):
        read_of_days(customers, DAYS)


def test_of_nobody_there_is_nothing(customers):
    nobody = np.array([], np.int64)
    found = read_of_days(nobody, DAYS)(nobody, DAYS[1])
    pd.testing.assert_frame_equal(found, read_circumstances(nobody, DAYS[1]), check_exact=True)
