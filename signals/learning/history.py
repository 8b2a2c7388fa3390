"""What customers bought and brought back, as sorted arrays: all that features and labels are made of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from signals.learning.arrivals import Arrivals, known_until

# Days are proleptic ordinals (date.toordinal), which fit into this many bits beside the customer's place.
DAY_BITS = 22


@dataclass(frozen=True)
class Ledger:
    """Amounts by customer and day, one row each, sorted by both.

    starts: where each customer's rows begin, and the end of the last · days: ordinals · cents: whole, so that
    sums do not depend on their order.
    """

    starts: np.ndarray
    days: np.ndarray
    cents: np.ndarray

    @classmethod
    def of(cls, places: np.ndarray, days: np.ndarray, cents: np.ndarray, customers: int) -> "Ledger":
        """From rows in any order; equal days are summed. places: the row's customer, 0 to customers − 1."""
        keys = (places.astype(np.int64) << DAY_BITS) | days
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            keys, cents = keys[order], cents[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        if len(first) < len(keys):
            keys, cents = keys[first], np.add.reduceat(cents, first)
        starts = np.searchsorted(keys, np.arange(customers + 1, dtype=np.int64) << DAY_BITS)
        return cls(starts, (keys & ((1 << DAY_BITS) - 1)).astype(np.int32), cents.astype(np.int64))

    @property
    def counts(self) -> np.ndarray:
        """Rows of each customer."""
        return np.diff(self.starts)

    @cached_property
    def places(self) -> np.ndarray:
        """The customer's place, for each row."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), self.counts)

    @cached_property
    def _keys(self) -> np.ndarray:
        return (self.places.astype(np.int64) << DAY_BITS) | self.days

    @cached_property
    def _sums(self) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(self.cents)])

    @cached_property
    def _newest(self) -> int:
        return int(self.days.max(initial=0))

    def ends(self, day: int) -> np.ndarray:
        """For each customer, where his rows up to the end of `day` end."""
        if day >= self._newest:
            return self.starts[1:]
        customers = np.arange(len(self.starts) - 1, dtype=np.int64)
        return np.searchsorted(self._keys, (customers << DAY_BITS) | day, side="right")

    def within(self, after: int, to: int) -> tuple[np.ndarray, np.ndarray]:
        """For each customer, days with rows in (after, to] and their cents."""
        begin, end = self.ends(after), self.ends(to)
        return end - begin, self._sums[end] - self._sums[begin]

    def part(self, first: int, end: int) -> "Ledger":
        """Of the customers at places first to end − 1, without copying."""
        rows = slice(self.starts[first], self.starts[end])
        return Ledger(self.starts[first : end + 1] - rows.start, self.days[rows], self.cents[rows])

    def scaled(self, by: np.ndarray) -> "Ledger":
        """Amounts multiplied, a factor a customer; whole again, and none becomes nothing."""
        cents = np.maximum(np.rint(self.cents * by[self.places]), 1).astype(np.int64)
        return Ledger(self.starts, self.days, cents)

    @classmethod
    def of_parts(cls, parts: Sequence["Ledger"]) -> "Ledger":
        """One after the other, of customers that follow each other."""
        ends = np.cumsum([0, *(part.starts[-1] for part in parts)])
        begins = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
        return cls(
            np.concatenate([*begins, ends[-1:]]),
            np.concatenate([part.days for part in parts]),
            np.concatenate([part.cents for part in parts]),
        )

    def by_day(self) -> "Ledger":
        """One row a day, where there may be several."""
        fresh = np.diff(self.days, prepend=-1) != 0
        fresh[self.starts[:-1][self.counts > 0]] = True
        if fresh.all():
            return self
        first = np.flatnonzero(fresh)
        before = np.concatenate([[0], np.cumsum(fresh)])
        return Ledger(before[self.starts], self.days[first], np.add.reduceat(self.cents, first))

    def until(self, day: int) -> "Ledger":
        """What was there at the end of that day."""
        if self._newest <= day:
            return self
        return self.only(self.days <= day)

    def of_customers(self, chosen: np.ndarray) -> "Ledger":
        """Of some customers only; chosen: true or false for each."""
        kept = self.only(chosen[self.places])
        return Ledger(np.concatenate([[0], np.cumsum(kept.counts[chosen])]), kept.days, kept.cents)

    def only(self, rows: np.ndarray) -> "Ledger":
        """Some rows of the same customers; rows: true or false for each."""
        if rows.all():
            return self
        before = np.concatenate([[0], np.cumsum(rows)])
        return Ledger(before[self.starts], self.days[rows], self.cents[rows])


# What else was known of these customers (ids) at the end of a day (ordinal): numbers, a row each.
Beside = Callable[[np.ndarray, int], pd.DataFrame]
# The same for all of these days, asked of these customers at once.
Ahead = Callable[[np.ndarray, Sequence[int]], Beside]


@dataclass(frozen=True)
class History:
    """customers: ids, rising · bought: what counted and cost something · returned: as positive cents ·
    beside: whom to ask what else was known on a day; None where nobody knows · ahead: who answers for many
    days at once, sooner than one after the other · branches: each one's, today's, and arrivals: when anything
    was bought in each; None where nobody tells branches apart."""

    customers: np.ndarray
    bought: Ledger
    returned: Ledger
    beside: Beside | None = None
    ahead: Ahead | None = None
    branches: np.ndarray | None = None
    arrivals: Arrivals | None = None

    @classmethod
    def of_rows(cls, customer: np.ndarray, day: np.ndarray, cents: np.ndarray) -> "History":
        """From rows in any order: positive cents are purchases, negative ones returns, zeros are neither.

        customer: ids · day: ordinals. Customers who never bought are left out.
        """
        customers = np.unique(customer[cents > 0])
        known = np.isin(customer, customers)
        places = np.searchsorted(customers, customer[known])
        days, cents = day[known], cents[known]
        bought, returned = cents > 0, cents < 0
        return cls(
            customers,
            Ledger.of(places[bought], days[bought], cents[bought], len(customers)),
            Ledger.of(places[returned], days[returned], -cents[returned], len(customers)),
        )

    @classmethod
    def of_parts(cls, parts: Sequence["History"]) -> "History":
        """One after the other; the customers of each come after those of the one before. One at least."""
        return cls(
            np.concatenate([part.customers for part in parts]),
            Ledger.of_parts([part.bought for part in parts]),
            Ledger.of_parts([part.returned for part in parts]),
        )

    def until(self, day: int) -> "History":
        """As it was known at the end of that day: without later rows and without who came later."""
        known = replace(self, bought=self.bought.until(day), returned=self.returned.until(day))
        return known.of_customers(known.bought.counts > 0)

    def of_customers(self, chosen: np.ndarray) -> "History":
        """Of some customers only; chosen: true or false for each."""
        if chosen.all():
            return self
        return replace(
            self,
            customers=self.customers[chosen],
            bought=self.bought.of_customers(chosen),
            returned=self.returned.of_customers(chosen),
            branches=None if self.branches is None else self.branches[chosen],
        )

    def in_branches(self, branches: np.ndarray) -> "History":
        """The same, which knows each one's branch and when anything was bought in it. Of everybody: who is
        left out later still counts for his branch."""
        arrivals = Arrivals.of(branches, self.bought.places, self.bought.days)
        return replace(self, branches=branches, arrivals=arrivals)

    def asked_for(self, days: Sequence[int]) -> "History":
        """The same, which has been told what was known on these days; it knows no other ones."""
        return replace(self, beside=self.ahead(self.customers, days), ahead=None) if self.ahead else self

    def scaled(self, by: np.ndarray) -> "History":
        """With the amounts of each customer multiplied: into one unit, where they count in several
        currencies."""
        if (by == 1).all():
            return self
        return replace(self, bought=self.bought.scaled(by), returned=self.returned.scaled(by))

    def parts(self, size: int) -> Iterator["History"]:
        """So many customers at a time, without copying; of nobody one part."""
        for first in range(0, max(len(self.customers), 1), size):
            end = min(first + size, len(self.customers))
            yield replace(
                self,
                customers=self.customers[first:end],
                bought=self.bought.part(first, end),
                returned=self.returned.part(first, end),
                branches=None if self.branches is None else self.branches[first:end],
            )

    def sample(self, most: int) -> "History":
        """At most so many customers, drawn by their ids alone: the same ones whenever it is asked."""
        if len(self.customers) <= most:
            return self
        drawn = scattered(self.customers)
        return self.of_customers(drawn <= np.partition(drawn, most - 1)[most - 1])

    @property
    def first_day(self) -> int:
        return int(self.bought.days.min())

    @property
    def newest_day(self) -> int:
        return int(self._days.max(initial=0))

    @cached_property
    def _days(self) -> np.ndarray:
        """Days with purchases, of the whole business where it is known."""
        if self.arrivals:
            return self.arrivals.days
        if not len(self.customers):
            return np.array([], int)
        there = np.zeros(int(self.bought.days.max()) - self.first_day + 1, bool)
        there[self.bought.days - self.first_day] = True
        return self.first_day + np.flatnonzero(there)

    def known_until(self, day: int) -> int:
        """The last day of which it is known at the end of `day` who bought nothing in the whole business."""
        return known_until(self._days, day)

    def outcome_known(self, customers: np.ndarray, last: int, *, through: int) -> np.ndarray:
        """For each of these customers, whether it is known at the end of `through` if he had bought by the
        end of `last`: the one answer for all that teaches, measures and judges (see arrivals)."""
        if last > self.known_until(through):
            return np.zeros(len(customers), bool)
        late = self.late(last, through=through)
        if not late or self.branches is None:
            return np.ones(len(customers), bool)
        return ~np.isin(self.branches[np.searchsorted(self.customers, customers)], late)

    def late(self, last: int, *, through: int) -> list[int]:
        """Branches of which that is not known yet."""
        return self.arrivals.late(last, through=through) if self.arrivals else []


def scattered(ids: np.ndarray) -> np.ndarray:
    """A number for each id that looks random and never changes (splitmix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = ids.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
