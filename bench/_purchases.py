"""Purchases as BG/NBD has them: everyone with his own rate, and his own chance to drop out after each."""

import numpy as np

DAYS, EACH = 1_095, 20


def drawn(customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows by customer: customer (from 1), day (0 to DAYS − 1), cents; EACH a customer on average."""
    random = np.random.default_rng(0)
    rates = random.gamma(1.5, 1 / 30, customers)
    born = random.integers(0, DAYS, customers)
    drops = random.beta(0.6, 25, customers)
    lives = np.minimum(random.geometric(np.clip(drops, 1e-6, 1)) / rates, DAYS - born)
    number = random.poisson(rates * lives)
    scale = EACH * customers / (number.sum() + customers)
    number = 1 + random.poisson(number * scale)
    who = np.repeat(np.arange(1, customers + 1), number)
    day = (born[who - 1] + random.random(len(who)) * lives[who - 1]).astype(np.int32)
    cents = np.round(random.lognormal(8.5, 0.8, len(who))).astype(np.int64) + 1
    return who, day, cents
