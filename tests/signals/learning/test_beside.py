"""Planted: who complains leaves. The model finds it, and says so in the complaint's part."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.measures import auc
from signals.learning.origins import outcome
from signals.learning.storage import stored
from signals.learning.training import fit, tells
from tests.signals.learning.histories import START

DAYS, HORIZON = 500, 60
LEAVE = {True: 0.83, False: 0.10}  # as in the Iranian telephone data


@pytest.fixture(scope="module")
def complained():
    """The day of each customer's complaint after START; never for two of three."""
    random = np.random.default_rng(4)
    return np.where(random.random(900) < 1 / 3, random.integers(60, DAYS, 900), 10_000)


@pytest.fixture(scope="module")
def history(complained):
    """Everybody comes about every 25 days. Complaints end most, whatever else ends some."""
    random = np.random.default_rng(5)
    leaves = random.random(900) < np.where(complained < DAYS, LEAVE[True], LEAVE[False])
    other = random.integers(60, DAYS, 900)
    end = np.where(leaves, np.where(complained < DAYS, complained, other), 10_000)
    times = np.cumsum(random.exponential(25, (900, 60)), axis=1)
    who, which = np.nonzero((times < DAYS) & (times <= end[:, None]))
    return History.of_rows(who + 1, START + times[who, which].astype(int), np.full(len(who), 5_000))


def beside(complained):
    def known(customers, as_of):
        days = complained[customers - 1]
        recent = (days <= as_of - START) & (days > as_of - START - 180)
        return pd.DataFrame({"complaint_recent": recent.astype(float), "constant": 1.0}, index=customers)

    return known


def test_complaints_are_learned_and_speak_for_themselves(history, complained):
    told = replace(history, beside=beside(complained))
    through = START + DAYS - HORIZON
    with_them, without = (fit(one, through=through, horizon=HORIZON) for one in (told, history))
    assert "complaint_recent" in with_them.learned.columns
    assert "constant" not in with_them.learned.columns
    seen = frame(told, as_of=through, horizon=HORIZON, usual_gap=with_them.usual_gap)
    left, _spend = outcome(told, seen.index.to_numpy(), through, HORIZON)
    scores = with_them.score(seen)
    assert auc(left, scores.p_churn) > auc(left, without.score(seen).p_churn) + 0.01

    part = scores.points[:, scores.names.index("complaint_recent")]
    fresh = (seen["complaint_recent"] == 1) & (seen["recency"] < 25)
    assert part[fresh].min() > 15  # percentage points
    assert part[seen["complaint_recent"] == 0].max() < 0
    others = np.delete(scores.points[fresh], scores.names.index("complaint_recent"), axis=1)
    assert (part[fresh] > others.max(axis=1)).mean() > 0.9


def test_nothing_beside_purchases_leaves_the_model_as_it_was(history):
    silent = replace(history, beside=lambda customers, as_of: pd.DataFrame({"none": 0.0}, index=customers))
    with_it, without = (fit(one, through=START + 300, horizon=HORIZON) for one in (silent, history))
    assert stored(with_it) == stored(without)


def test_told_of_all_days_at_once_it_learns_the_very_same(history, complained):
    """A day that was not named is not known then: everything that teaches is asked ahead."""
    one_by_one, asked = beside(complained), []

    def ahead(customers, days):
        asked.append(list(days))
        told = {day: one_by_one(customers, day) for day in days}
        return lambda some, day: told[day].loc[some]

    through = START + DAYS - HORIZON
    told = replace(history, beside=one_by_one, ahead=ahead)
    alone = fit(replace(history, beside=one_by_one), through=through, horizon=HORIZON)
    at_once = fit(told, through=through, horizon=HORIZON)
    assert stored(at_once) == stored(alone)
    assert asked[0] == at_once.facts["origins"]


@pytest.mark.parametrize(("few", "learned"), [(19, False), (20, True)])
@pytest.mark.parametrize(("most", "theirs"), [(0.0, 1.0), (np.nan, 1.0), (3.0, np.nan)])
def test_what_is_true_of_a_handful_is_not_learned(few, learned, most, theirs):
    """Whoever they are, on however many days."""
    customers = np.tile(np.arange(100), 5)
    column = pd.Series(np.where(customers < few, theirs, most), index=customers)
    assert tells(column) == learned


def test_a_fact_of_a_handful_leaves_the_model_as_it_was(history):
    def known(customers, as_of):
        return pd.DataFrame({"inquiry_unordered": (customers < 20) * 1.0}, index=customers)

    told = replace(history, beside=known)
    with_it, without = (fit(one, through=START + 300, horizon=HORIZON) for one in (told, history))
    assert stored(with_it) == stored(without)
