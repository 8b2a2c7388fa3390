"""The learned parts say exactly what scikit-learn's own models say, and can be taken apart."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from signals.learning.additive import SETTINGS, edges_of, fit_leaving, leaf_size, places_of, read_trees
from signals.learning.linear import STRENGTH, fit_linear, logged
from signals.learning.points import probability
from tests.signals.learning.histories import total

ROWS = 4_000


@pytest.fixture(scope="module")
def known():
    """Features with missing ones, one always there; who left; weights."""
    random = np.random.default_rng(5)
    features = random.lognormal(1, 1, (ROWS, 5)) - 1
    left = (features[:, 0] + random.normal(0, 3, ROWS) > features[:, 1]).astype(int)
    features[random.random((ROWS, 5)) < [0, 0.3, 0.1, 0.9, 0.5]] = np.nan
    return features, left, random.uniform(0.2, 1, ROWS)


def test_the_tables_say_what_the_trees_say_to_every_row(known):
    features, left, weights = known
    trees = HistGradientBoostingClassifier(**SETTINGS, min_samples_leaf=leaf_size(ROWS))
    trees.fit(features, left, sample_weight=weights)
    said = total(read_trees(trees, 5), features)
    assert np.abs(said - trees.decision_function(features)).max() < 1e-9
    assert np.abs(total(fit_leaving(features, left, weights), features) - said).max() < 1e-9


def test_edges_between_few_values_are_their_middles_and_a_column_of_nothing_has_none():
    ones = np.ones(4)
    assert edges_of(np.array([1, 4, np.nan, 1]), ones).tolist() == [2.5]
    assert edges_of(np.full(4, np.nan), ones).tolist() == []
    assert places_of(np.full(4, np.nan), np.array([])).tolist() == [0, 0, 0, 0]
    assert np.isnan(places_of(np.array([np.nan, 3, 2.5, 9]), np.array([2.5])))[0]
    assert places_of(np.array([3, 2.5, 9]), np.array([2.5])).tolist() == [1, 0, 1]


def test_the_tables_of_a_spend_model_give_its_logarithm(known):
    features, _left, weights = known
    spend = np.nan_to_num(features[:, 0]).clip(0) * 10
    trees = HistGradientBoostingRegressor(**SETTINGS, loss="poisson", min_samples_leaf=leaf_size(ROWS))
    trees.fit(features, spend, sample_weight=weights)
    assert np.exp(total(read_trees(trees, 5), features)) == pytest.approx(trees.predict(features), rel=1e-9)


def test_numbers_on_an_edge_beyond_all_and_missing_are_looked_up_as_the_trees_do(known):
    features, left, weights = known
    trees = HistGradientBoostingClassifier(**SETTINGS, min_samples_leaf=leaf_size(ROWS))
    trees.fit(features, left, sample_weight=weights)
    tables = read_trees(trees, 5)
    for column, table in enumerate(tables.tables):
        asked = np.concatenate([table.edges, table.edges + 1e-9, [-np.inf, np.inf, np.nan]])
        rows = np.zeros((len(asked), 5))
        rows[:, column] = asked
        assert np.abs(total(tables, rows) - trees.decision_function(rows)).max() < 1e-9


def test_trees_that_ask_for_two_features_are_refused(known):
    features, left, _weights = known
    trees = HistGradientBoostingClassifier(max_iter=20).fit(features, left)
    with pytest.raises(ValueError, match="more than one feature"):
        read_trees(trees, 5)


def test_the_lines_say_what_the_pipeline_of_scikit_learn_says(known):
    features, left, weights = known
    pipeline = make_pipeline(
        FunctionTransformer(logged),
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-8),
    )
    pipeline.fit(features, left, logisticregression__sample_weight=weights)
    lines = fit_linear(features, left, weights)
    said = lines.intercept + sum(lines.part(column, features[:, column]) for column in range(5))
    assert probability(said) == pytest.approx(pipeline.predict_proba(features)[:, 1], abs=1e-3)
