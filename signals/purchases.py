"""Visits out of PostgreSQL into sorted arrays: read once, for what a night says and what a model learns."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import Max, Min

from customers.models import Customer, Visit
from signals.copying import read_numbers
from signals.learning.history import DAY_BITS, History
from signals.visits import Visits

IDS_AT_A_TIME = 100_000
# Who, which day (an ordinal, as Python's) and what it does to clock and rhythm, in one number; the money in
# another. From the index alone, by parallel workers, and as one value instead of as many rows.
ROWS = """
SELECT string_agg(int8send(((customer_id - %(first)s) << {bits})
        | ((day - date '0001-01-01' + 1) << 2) | (counts::int << 1) | in_rhythm::int), ''),
    string_agg(int8send((amount * 100)::bigint), '')
FROM customers_visit
WHERE {customers} AND day <= %(until)s AND (counts OR amount < 0)
""".replace("{bits}", str(DAY_BITS + 2))
ALL = "customer_id BETWEEN %(first)s AND %(last)s"
# Through the index, customer by customer: a sample must not read everybody.
SOME = """customer_id = ANY(ARRAY(
    SELECT id FROM customers_customer WHERE id BETWEEN %(first)s AND %(last)s AND id %% %(each)s = 0))"""


def read_visits(*, first: int, last: int, until: date, each: int = 1) -> Visits:
    """What the customers first to last did up to the end of that day. each: only every n-th of them."""
    query = ROWS.replace("{customers}", ALL if each == 1 else SOME)
    told, cents = read_numbers(query, {"first": first, "last": last, "until": until, "each": each})
    days = (told >> 2 & ((1 << DAY_BITS) - 1)).astype(np.int32)
    return Visits.of_rows(first + (told >> DAY_BITS + 2), days, cents, told & 2 > 0, told & 1 > 0)


def read_history(*, until: date, progress: Callable[[int, int], None] = lambda done, total: None) -> History:
    """Everything up to the end of that day, read in ranges of customers."""
    ends = Visit.objects.aggregate(first=Min("customer_id"), last=Max("customer_id"))
    firsts = range(ends["first"] or 0, (ends["last"] or 0) + 1, IDS_AT_A_TIME)
    parts = []
    for number, first in enumerate(firsts, start=1):
        parts.append(read_visits(first=first, last=first + IDS_AT_A_TIME - 1, until=until).history())
        progress(number, len(firsts))
    return History.of_parts(parts)


def newest_purchase() -> date | None:
    """The last day that anything is known of."""
    return Visit.objects.filter(counts=True, amount__gt=0).aggregate(day=Max("day"))["day"]


def codes_of(customers: np.ndarray) -> pd.Series:
    """Customer's code by id."""
    return pd.Series(dict(Customer.objects.values_list("pk", "code"))).reindex(customers)
