"""Visits out of PostgreSQL into sorted arrays: read once, for what a night says and what a model looks at."""

from datetime import date

import numpy as np

from signals.copying import read_numbers
from signals.learning.history import DAY_BITS
from signals.visits import Visits

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
