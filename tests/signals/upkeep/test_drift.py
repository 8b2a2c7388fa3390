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


def test_what_lies_beyond_the_bound_is_grave_whatever_its_size():
    """The bound of chance decides, not a fixed 0.1: the same shift is chance among few and none among
    many."""
    random = np.random.default_rng(8)
    many = shifted("score", spread(random.normal(size=50_000)), random.normal(0.06, 1, 50_000))
    few = shifted("score", spread(random.normal(size=100)), random.normal(0, 1, 100))
    assert many.index < 0.1 < few.index
    assert drifting.Drift(50_000, [many]).grave
    assert not drifting.Drift(100, [few]).grave


def test_of_forty_features_that_are_alike_one_business_in_twenty_is_told_that_they_moved():
    random = np.random.default_rng(9)

    def business() -> drifting.Drift:
        found = [
            shifted(str(n), spread(random.normal(size=500)), random.normal(size=500), features=40)
            for n in range(41)
        ]
        return drifting.Drift(500, found)

    drawn = [business() for _ in range(60)]
    assert sum(bool(one.beyond) for one in drawn) > 40  # each bound by itself cries wolf
    assert sum(bool(one.features_moved) for one in drawn) <= 9


def test_a_feature_that_moved_alone_is_told_and_grave_it_is_not():
    random = np.random.default_rng(10)
    score = shifted("score", spread(random.normal(size=500)), random.normal(size=500))
    gone = shifted("gap_mean", spread(random.normal(size=500)), random.normal(2, 1, 500), features=40)
    found = drifting.Drift(500, [score, gone])
    assert (found.grave, found.features_moved) == (False, [gone])
    assert drifting.Drift.from_json(found.as_json()).features_moved[0].name == "gap_mean"
    before = {"customers": 500, "shifted": [{"name": "score", "index": 0.2, "bound": 0.1}]}
    assert drifting.Drift.from_json(before).grave  # as checks were kept before


def test_without_bins_or_customers_nothing_is_said(model, bins, history):
    assert drift(model, {}, history, as_of=THROUGH) is None
    assert drift(model, bins, history.until(START - 1), as_of=THROUGH) is None
    assert isinstance(bins["score"]["edges"], list)
    assert pd.Series(bins["score"]["counts"]).sum() > 100
