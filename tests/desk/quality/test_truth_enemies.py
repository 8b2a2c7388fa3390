"""Who makes ratings up and tries not to be seen; and who looks like him, and is not to be accused.

What these checks cannot see is written down, too: it is found by calling customers, or not at all.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from desk.quality.truth.checks import find
from desk.quality.truth.checks.observed import Limits
from tests.desk.quality.ratings import START, Business, made_up

HIM = ("person", 5000)  # who makes them up
FOR = ("technician", 100)  # for whom
SEEDS = range(2)


def seconds(*gaps):
    """Moments with these gaps between them, from the ninetieth day on."""
    return START + pd.Timedelta(days=90) + pd.to_timedelta(np.cumsum(gaps), unit="s")


def doubts(rows, seed, **business):
    """(subject, key) → the checks that doubt them."""
    one = Business(np.random.default_rng([13, seed]), **business)
    one.made_up.append(rows)
    found = find(one.observed(), Limits())
    return found.groupby(["subject", "key"]).check.agg(set).to_dict() if len(found) else {}


HOURS = np.random.default_rng(3).uniform(2_000, 90_000, 40)  # of days, like an honest agent's
AS_OTHERS = np.random.default_rng(4).choice([3, 4, 5], size=40, p=[0.15, 0.25, 0.6])
RECOMMENDS = {"scale": 10, "score": 10}


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        pytest.param(made_up(30, entered_at=seconds(*[4] * 30)), "one_minute", id="over two minutes"),
        pytest.param(made_up(30, entered_at=seconds(*[59] * 30)), "one_minute", id="one a minute"),
        pytest.param(
            made_up(32, entered_at=seconds(*[2, 2, 2, 200] * 8)), "no_variance", id="never five at once"
        ),
        pytest.param(made_up(40, entered_at=seconds(*HOURS)), "no_variance", id="over several days"),
        pytest.param(
            made_up(40, entered_at=seconds(*HOURS), technician=np.repeat([100, 200, 300, 400], 10)),
            "no_variance",
            id="over several technicians, so few of each",
        ),
        pytest.param(
            made_up(40, entered_at=seconds(*HOURS), score=np.tile([5, 4], 20)), "pattern", id="in turns"
        ),
        pytest.param(
            made_up(40, entered_at=seconds(*HOURS), **RECOMMENDS), "no_variance", id="tens over several days"
        ),
        pytest.param(made_up(30, **RECOMMENDS), "one_minute", id="tens in one minute"),
        pytest.param(
            made_up(40, entered_at=seconds(*HOURS), scale=10, score=np.tile([9, 10], 20)),
            "pattern",
            id="nines and tens in turns",
        ),
        pytest.param(
            pd.concat(
                [
                    made_up(40, entered_at=seconds(*HOURS)),
                    made_up(40, entered_at=seconds(*HOURS), **RECOMMENDS),
                ]
            ),
            "no_variance",
            id="fives and tens: mixed scores of one hand are no variety",
        ),
    ],
)
def test_who_splits_what_he_makes_up_is_seen_all_the_same(rows, seen):
    assert all(seen in doubts(rows, seed).get(HIM, set()) for seed in SEEDS)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(made_up(19), id="fewer than the policy speaks of"),
        pytest.param(
            made_up(40, entered_at=seconds(*HOURS), score=AS_OTHERS), id="mixed and spread like the rest"
        ),
    ],
)
def test_what_looks_like_the_rest_is_not_seen(rows):
    """Somebody who knows all checks; a sample of customers who are called finds him."""
    assert not any(HIM in doubts(rows, seed) for seed in SEEDS)


def test_who_writes_down_nearly_all_of_one_technician_is_seen_however_well_mixed():
    rows = made_up(90, entered_at=seconds(*np.tile(HOURS, 3)[:90]), score=np.tile(AS_OTHERS, 3)[:90])
    assert all("one_source" in doubts(rows, seed).get(FOR, set()) for seed in SEEDS)


def test_the_two_answers_of_each_survey_are_not_entered_in_one_go():
    """Everybody asks by phone, but one agent asks twice as often both questions."""
    scores = made_up(40, entered_at=seconds(*HOURS), score=AS_OTHERS)
    both = scores.assign(scale=10, score=np.where(AS_OTHERS == 5, 9, 7 + AS_OTHERS % 2))
    found = [doubts(pd.concat([scores, both]), seed, asks_both=False).get(HIM, set()) for seed in SEEDS]
    assert not any("one_minute" in checks for checks in found)


def test_a_file_without_who_and_when_is_looked_at_by_its_scores_alone():
    """Fives of a file: nobody entered them in one go, and nobody is their source."""
    never = pd.Series(pd.NaT, index=range(80), dtype="datetime64[ns, UTC]")
    found = doubts(made_up(80, person=np.nan, entered_at=never, technician=900), 1)
    assert found == {("technician", 900): {"no_variance"}}


@pytest.mark.parametrize("agents", [1, 2, 3])
def test_a_small_branch_with_one_agent_is_not_accused_for_being_alone(agents):
    """He writes down everything there; elsewhere there are `agents` each."""
    for seed in SEEDS:
        one = Business(np.random.default_rng([17, seed]), agents=agents)
        observed = one.observed()
        ratings = observed.ratings.copy()
        ratings.loc[ratings.branch == 2, "person"] = 7000
        found = find(replace(observed, ratings=ratings), Limits())
        assert not len(found[(found.key == 7000) | (found.key // 100 == 2)])


@pytest.mark.parametrize(
    "shifts",
    [
        pytest.param({200: 7001, 201: 7002}, id="two technicians, each with his agent"),
        pytest.param({200: 7001, 201: 7001, 202: 7002, 203: 7002}, id="two shifts"),
        pytest.param({200: 7001, 201: 7002, 202: 7003, 203: 7004}, id="pairs"),
    ],
)
def test_who_works_the_same_shift_is_no_source(shifts):
    """The agent of a shift writes down nine tenths of its technicians' ratings: nobody made anything up."""
    for seed in SEEDS:
        rng = np.random.default_rng([19, seed])
        observed = Business(rng).observed()
        ratings = observed.ratings[(observed.ratings.branch != 2) | observed.ratings.technician.isin(shifts)]
        ratings = ratings.copy()
        there = ratings.branch == 2
        own = ratings.technician[there].map(shifts)
        others = rng.choice(sorted(set(shifts.values())), size=there.sum())
        ratings.loc[there, "person"] = np.where(rng.random(there.sum()) < 0.9, own, others)
        found = find(replace(observed, ratings=ratings), Limits())
        assert not len(found[(found.check == "one_source") & (found.key // 100 == 2)])


def test_where_everybody_is_praised_nobody_is_accused_of_praise():
    observed = Business(np.random.default_rng(23)).observed()
    fives = observed.ratings.scale == 5
    ratings = observed.ratings.assign(score=np.where(fives, 5, 10))
    assert not len(find(replace(observed, ratings=ratings), Limits()))
