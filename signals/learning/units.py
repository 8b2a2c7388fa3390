"""Amounts of several currencies in one unit, so that a model never takes a yen for a dollar. Pure.

A unit is what makes the usual purchase worth the same in each currency. It is no exchange rate: what
matters to a model is whether somebody spends more or less than others where he buys.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from signals.learning.history import History

Units = Mapping[str, float]  # currency → what its amounts are multiplied by


def units_of(currencies: pd.Series, purchases: pd.Series, cents: pd.Series) -> dict[str, float]:
    """From the sums of each currency; the one with the most purchases keeps its own amounts."""
    usual = cents / purchases
    reference = usual[purchases.idxmax()] if len(usual) else 1.0
    return {str(name): round(float(reference / one), 9) for name, one in zip(currencies, usual, strict=True)}


def in_one_unit(history: History, currencies: pd.Series, units: Units) -> History:
    """Without the customers whose currency the model has never seen. currencies: by customer."""
    by = multipliers(currencies.reindex(history.customers), units)
    if (by == 1).all():
        return history
    known = ~np.isnan(by)
    return history.of_customers(known).scaled(by[known])


def multipliers(currencies: pd.Series, units: Units) -> np.ndarray:
    """By customer; missing where the currency is unknown."""
    return currencies.map(dict(units)).to_numpy(dtype=float)
