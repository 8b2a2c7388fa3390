"""What the night says of visits, against the slow and obvious way; and that it reads them as they are."""

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
import pytest

from customers.models import Visit
from signals.facts.visits import read_visits
from signals.learning.history import History
from signals.tiers import months_later
from signals.visits import AT_A_TIME, WINDOWS, Visits, visit_features
from tests.factories import CustomerFactory, VisitFactory

AS_OF = date(2024, 2, 29)
MONTHS = 7
Row = tuple[int, date, int, bool, bool]  # customer, day, cents, counts, rhythm


def rows_of(seed: int, customers: int = 60) -> list[Row]:
    """Several on a day, returns before and after the last visit, visits out of the rhythm, free ones."""
    chance = random.Random(seed)
    rows = []
    for customer in range(1, customers + 1):
        span = chance.choice([1, 40, 400, 1_500])
        for _visit in range(chance.choice([1, 1, 2, 3, 8, 30])):
            day = AS_OF - timedelta(days=chance.randrange(span))
            for _same_day in range(chance.choice([1, 1, 1, 2])):
                cents = chance.choice([0, -chance.randrange(1, 90_000)] + 4 * [chance.randrange(1, 90_000)])
                counts = chance.random() < 0.9
                if counts or cents < 0:
                    rows.append((customer, day, cents, counts, chance.random() < 0.8))
    chance.shuffle(rows)
    return rows


def visits_of(rows: list[Row]) -> Visits:
    customer, day, cents, counts, rhythm = zip(*rows, strict=True) if rows else ([],) * 5
    return Visits.of_rows(
        np.array(customer, np.int64),
        np.array([one.toordinal() for one in day], np.int32),
        np.array(cents, np.int64),
        np.array(counts, bool),
        np.array(rhythm, bool),
    )


def said_of(rows: list[Row]) -> pd.DataFrame:
    return visit_features(visits_of(rows), as_of=AS_OF.toordinal(), months=MONTHS)


def back(day: date, months: int) -> date:
    return months_later(np.array(day, "datetime64[D]"), -months).item()


def naive(rows: list[Row]) -> dict[str, object] | None:
    """Of one customer."""
    came = sorted({day for _, day, cents, counts, _rhythm in rows if counts and cents >= 0})
    if not came:
        return None
    steady = sorted({day for _, day, cents, counts, rhythm in rows if counts and rhythm and cents >= 0})
    gaps = [(later - earlier).days for earlier, later in pairwise(steady)]
    middle = median(gaps) if gaps else float("nan")
    spend = lambda after, to=AS_OF: sum(row[2] for row in rows if after < row[1] <= to) / 100  # noqa: E731
    often = lambda after, to=AS_OF: sum(after < day <= to for day in came)  # noqa: E731
    ends = {
        name: (AS_OF - timedelta(days=start), AS_OF - timedelta(days=end))
        for name, (start, end) in WINDOWS.items()
    }
    return {
        "last_visit": pd.Timestamp(came[-1]),
        "silent_days": (AS_OF - came[-1]).days,
        "tenure_days": (AS_OF - came[0]).days,
        "visit_days": len(came),
        "yearly_spend": spend(back(came[-1], 12)),
        "window_spend": spend(back(came[-1], MONTHS)),
        "window_visits": often(back(came[-1], MONTHS)),
        **{f"visits_{name}": often(*between) for name, between in ends.items()},
        **{f"spend_{name}": spend(*between) for name, between in ends.items()},
        "gap_median": middle if gaps else None,
        "gaps": len(gaps),
        "gap_mad": median(abs(gap - middle) for gap in gaps) if gaps else None,
        "first_gap": gaps[0] if gaps else None,
    }


@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_follows_from_the_rows_to_the_day_and_the_cent(seed):
    rows = rows_of(seed)
    said = said_of(rows)
    wanted = {
        customer: naive([row for row in rows if row[0] == customer]) for customer in {row[0] for row in rows}
    }
    wanted = {customer: of for customer, of in sorted(wanted.items()) if of}

    assert said.index.tolist() == list(wanted)
    for customer, of in wanted.items():
        told = {name: None if pd.isna(value) else value for name, value in said.loc[customer].items()}
        assert told == of


def test_the_end_of_february_is_a_year_after_the_end_of_february():
    came = (1, AS_OF, 100, True, True)
    within = [(1, AS_OF - timedelta(days=days), 100, True, True) for days in (365, 366, 367)]
    assert said_of([came, *within]).yearly_spend.tolist() == [2.0]  # 1 March 2023; not 28 February


@pytest.mark.parametrize("size", [1, 7, AT_A_TIME])
def test_nobody_changes_what_is_said_of_another(size, monkeypatch):
    rows = rows_of(99)
    whole = said_of(rows)
    monkeypatch.setattr("signals.visits.AT_A_TIME", size)
    halves = [said_of([row for row in rows if row[0] % 2 == half]) for half in (0, 1)]
    pd.testing.assert_frame_equal(whole, pd.concat(halves).sort_index())


def test_where_nobody_came_the_columns_are_there():
    said = said_of([])
    assert len(said) == 0
    assert set(said) == set(said_of(rows_of(1)))
    assert len(visits_of([]).history().customers) == 0


@pytest.mark.parametrize("seed", range(6))
def test_the_history_is_that_of_the_rows(seed):
    rows = rows_of(seed)
    columns = [
        np.array(of)
        for of in zip(*((who, day.toordinal(), cents) for who, day, cents, *_ in rows), strict=True)
    ]
    wanted, found = History.of_rows(*columns), visits_of(rows).history()

    assert found.customers.tolist() == wanted.customers.tolist()
    for one, other in ((found.bought, wanted.bought), (found.returned, wanted.returned)):
        assert one.starts.tolist() == other.starts.tolist()
        assert one.days.tolist() == other.days.tolist()
        assert one.cents.tolist() == other.cents.tolist()


@pytest.mark.django_db
@pytest.mark.parametrize("each", [1, 2])
def test_visits_are_read_as_they_are(gaoxin, lin, each):
    people = [CustomerFactory(branch=gaoxin, owner=lin) for _ in range(12)]
    rows = [row for row in rows_of(5) if row[0] <= len(people)]
    for who, day, cents, counts, rhythm in rows:
        VisitFactory(
            customer=people[who - 1], day=day, amount=Decimal(cents) / 100, counts=counts, in_rhythm=rhythm
        )
    VisitFactory(customer=people[0], day=AS_OF + timedelta(days=1))
    VisitFactory(customer=people[0], day=AS_OF, counts=False)
    first, last = people[1].pk, people[-2].pk
    found = read_visits(first=first, last=last, until=AS_OF, each=each)

    wanted = sorted(
        (visit.customer_id, visit.day.toordinal(), int(visit.amount * 100), visit.counts, visit.in_rhythm)
        for visit in Visit.objects.filter(customer__gte=first, customer__lte=last, day__lte=AS_OF)
        if visit.customer_id % each == 0 and (visit.counts or visit.amount < 0)
    )
    columns = (np.repeat(found.customers, found.each), found.days, found.cents, found.counts, found.rhythm)
    assert sorted(zip(*(column.tolist() for column in columns), strict=True)) == wanted
    assert len(wanted) > 5


@pytest.mark.django_db
def test_nothing_is_read_where_nobody_came(customer_of_lin):
    assert len(read_visits(first=0, last=10**9, until=AS_OF).customers) == 0
