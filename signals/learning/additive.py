"""The boosted part of the blend: trees of one feature each, read into one table a feature.

Without interactions every tree asks for a single feature, so their sum is one step function for each feature:
exact contributions are a look-up. Tables are plain numbers; scikit-learn is not needed to score with them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

SETTINGS: dict[str, Any] = {
    "interaction_cst": "no_interactions",
    "learning_rate": 0.05,
    "max_iter": 150,
    "max_leaf_nodes": 8,
    "l2_regularization": 20,
    "max_features": 0.5,
    "early_stopping": False,
    "max_bins": 255,
    "random_state": 0,
}
BINS = SETTINGS["max_bins"]


@dataclass(frozen=True)
class Table:
    """A step function of one feature: values[i] for edges[i−1] < x ≤ edges[i]; the last for missing ones."""

    edges: np.ndarray
    values: np.ndarray

    @cached_property
    def silent(self) -> bool:
        """No tree asks for the feature, as for most of those that say nearly what another one says."""
        return not self.values.any()

    def at(self, feature: np.ndarray) -> np.ndarray:
        """Its value for each number. NaN sorts behind every edge, and infinity was put before it."""
        return self.values[np.searchsorted(self.edges, feature)]


def over_same_edges(one: Table, other: Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The edges of both, and the values of each over them: what is asked of both is sought once."""
    edges = np.union1d(one.edges, other.edges)
    asked = np.append(edges, np.nan)
    return edges, one.at(asked), other.at(asked)


@dataclass(frozen=True)
class Additive:
    """Σ of tables, plus intercept: a logit, or the logarithm of an amount."""

    intercept: float
    tables: tuple[Table, ...]

    def part(self, column: int, values: np.ndarray) -> np.ndarray:
        """What one feature adds."""
        table = self.tables[column]
        return np.zeros(len(values)) if table.silent else table.at(values)


def fit_leaving(features: np.ndarray, left: np.ndarray, weights: np.ndarray) -> Additive:
    """The logit of leaving. Arguments as in fit_linear."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # takes seconds to load, and no page needs it

    boosted = HistGradientBoostingClassifier(**SETTINGS, min_samples_leaf=leaf_size(len(left)))
    return fit(boosted, features, left, weights)


def fit_spend(features: np.ndarray, spend: np.ndarray, weights: np.ndarray) -> Additive:
    """The logarithm of expected spend; spend ≥ 0 and somewhere above."""
    from sklearn.ensemble import HistGradientBoostingRegressor  # takes seconds to load, and no page needs it

    boosted = HistGradientBoostingRegressor(
        **SETTINGS, loss="poisson", min_samples_leaf=leaf_size(len(spend))
    )
    return fit(boosted, features, spend, weights)


def fit(boosted: Any, features: np.ndarray, target: np.ndarray, weights: np.ndarray) -> Additive:
    """Trees over the places of values between edges, read back into tables over the values.

    The edges are those that scikit-learn would choose. It seeks weighted ones a percentile at a time, which
    took five sixths of all fitting; of places it has nothing to seek.
    """
    edges = [edges_of(column, weights) for column in features.T]
    places = np.column_stack([places_of(*both) for both in zip(features.T, edges, strict=True)])
    told = read_trees(boosted.fit(places, target, sample_weight=weights), features.shape[1])
    tables = (over_values(*both) for both in zip(told.tables, edges, strict=True))
    return Additive(told.intercept, tuple(tables))


def edges_of(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Between few different values their middles; between many the weighted quantiles, BINS − 1 at most.

    Where a quantile falls between two values it is their middle. Without any value there is no edge.
    """
    known = ~np.isnan(values)
    order = np.argsort(values[known])
    ordered, summed = values[known][order], np.cumsum(weights[known][order])
    different = np.unique(ordered)
    if len(different) <= BINS:
        return (different[1:] + different[:-1]) / 2
    wanted = np.linspace(0, 1, BINS + 1)[1:-1] * summed[-1]
    below, above = (np.searchsorted(summed, wanted, side=side) for side in ("left", "right"))
    return np.unique((ordered[below] + ordered[np.minimum(above, len(ordered) - 1)]) / 2)


def places_of(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """How many edges lie below each value. Missing ones stay so, unless all are, which would be refused."""
    missing = np.isnan(values)
    places = np.searchsorted(edges, values).astype(float)
    places[missing] = 0.0 if missing.all() else np.nan
    return places


def over_values(table: Table, edges: np.ndarray) -> Table:
    """From steps between places to steps between values: place ≤ n is value ≤ edges[n]."""
    steps = table.edges[:-1].astype(int)
    return Table(np.append(edges[steps], np.inf), table.values)


def leaf_size(rows: int) -> int:
    """Fewest rows in a leaf."""
    return max(50, rows // 100)


def read_trees(boosted: Any, columns: int) -> Additive:
    """Tables from a fitted model of scikit-learn. Raises ValueError where a tree asks for two features."""
    trees = [tree.nodes for stage in boosted._predictors for tree in stage]
    by_column: dict[int, list[np.ndarray]] = {column: [] for column in range(columns)}
    intercept = float(np.ravel(boosted._baseline_prediction)[0])
    for nodes in trees:
        asked = np.unique(nodes["feature_idx"][nodes["is_leaf"] == 0])
        if len(asked) > 1:
            raise ValueError("a tree asks for more than one feature")
        if len(asked):
            by_column[int(asked[0])].append(nodes)
        else:
            intercept += float(nodes["value"][0])
    return Additive(intercept, tuple(table_of(nodes) for nodes in by_column.values()))


def table_of(trees: list[np.ndarray]) -> Table:
    """One step function from all trees of a feature. Infinity is the last edge; beyond lies the missing."""
    if not trees:
        return Table(np.array([np.inf]), np.zeros(2))
    inner = np.unique(np.concatenate([nodes["num_threshold"][nodes["is_leaf"] == 0] for nodes in trees]))
    edges = np.append(inner[np.isfinite(inner)], np.inf)
    asked = np.append(edges, np.nan)
    return Table(edges, np.sum([answers(nodes, asked) for nodes in trees], axis=0))


def answers(nodes: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """What one tree says to each number: x ≤ threshold goes left, a missing one where the tree learned it."""
    at = np.zeros(len(asked), int)
    while (inner := nodes["is_leaf"][at] == 0).any():
        node = nodes[at]
        left = np.where(np.isnan(asked), node["missing_go_to_left"] == 1, asked <= node["num_threshold"])
        at = np.where(inner, np.where(left, node["left"], node["right"]), at)
    return nodes["value"][at]
