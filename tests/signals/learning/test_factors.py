"""Features summed into reasons, the long silent measured, and several currencies in one unit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from signals.learning import silence
from signals.learning.factors import FACTOR_OF, FACTORS, PLACES, factor_of, summed
from signals.learning.frame import frame
from signals.learning.training import fit
from signals.learning.units import in_one_unit, multipliers, units_of
from tests.signals.learning.histories import START, bought, drawn


@pytest.fixture(scope="module")
def history():
    return drawn(customers=400, days=900)


@pytest.fixture(scope="module")
def scores(history):
    model = fit(history, through=START + 700, horizon=90)
    return model.score(frame(history, as_of=START + 700, horizon=90, usual_gap=model.usual_gap))


# ------------------------------------------------------------------ factors
def test_every_feature_of_the_frame_belongs_to_a_factor(history, scores):
    names = {*frame(history, as_of=START + 700, horizon=90, usual_gap=50), *scores.names}
    assert {name for name in names if factor_of(name) == "rest"} == set()
    assert set(FACTOR_OF.values()) < set(FACTORS)


@pytest.mark.parametrize(
    ("feature", "factor"),
    [
        ("returned_share", "returns"),
        ("return_count", "returns"),
        ("complaint_open", "complaints"),
        ("survey_trend", "complaints"),
        ("order_wait_recent", "payment"),
        ("people_lines", "people"),
        ("work_declined_days", "inquiries"),
    ],
)
def test_what_the_desk_knows_says_by_its_name_where_it_belongs(feature, factor):
    assert factor_of(feature) == factor


def test_what_nobody_has_named_is_in_the_rest():
    assert factor_of("a_feature_of_tomorrow") == "rest"
    found = summed(("recency", "a_feature_of_tomorrow", "late_max"), np.array([[1.0, 2.0, 4.0]]))
    assert (found[0, PLACES["rhythm"]], found[0, PLACES["rest"]], found.sum()) == (5.0, 2.0, 7.0)


def test_factors_lose_nothing_of_the_logit(scores):
    factors = summed(scores.names, scores.contributions)
    assert np.abs(scores.base + factors.sum(axis=1) - scores.logit).max() < 1e-9


def test_the_order_of_factors_is_kept_because_nights_have_stored_it():
    assert FACTORS[:10] == (
        "rhythm",
        "habit",
        "frequency",
        "spend",
        "amounts",
        "returns",
        "tenure",
        "regularity",
        "season",
        "away",
    )


# ------------------------------------------------------------------ silence
def test_the_long_silent_are_counted_a_horizon_apart():
    # The first came back after 500 days, the second never; both are counted on the days between.
    history = bought((1, 0, 10), (1, 500, 10), (2, 0, 10))
    assert silence.measured(history, through=START + 600, horizon=100) == [
        [270, 2, 2],  # day 300
        [365, 3, 2],  # day 400, where one comes back, and the other on day 500
        [730, 0, 0],
    ]


def test_nothing_after_the_models_day_is_counted(history):
    known = silence.measured(history.until(START + 600), through=START + 600, horizon=90)
    assert silence.measured(history, through=START + 600, horizon=90) == known


def test_a_longer_silence_has_never_the_smaller_chance():
    bands = [[270, 400, 380], [365, 100, 80], [730, 50, 45]]
    chances = silence.chances(bands, np.array([366, 500, 731, 2000]), np.full(4, 0.92))
    assert chances == pytest.approx([(380 + 46) / 450] * 4)
    rising = silence.chances(
        [[270, 0, 0], [365, 50, 25], [730, 50, 50]], np.array([366, 800]), np.full(2, 0.9)
    )
    assert rising == pytest.approx([(25 + 45) / 100, (50 + 45) / 100])


def test_where_nobody_was_measured_nothing_is_said():
    assert np.isnan(silence.chances([[270, 5, 5], [365, 0, 0]], np.array([400]), np.array([0.9]))).all()
    assert np.isnan(silence.chances([], np.array([400]), np.array([0.9]))).all()


# ------------------------------------------------------------------ units
def test_the_usual_purchase_is_worth_the_same_in_each_currency():
    units = units_of(pd.Series(["CNY", "JPY"]), pd.Series([10, 2]), pd.Series([10_000, 40_000]))
    assert units == {"CNY": 1.0, "JPY": 0.05}


def test_amounts_become_one_unit_and_strangers_are_left_out():
    history = bought((1, 0, 100), (2, 0, 2000), (3, 0, 7), (2, 9, -1000))
    currencies = pd.Series({1: "CNY", 2: "JPY", 3: "THB"})
    one = in_one_unit(history, currencies, {"CNY": 1.0, "JPY": 0.05})
    assert one.customers.tolist() == [1, 2]
    assert one.bought.cents.tolist() == [10_000, 10_000]
    assert one.returned.cents.tolist() == [5_000]
    assert np.isnan(multipliers(currencies, {"CNY": 1.0})).tolist() == [False, True, True]


def test_what_is_known_beside_is_in_the_same_unit_whether_asked_day_by_day_or_ahead():
    def beside(customers, as_of):
        return pd.DataFrame({"invoice_overdue_amount": 2000.0, "promises": 3.0}, index=customers)

    raw = replace(bought((1, 0, 100), (2, 0, 2000)), beside=beside, ahead=lambda customers, days: beside)
    one = in_one_unit(raw, pd.Series({1: "CNY", 2: "JPY"}), {"CNY": 1.0, "JPY": 0.05})
    for told in (one, one.asked_for([5])):
        found = told.beside(told.customers, 5)
        assert found.invoice_overdue_amount.tolist() == [2000, 100]
        assert found.promises.tolist() == [3, 3]


def test_with_one_currency_nothing_is_copied(history):
    currencies = pd.Series("CNY", index=history.customers)
    assert in_one_unit(history, currencies, {"CNY": 1.0}) is history
