"""What was known of customers on each of many past days, read at once: as read_circumstances tells it.

A model learns from two dozen days. Asked day by day, a query's planning and its way cost more than its
answer; asked once for all days, a fact table costs one query.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from churn_crm import clock
from signals.circumstances import QUERIES, columns_of, who_of
from signals.features import beside, read
from signals.learning.history import Beside

ROWS_AT_A_TIME = 50_000  # customers × days a query: memory does not grow with the business

# The query once for each day; {query} is one of the night's, with the day's columns for its parameters.
OF_DAYS = """
SELECT each_day.place, found.* FROM unnest(%(places)s, %(days)s, %(ends)s) AS each_day(place, as_of, moment)
CROSS JOIN LATERAL ({query}) AS found
"""
PARAMETERS = {"%(as_of)s": "each_day.as_of", "%(end)s": "each_day.moment"}


def read_of_days(customers: np.ndarray, days: Sequence[int]) -> Beside:
    """What answers for these customers (ids, rising) and days (ordinals) as read_circumstances would."""
    size = max(ROWS_AT_A_TIME // max(len(days), 1), 1)
    firsts = range(0, max(len(customers), 1), size)
    parts = [of_each_day(customers[first : first + size], days) for first in firsts]
    told = {day: pd.concat(of_day) for day, *of_day in zip(days, *parts, strict=True)}
    return lambda asked, day: told[day].loc[asked]


def of_each_day(customers: np.ndarray, days: Sequence[int]) -> list[pd.DataFrame]:
    """Numbers to learn from, a frame a day, indexed by customer_id."""
    known, index = columns_of(known_of_days(customers, days)), pd.Index(customers, name="customer_id")
    rows = len(index)
    return [known.iloc[n * rows : (n + 1) * rows].set_axis(index) for n in range(len(days))]


def known_of_days(customers: np.ndarray, days: Sequence[int]) -> pd.DataFrame:
    """The night's columns without those of visits, indexed by the day's place and customer_id."""
    dates = [date.fromordinal(day) for day in days]
    who, params = who_of(customers)
    params |= {
        "places": list(range(len(days))),
        "days": dates,
        "ends": [clock.end_of(day) for day in dates],
    }
    keys = ["place", "customer_id"]
    index = pd.MultiIndex.from_product([range(len(days)), customers], names=keys)
    known = [read(of_days(query), params, who=who).set_index(keys) for query in QUERIES]
    return beside(pd.DataFrame(index=index), known)


def of_days(query: str) -> str:
    for parameter, column in PARAMETERS.items():
        query = query.replace(parameter, column)
    return OF_DAYS.replace("{query}", query)
