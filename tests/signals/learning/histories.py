"""Histories to learn from: small ones written out, larger ones drawn."""

from datetime import date

import numpy as np

from signals.learning.history import History

START = date(2024, 1, 1).toordinal()


def bought(*rows: tuple[int, int, float]) -> History:
    """From (customer, day after START, amount); below zero it was brought back."""
    customer, day, amount = (np.array(column) for column in zip(*rows, strict=True))
    return History.of_rows(customer, START + day, np.round(amount * 100).astype(np.int64))


def drawn(*, customers: int, days: int, seed: int = 1) -> History:
    """Customers who come at their own rate and drop out for good, each at his own time (BG/NBD-like)."""
    random = np.random.default_rng(seed)
    most = 60
    began = random.integers(0, days // 2, customers)
    gaps = random.exponential(random.gamma(1.2, 40, customers)[:, None] + 3, (customers, most))
    times = began[:, None] + np.concatenate([np.zeros((customers, 1)), np.cumsum(gaps, axis=1)], axis=1)
    stays = np.cumprod(random.random((customers, most + 1)) > random.beta(1, 6, customers)[:, None], axis=1)
    stays[:, 0] = 1
    seen = (times < days) & (stays == 1)
    who, which = np.nonzero(seen)
    amount = random.lognormal(random.normal(4, 0.5, customers)[who], 0.4)
    amount[random.random(len(amount)) < 0.03] *= -1
    return History.of_rows(
        who + 1, START + times[who, which].astype(int), np.round(amount * 100).astype(np.int64)
    )


def total(fitted, features):
    """What all tables and the intercept of a fitted part add up to, by row."""
    return fitted.intercept + sum(fitted.part(place, column) for place, column in enumerate(features.T))
