"""Every night looks at mostly the same ratings; half a year doubts no more falsely than the policy says."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from desk.quality.truth.checks import examine, find, raised
from desk.quality.truth.checks.observed import Limits, Observed
from desk.quality.truth.looks import HALF_YEAR, spent_on
from tests.desk.quality.ratings import START, Business, made_up

LIMITS = Limits()
NIGHT, MONTH = date(2026, 6, 15), date(2026, 7, 1)


def allowed(day):
    """The limits of a new doubt on that day."""
    return replace(LIMITS, false_share=LIMITS.false_share * spent_on(day))


def test_of_any_half_year_no_more_than_the_policys_share_is_spent():
    spent = [spent_on(date(2023, 1, 1) + timedelta(days=n)) for n in range(6 * 365)]
    of_half_years = [sum(spent[n : n + HALF_YEAR]) for n in range(len(spent) - HALF_YEAR)]
    assert 0.9 < min(of_half_years) <= max(of_half_years) <= 1 + 1e-9


@dataclass
class Growing(Business):
    """A business whose year comes in day by day."""

    days: int = 2 * HALF_YEAR
    each: int = 80

    def visits(self) -> pd.DataFrame:
        weeks = self.days // 7
        rows = [
            {"technician": one, "branch": branch, "visits": 6, "complaints": complaints}
            | {"known_at": START + pd.Timedelta(days=7 * week)}
            for one, branch in self.people()
            for week, complaints in enumerate(self.rng.binomial(6, self.rate(0.03), weeks))
        ]
        return pd.DataFrame(rows)


def window(year: Observed, last: pd.Timestamp) -> Observed:
    """What is known at the end of a half-year that ends then."""
    first = last - pd.Timedelta(days=HALF_YEAR)
    frames = {name: getattr(year, name) for name in ("ratings", "visits", "behaviour")}
    return Observed(**{name: one[one.known_at.between(first, last)] for name, one in frames.items()})


def doubted(year: Observed) -> tuple[bool, bool]:
    """Whether looks over half a year doubt anybody: each as if it were the only one, each as a month's.

    That of a month may spend more than a night's.
    """
    alone = within = False
    for days in range(0, HALF_YEAR, 14):
        said = examine(window(year, START + pd.Timedelta(days=HALF_YEAR + days)), LIMITS)
        alone = alone or len(raised(said, LIMITS)) > 0
        within = within or len(raised(said, allowed(MONTH))) > 0
    return alone, within


@pytest.mark.long
def test_looks_over_half_a_year_doubt_no_more_honest_businesses_than_the_policy_allows():
    many = [doubted(Growing(np.random.default_rng([29, seed])).observed()) for seed in range(8)]
    alone, within = np.mean(many, axis=0)
    assert alone > 0.3, "the guard: looks that know nothing of each other doubt more"
    assert within <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(many))


HOURS = START + pd.Timedelta(days=90) + pd.to_timedelta(np.arange(60) * 7919, unit="s")
PLANTED = {
    "one_minute": {"n": 30},
    "no_variance": {"n": 40, "entered_at": HOURS[:40]},
    "one_source": {"n": 90, "score": np.tile([5, 4, 5, 5, 3], 18)},
    "pattern": {"n": 60, "score": np.tile([5, 4], 30), "entered_at": HOURS},
    "digits": {
        "n": 60,
        "score": np.random.default_rng(1).permutation(np.resize([5, 3], 60)),
        "entered_at": HOURS,
    },
}


def found(seed, day, **columns):
    business = Business(np.random.default_rng([11, seed]))
    business.made_up.append(made_up(**columns))
    return set(find(business.observed(), allowed(day)).check)


@pytest.mark.parametrize("check", PLANTED)
@pytest.mark.parametrize("seed", range(2))
def test_what_is_made_up_is_seen_on_any_night(check, seed):
    assert check in found(seed, NIGHT, **PLANTED[check])


@pytest.mark.parametrize("seed", range(2))
def test_what_is_less_clear_is_seen_on_the_first_of_the_month(seed):
    fewer = {"n": 25, "entered_at": HOURS[:25]}
    assert "no_variance" not in found(seed, NIGHT, **fewer)
    assert "no_variance" in found(seed, MONTH, **fewer)
