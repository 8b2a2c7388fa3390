"""What customers bought, for a model to learn from: all of it, and what it is called by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from django.db.models import Max, Min

from customers.models import Customer, Visit
from signals.circumstances import read_circumstances
from signals.copying import read_frame
from signals.facts.visits import read_visits
from signals.hindsight import read_of_days
from signals.learning.history import History
from signals.learning.units import Units, in_one_unit, multipliers, units_of
from staff.models import Branch

IDS_AT_A_TIME = 100_000
UNITS = """
SELECT b.currency, count(*) AS purchases, sum(v.amount * 100)::bigint AS cents
FROM customers_visit v
JOIN customers_customer c ON c.id = v.customer_id
JOIN staff_branch b ON b.id = c.branch_id
WHERE v.counts AND v.amount > 0 AND v.day <= %(until)s
GROUP BY b.currency ORDER BY b.currency
"""

BRANCHES = "SELECT id, branch_id FROM customers_customer"


def read_history(*, until: date, progress: Callable[[int, int], None] = lambda done, total: None) -> History:
    """Everything up to the end of that day, read in ranges of customers: never the rows of all at once.

    What else was known on a day is read when it is asked for, of many days at once where they are named.
    """
    ends = Visit.objects.aggregate(first=Min("customer_id"), last=Max("customer_id"))
    firsts = range(ends["first"] or 0, (ends["last"] or 0) + 1, IDS_AT_A_TIME)
    parts = []
    for number, first in enumerate(firsts, start=1):
        parts.append(read_visits(first=first, last=first + IDS_AT_A_TIME - 1, until=until).history())
        progress(number, len(firsts))
    return with_branches(replace(History.of_parts(parts), beside=read_circumstances, ahead=read_of_days))


def with_branches(history: History) -> History:
    """With each one's branch: facts of one may be late while others have theirs."""
    if Branch.objects.count() < 2:
        return history.in_branches(np.zeros(len(history.customers), int))
    branches = read_frame(BRANCHES, {}).set_index("id").branch_id
    return history.in_branches(branches.reindex(history.customers, fill_value=0).to_numpy())


def read_in_one_unit(*, until: date) -> tuple[History, dict[str, float]]:
    """What a model learns from: all purchases in one unit, and the unit of each currency (see
    learning.units)."""
    units = units_on(until)
    return read_in_units(units, until=until), units


def read_in_units(units: Units, *, until: date) -> History:
    """The same in units that were found on another day: a model's, for what it is asked about later."""
    return in_units(read_history(until=until), units)


def units_on(day: date) -> dict[str, float]:
    """What the amounts of each currency are multiplied by, from what was known at the end of that day."""
    currencies = currencies_used()
    if len(currencies) == 1:
        return {currencies.pop(): 1.0}
    sums = read_frame(UNITS, {"until": day})
    return units_of(sums.currency, sums.purchases, sums.cents)


def in_units(history: History, units: Units) -> History:
    """Without the customers whose currency has no unit; with one currency in use the very same."""
    return history if len(currencies_used()) == 1 else in_one_unit(history, currency_of_each(), units)


def in_own_currency(amounts: pd.Series, units: Units) -> pd.Series:
    """Turned back from one unit. amounts: by customer; with one currency in use the very same."""
    if len(currencies_used()) == 1:
        return amounts
    return amounts / multipliers(currency_of_each().reindex(amounts.index), units)


def in_common_unit(amounts: pd.Series, units: Units) -> pd.Series:
    """The way back: from each one's own currency into one unit."""
    if len(currencies_used()) == 1:
        return amounts
    return amounts * multipliers(currency_of_each().reindex(amounts.index), units)


def currencies_used() -> set[str]:
    return set(Branch.objects.values_list("currency", flat=True))


def currency_of_each() -> pd.Series:
    """Currency by customer."""
    return pd.Series(dict(Customer.objects.values_list("pk", "branch__currency")), dtype=object)


def newest_purchase() -> date | None:
    """The last day that anything is known of."""
    return Visit.objects.filter(counts=True, amount__gt=0).aggregate(day=Max("day"))["day"]


def codes_of(customers: np.ndarray) -> pd.Series:
    """Customer's code by id."""
    return pd.Series(dict(Customer.objects.values_list("pk", "code"))).reindex(customers)
