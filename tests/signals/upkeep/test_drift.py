"""Drift: customers who are the same are left in peace, however few; those who changed are seen."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from signals.learning.training import fit
from signals.upkeep import drift as drifting
from signals.upkeep.drift import bins_of, counted, drift, shifted, spread
from tests.signals.learning.histories import START, drawn

THROUGH = START + 400


@pytest.fixture(scope="module")
def history():
    return drawn(customers=300, days=700)


@pytest.fixture(scope="module")
def model(history):
    return fit(history, through=THROUGH, horizon=60)


@pytest.fixture(scope="module")
def bins(model, history):
    from signals.upkeep.trial import seen_by

    return bins_of(model, seen_by(model, history, THROUGH))


@pytest.mark.parametrize("customers", [100, 3_000])
def test_of_samples_that_are_alike_about_one_in_twenty_is_beyond(customers):
    random = np.random.default_rng(6)
    cries = sum(
        shifted("x", spread(random.normal(size=customers)), random.normal(size=customers)).beyond
        for _ in range(300)
    )
    assert 2 <= cries <= 32


@pytest.mark.parametrize("customers", [300, 3_000])
def test_a_shift_of_half_a_standard_deviation_is_seen(customers):
    random = np.random.default_rng(7)
    found = shifted("x", spread(random.normal(size=customers)), random.normal(0.5, 1, customers))
    assert found.beyond
    assert found.index == pytest.approx(0.25, abs=6 / np.sqrt(customers))


def test_the_index_and_its_bound_are_those_of_the_formula():
    kept = {"edges": [1.0], "counts": [50, 50, 0]}
    found = shifted("x", kept, np.array([0.0] * 30 + [2.0] * 70))
    then, now = np.array([50.5, 50.5]) / 101, np.array([30.5, 70.5]) / 101
    assert found.index == pytest.approx(((now - then) * np.log(now / then)).sum())
    assert found.bound == pytest.approx(chi2.ppf(0.95, 1) * (1 / 100 + 1 / 100))


def test_missing_values_are_a_bin_of_their_own_and_equal_ones_are_not_torn_apart():
    assert counted(np.array([0.0, 1, 1, 2, np.nan]), np.array([0.0, 1.0])).tolist() == [1, 2, 1, 1]
    assert spread(np.zeros(20)) == {"edges": [0.0], "counts": [20, 0, 0]}
    assert spread(np.full(3, np.nan)) == {"edges": [], "counts": [0, 3]}
    gone = shifted("x", spread(np.arange(200.0)), np.full(200, np.nan))
    assert gone.index > 1


def test_on_the_models_own_day_nothing_has_changed_and_later_the_score_comes_first(model, bins, history):
    same = drift(model, bins, history, as_of=THROUGH)
    assert max(one.index for one in same.shifted) == 0
    assert not same.beyond
    later = drift(model, bins, history, as_of=THROUGH + 250)
    assert later.shifted[0].name == "score"
    assert later.grave  # nobody new came in the second half, and many have gone
    assert {one.name for one in later.shifted[1:]} == set(model.learned.columns) & set(bins)
    assert drifting.Drift.from_json(later.as_json()).score.index == pytest.approx(later.score.index, abs=1e-5)


def test_many_customers_a_hair_apart_are_beyond_chance_but_wake_nobody():
    random = np.random.default_rng(8)
    found = shifted("score", spread(random.normal(size=50_000)), random.normal(0.06, 1, 50_000))
    assert found.beyond
    assert not drifting.Drift(50_000, [found]).grave


def test_without_bins_or_customers_nothing_is_said(model, bins, history):
    assert drift(model, {}, history, as_of=THROUGH) is None
    assert drift(model, bins, history.until(START - 1), as_of=THROUGH) is None
    assert isinstance(bins["score"]["edges"], list)
    assert pd.Series(bins["score"]["counts"]).sum() > 100
