"""Amounts of several currencies in one unit, so that a model never takes a yen for a dollar. Pure.

A unit is what makes the usual purchase worth the same in each currency. It is no exchange rate: what
matters to a model is whether somebody spends more or less than others where he buys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from signals.learning.history import Ahead, Beside, History

Units = Mapping[str, float]  # currency → what its amounts are multiplied by
MONEY = ("invoice_overdue_amount",)  # what is known beside purchases and is an amount


def units_of(currencies: pd.Series, purchases: pd.Series, cents: pd.Series) -> dict[str, float]:
    """From the sums of each currency; the one with the most purchases keeps its own amounts."""
    usual = cents / purchases
    reference = usual[purchases.idxmax()] if len(usual) else 1.0
    return {str(name): round(float(reference / one), 9) for name, one in zip(currencies, usual, strict=True)}


def in_one_unit(history: History, currencies: pd.Series, units: Units) -> History:
    """Without the customers whose currency the model has never seen. currencies: by customer.

    What is known beside the purchases comes in the same unit.
    """
    by = multipliers(currencies.reindex(history.customers), units)
    if (by == 1).all():
        return history
    known = ~np.isnan(by)
    found = history.of_customers(known).scaled(by[known])
    of_each = pd.Series(by, index=history.customers)
    if found.beside:
        found = replace(found, beside=beside_in_one_unit(found.beside, of_each))
    if found.ahead:
        found = replace(found, ahead=ahead_in_one_unit(found.ahead, of_each))
    return found


def beside_in_one_unit(beside: Beside, by: pd.Series) -> Beside:
    """The same with its amounts multiplied. by: by customer."""

    def told(customers: np.ndarray, as_of: int) -> pd.DataFrame:
        found = beside(customers, as_of)
        amounts = found[found.columns.intersection(MONEY)]
        return found.assign(**amounts.mul(by.reindex(customers).to_numpy(), axis=0))

    return told


def ahead_in_one_unit(ahead: Ahead, by: pd.Series) -> Ahead:
    """The same for many days at once: a model must not learn from other amounts than it is asked about."""

    def told(customers: np.ndarray, days: Sequence[int]) -> Beside:
        return beside_in_one_unit(ahead(customers, days), by)

    return told


def multipliers(currencies: pd.Series, units: Units) -> np.ndarray:
    """By customer; missing where the currency is unknown."""
    places, names = pd.factorize(currencies)  # of none: the last
    return np.array([*(units.get(name, np.nan) for name in names), np.nan])[places]
