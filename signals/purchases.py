"""What customers bought, out of PostgreSQL into the sorted arrays that learning works on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import Max, Min

from customers.models import Customer, Visit
from signals.circumstances import read_circumstances
from signals.copying import read_frame
from signals.learning.history import History

IDS_AT_A_TIME = 100_000
# A purchase is a visit that counts and cost something; what is below zero came back. Ordinals of days, as
# Python's.
ROWS = """
SELECT customer_id, day - date '0001-01-01' + 1 AS day, (amount * 100)::bigint AS cents
FROM customers_visit
WHERE customer_id BETWEEN %(first)s AND %(last)s AND day <= %(until)s
    AND ((counts AND amount > 0) OR amount < 0)
"""
NARROW = {"customer_id": np.int64, "day": np.int32, "cents": np.int64}


def read_history(*, until: date, progress: Callable[[int, int], None] = lambda done, total: None) -> History:
    """Everything up to the end of that day, read in ranges of customers: never the text of all at once.

    What else was known on a day is read when it is asked for.
    """
    ends = Visit.objects.aggregate(first=Min("customer_id"), last=Max("customer_id"))
    parts = [pd.DataFrame({name: np.array([], kind) for name, kind in NARROW.items()})]
    firsts = range(ends["first"] or 0, (ends["last"] or -1) + 1, IDS_AT_A_TIME)
    for number, first in enumerate(firsts, start=1):
        params = {"first": first, "last": first + IDS_AT_A_TIME - 1, "until": until}
        parts.append(read_frame(ROWS, params).astype(NARROW))
        progress(number, len(firsts))
    rows = pd.concat(parts)
    history = History.of_rows(*(rows[name].to_numpy() for name in NARROW))
    return replace(history, beside=read_circumstances)


def newest_purchase() -> date | None:
    """The last day that anything is known of."""
    return Visit.objects.filter(counts=True, amount__gt=0).aggregate(day=Max("day"))["day"]


def codes_of(customers: np.ndarray) -> pd.Series:
    """Customer's code by id."""
    return pd.Series(dict(Customer.objects.values_list("pk", "code"))).reindex(customers)
