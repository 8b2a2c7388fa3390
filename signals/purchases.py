"""What customers bought, out of PostgreSQL into the sorted arrays that learning works on."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import Max, Min

from customers.models import Customer, Visit
from signals.copying import read_frame
from signals.learning.history import History
from signals.learning.units import in_one_unit, units_of
from staff.models import Branch

IDS_AT_A_TIME = 100_000
# A purchase is a visit that counts and cost something; what is below zero came back. Ordinals of days, as
# Python's.
ROWS = """
SELECT customer_id, day - date '0001-01-01' + 1 AS day, (amount * 100)::bigint AS cents
FROM customers_visit
WHERE customer_id BETWEEN %(first)s AND %(last)s AND day <= %(until)s
    AND ((counts AND amount > 0) OR amount < 0)
"""
UNITS = """
SELECT b.currency, count(*) AS purchases, sum(v.amount * 100)::bigint AS cents
FROM customers_visit v
JOIN customers_customer c ON c.id = v.customer_id
JOIN staff_branch b ON b.id = c.branch_id
WHERE v.counts AND v.amount > 0 AND v.day <= %(until)s
GROUP BY b.currency ORDER BY b.currency
"""
NARROW = {"customer_id": np.int64, "day": np.int32, "cents": np.int64}


def read_history(*, until: date, progress: Callable[[int, int], None] = lambda done, total: None) -> History:
    """Everything up to the end of that day, read in ranges of customers: never the text of all at once."""
    ends = Visit.objects.aggregate(first=Min("customer_id"), last=Max("customer_id"))
    parts = [pd.DataFrame({name: np.array([], kind) for name, kind in NARROW.items()})]
    firsts = range(ends["first"] or 0, (ends["last"] or -1) + 1, IDS_AT_A_TIME)
    for number, first in enumerate(firsts, start=1):
        parts.append(read_rows(first=first, last=first + IDS_AT_A_TIME - 1, until=until))
        progress(number, len(firsts))
    return history_of(pd.concat(parts))


def read_rows(*, first: int, last: int, until: date) -> pd.DataFrame:
    """customer_id, day (ordinal), cents of the customers first..last up to the end of that day."""
    return read_frame(ROWS, {"first": first, "last": last, "until": until}).astype(NARROW)


def history_of(rows: pd.DataFrame) -> History:
    """Those rows as sorted arrays."""
    return History.of_rows(*(rows[name].to_numpy() for name in NARROW))


def read_in_one_unit(*, until: date) -> tuple[History, dict[str, float]]:
    """What a model learns from: all purchases in one unit, and the unit of each currency (see
    learning.units)."""
    history, currencies = read_history(until=until), set(Branch.objects.values_list("currency", flat=True))
    if len(currencies) == 1:
        return history, {currencies.pop(): 1.0}
    sums = read_frame(UNITS, {"until": until})
    units = units_of(sums.currency, sums.purchases, sums.cents)
    own = dict(Customer.objects.values_list("pk", "branch__currency"))
    return in_one_unit(history, pd.Series(own, dtype=object), units), units


def newest_purchase() -> date | None:
    """The last day that anything is known of."""
    return Visit.objects.filter(counts=True, amount__gt=0).aggregate(day=Max("day"))["day"]


def codes_of(customers: np.ndarray) -> pd.Series:
    """Customer's code by id."""
    return pd.Series(dict(Customer.objects.values_list("pk", "code"))).reindex(customers)
