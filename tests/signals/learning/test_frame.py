"""Features as of a day: right on a customer that can be reckoned by hand, and blind to the future."""

import numpy as np
import pandas as pd
import pytest

from signals.learning.frame import AT_A_TIME, frame, usual_gap_of
from signals.learning.gaps import middles_of
from signals.learning.history import History
from tests.signals.learning.histories import START, bought, drawn

AS_OF = START + 100
# One comes on days 0, 10, 40 and 50 (twice that day, and brings something back), one once, one not any more.
SHOP = bought(
    (7, 0, 10),
    (7, 10, 30),
    (7, 40, 20),
    (7, 50, 15),
    (7, 50, 25),
    (7, 60, -20),
    (3, 95, 8),
    (9, 20, 0),
)


def features(history: History, **told) -> pd.DataFrame:
    return frame(history, **{"as_of": AS_OF, "horizon": 90, "usual_gap": 30.0, **told})


def test_the_rhythm_of_a_customer_reckoned_by_hand():
    one = features(SHOP).loc[7]
    gaps = np.array([10, 30, 10])
    assert (one.recency, one.tenure, one.purchase_days) == (50, 100, 4)
    assert (one.gap_median, one.gap_mad, one.gap_max, one.gap_last) == (10, 0, 30, 10)
    assert (one.gap_mean, one.gap_sd) == pytest.approx((gaps.mean(), gaps.std()))
    assert one.gap_shrunk == pytest.approx((50 + 2 * 30) / (3 + 2))
    assert (one.late_median, one.late_max) == (5, pytest.approx(50 / 30))


def test_windows_amounts_and_months_of_a_customer_reckoned_by_hand():
    one = features(SHOP).loc[7]
    assert (one.count_30, one.count_60, one.count_365) == (0, 1, 4)  # day 40 lies just outside the last sixty
    assert (one.spend_60, one.spend_180) == (40, 100)
    assert (one.amount_mean, one.amount_last, one.amount_ratio) == (25, 40, 1.6)
    assert one.returned_share == pytest.approx(0.2)
    assert one.count_decay_30 == pytest.approx(sum(0.5 ** ((100 - day) / 30) for day in (0, 10, 40, 50)))
    assert one.active_months == pytest.approx(3 / 4)  # blocks 3, 3, 2, 1 of 0 to 3


def test_after_one_purchase_there_is_no_rhythm_yet_but_a_usual_one():
    one = features(SHOP).loc[3]
    assert one[["gap_mean", "gap_median", "gap_sd", "late_median", "favourite_weekday"]].isna().all()
    assert (one.gap_shrunk, one.recency, one.count_30) == (30, 5, 1)


def test_who_bought_nothing_or_left_long_ago_is_not_scored():
    assert list(features(SHOP).index) == [3, 7]
    assert list(features(SHOP, active_days=49).index) == [3]


def test_a_customer_with_an_even_number_of_gaps_has_the_mean_of_the_middles():
    one = features(bought((1, 0, 5), (1, 10, 5), (1, 31, 5))).loc[1]
    assert (one.gap_median, one.gap_mad) == (15.5, 5.5)


def test_middles_of_few_and_of_many_gaps_are_those_of_each_one_alone():
    random = np.random.default_rng(4)
    number = np.array([0, 1, 4, 5, 0, 8, 9, 40, 700, 2])
    gaps = random.integers(0, 900, number.sum()).astype(np.int32)
    median, mad = middles_of(gaps, number)
    for place, own in enumerate(np.split(gaps, np.cumsum(number)[:-1])):
        middle = np.median(own) if len(own) else np.nan
        wanted = (middle, np.median(np.abs(own - middle)) if len(own) else np.nan)
        np.testing.assert_equal((median[place], mad[place]), wanted)


def test_without_the_future_the_frame_is_the_same_bit_for_bit():
    history = drawn(customers=800, days=700)
    as_of = START + 400
    rows = history.bought
    past = rows.days <= as_of
    back = history.returned.days <= as_of
    alone = History.of_rows(
        np.concatenate(
            [history.customers[rows.places[past]], history.customers[history.returned.places[back]]]
        ),
        np.concatenate([rows.days[past], history.returned.days[back]]),
        np.concatenate([rows.cents[past], -history.returned.cents[back]]),
    )
    assert rows.days.max() > as_of + 200  # there is a future that could have leaked
    pd.testing.assert_frame_equal(
        features(history, as_of=as_of), features(alone, as_of=as_of), check_exact=True
    )


def test_a_customer_has_the_same_features_whoever_is_beside_him():
    history = drawn(customers=600, days=500)
    whole = features(history, as_of=START + 500)
    chosen = history.customers % 7 == 0
    pd.testing.assert_frame_equal(
        features(history.of_customers(chosen), as_of=START + 500),
        whole[whole.index % 7 == 0],
        check_exact=True,
    )


def test_customers_beyond_one_part_are_read_as_well():
    days = np.arange(AT_A_TIME + 10) % 90
    history = History.of_rows(np.arange(len(days)) + 1, START + days, np.full(len(days), 100))
    found = features(history)
    assert len(found) == len(days)
    assert (found.recency.to_numpy() == 100 - days).all()


def test_the_order_of_rows_does_not_matter():
    history = drawn(customers=200, days=300)
    rows = history.bought
    order = np.random.default_rng(3).permutation(len(rows.days))
    told = (history.customers[rows.places], rows.days, rows.cents)
    shuffled = History.of_rows(*(column[order] for column in told))
    sorted_ = History.of_rows(*told)
    pd.testing.assert_frame_equal(
        features(shuffled, as_of=START + 300), features(sorted_, as_of=START + 300), check_exact=True
    )


def test_a_sample_is_the_same_each_time_and_does_not_look_at_who_came_later():
    history = drawn(customers=1_000, days=400)
    drawn_once, drawn_again = history.sample(300), history.sample(300)
    assert len(drawn_once.customers) == 300
    assert (drawn_once.customers == drawn_again.customers).all()
    assert 0.4 < (drawn_once.customers > 500).mean() < 0.6


def test_the_usual_gap_is_that_of_all_customers():
    assert usual_gap_of(SHOP) == pytest.approx(50 / 3)
    assert usual_gap_of(bought((1, 0, 5))) == 365
