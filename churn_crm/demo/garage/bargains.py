"""What the garage takes off its prices: for some as a rule, for most on occasion."""

import numpy as np
import pandas as pd

# What a customer cares about → (share of his visits with a discount, lowest and highest rate of it).
HABITS = {
    "price": (0.7, 0.10, 0.25),
    "relationship": (0.25, 0.05, 0.12),
    "unknown": (0.12, 0.05, 0.12),
    "quality": (0.05, 0.05, 0.08),
    "service": (0.05, 0.05, 0.08),
}
ROUND_TO = 10  # yuan, as a till does it


def make_discounts(rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame) -> pd.Series:
    """Money taken off each visit's list price; missing where nothing was. The amount is what was left."""
    habits = pd.DataFrame(HABITS, index=["often", "low", "high"]).T
    habit = habits.reindex(customers.sensitivity.reindex(visits.customer)).set_axis(visits.index)
    rate = rng.uniform(habit.low, habit.high)
    off = (visits.amount * rate / (1 - rate) / ROUND_TO).round() * ROUND_TO
    given = (rng.random(len(visits)) < habit.often) & ~visits.cancelled & (off > 0)
    return off.where(given)
