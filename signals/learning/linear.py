"""The logistic part of the blend: a straight line for each logged feature, and a step where it is missing."""

from dataclasses import dataclass

import numpy as np

STRENGTH = 0.005  # LogisticRegression's C
# Of a column's mean: what rounding leaves of a constant's spread. Divided by it, a slope knows no bounds.
NOISE = 1e-9


@dataclass(frozen=True)
class Linear:
    """Logit = intercept + Σ (slope × logged feature, or what stands in for a missing one)."""

    intercept: float
    slopes: np.ndarray
    missing: np.ndarray

    def part(self, column: int, values: np.ndarray) -> np.ndarray:
        """What one feature adds to the logit."""
        return np.where(np.isnan(values), self.missing[column], self.slopes[column] * logged(values))


def logged(values: np.ndarray) -> np.ndarray:
    """log(1 + x), odd: trends may be below zero."""
    return np.sign(values) * np.log1p(np.abs(values))


def fit_linear(features: np.ndarray, left: np.ndarray, weights: np.ndarray) -> Linear:
    """features: rows × columns, NaN where missing, no column all NaN · left: 1 for no purchase · weights:
    of rows.

    Missing ones are the column's median, with a column of their own that says so; all are standardised.
    What the
    regression learns on those is turned back into slopes of the logged features.
    """
    from sklearn.linear_model import LogisticRegression  # takes seconds to load, and no page needs it

    known = logged(features)
    gone = np.isnan(known)
    middle = np.nanmedian(known, axis=0)
    columns = np.hstack([np.where(gone, middle, known), gone])
    centre, spread = columns.mean(axis=0), columns.std(axis=0)
    spread[spread <= NOISE * np.maximum(np.abs(centre), 1)] = 1
    columns -= centre
    columns /= spread
    fitted = LogisticRegression(C=STRENGTH, max_iter=500).fit(columns, left, sample_weight=weights)
    slopes = fitted.coef_[0] / spread
    own, indicators = np.split(slopes, 2)
    return Linear(float(fitted.intercept_[0] - slopes @ centre), own, own * middle + indicators)
