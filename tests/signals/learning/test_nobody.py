"""Nobody, one alone, all new today, all gone: every number is there, and none is invented."""

import numpy as np
import pandas as pd
import pytest

from signals.chances import Champion, by_model, by_prior
from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.model import FittedModel
from signals.learning.training import fit
from signals.learning.units import in_one_unit
from signals.upkeep.trial import as_measures, try_out
from tests.signals.learning.conftest import THROUGH
from tests.signals.learning.histories import START, bought, drawn

NOBODY = History.of_rows(*(np.array([], np.int64) for _ in range(3)))
ONE = bought((7, 0, 10.0))
NEW = bought(*((n, 0, 10.0) for n in range(1, 40)))


def scored(model: FittedModel, history: History, day: int = THROUGH):
    return model.score(frame(history, as_of=day, horizon=model.horizon, usual_gap=model.usual_gap))


def test_the_frame_of_nobody_has_the_columns_of_everybody(seen):
    empty = frame(NOBODY, as_of=THROUGH, horizon=60, usual_gap=30.0)
    assert list(empty.columns) == list(seen.columns)
    assert (empty.dtypes == seen.dtypes).all()
    assert (len(empty), empty.index.name) == (0, "customer_id")


def test_every_kind_of_model_scores_nobody(model, history):
    short = fit(history.until(START + 60), through=START + 60, horizon=60)
    alone = fit(NEW, through=START, horizon=60)
    assert [one.basis for one in (model, short, alone)] == ["learned", "lifetimes", "prior"]
    for one in (model, short, alone):
        scores = scored(one, NOBODY)
        assert scores.contributions.shape == scores.points.shape == (0, len(scores.names))
        assert len(scores.p_churn) == len(scores.expected_spend) == len(scores.logit) == 0


def test_a_shard_of_customers_without_purchases_keeps_the_prior(model):
    prospects = pd.Series([0, 0], index=pd.Index([1, 2], name="customer_id"))
    prior = by_prior(prospects, [0.1, 0.2, 0.5, 0.7, 0.9])
    currencies = pd.Series("CNY", index=prospects.index)
    found = by_model(prior, NOBODY, Champion(1, model), currencies=currencies, as_of=day(THROUGH))
    assert np.isnan(found.probability).all()
    assert set(found.basis) == {"prior"}


def day(ordinal: int):
    return pd.Timestamp.fromordinal(ordinal).date()


@pytest.mark.parametrize(("history", "through"), [(NOBODY, START), (ONE, START + 5), (NEW, START)])
def test_there_is_not_enough_to_learn_and_that_is_said(history, through):
    found = fit(history, through=through, horizon=60)
    assert found.basis == "prior"
    assert found.facts["lifetimes"] in ("nobody has bought anything yet", "nobody has bought twice yet")
    assert 0 < found.usual_rate < 1
    scores = scored(found, history, through)
    assert len(scores.p_churn) == len(history.customers)
    assert ((scores.p_churn > 0) & (scores.p_churn < 1)).all()
    tried = try_out(history, through=through, horizon=60, prior=found.prior)
    assert as_measures(tried) == {}


def test_one_customer_alone_is_scored_as_among_the_others(model, history, seen):
    one = history.of_customers(history.customers == seen.index[3])
    alone = scored(model, one)
    assert alone.p_churn[0] == pytest.approx(model.score(seen).p_churn[3])
    assert alone.base + alone.contributions.sum() == pytest.approx(alone.logit[0], abs=1e-6)


def test_where_all_left_long_ago_the_model_still_has_a_usual_rate(history):
    found = fit(history, through=START + 1600, horizon=60)
    assert found.basis == "learned"
    assert np.isfinite(found.base)
    assert 0.5 < found.usual_rate < 1
    assert len(scored(found, history, START + 1600).p_churn) == 0


def test_amounts_beside_purchases_come_in_the_unit_of_the_purchases():
    two = bought((1, 0, 1000.0), (2, 0, 10.0))

    def beside(customers: np.ndarray, _as_of: int) -> pd.DataFrame:
        known = {"invoice_overdue_amount": [3000.0, 30.0], "invoice_overdue": [2.0, 2.0]}
        return pd.DataFrame(known, index=[1, 2]).loc[customers]

    history = History(two.customers, two.bought, two.returned, beside)
    own = pd.Series({1: "JPY", 2: "CNY"})
    found = in_one_unit(history, own, {"JPY": 0.01, "CNY": 1.0})
    seen = frame(found, as_of=START + 9, horizon=60, usual_gap=30.0)
    assert seen.invoice_overdue_amount.tolist() == [30, 30]
    assert seen.invoice_overdue.tolist() == [2, 2]
    assert seen.amount_mean.tolist() == [10, 10]
    alone = in_one_unit(history, own, {"CNY": 1.0})  # a currency that was never seen is left out
    assert frame(alone, as_of=START + 9, horizon=60, usual_gap=30.0).invoice_overdue_amount.tolist() == [30]


@pytest.mark.parametrize("customers", [1, 2, 5, 12, 19, 30, 39, 45])
def test_a_handful_of_customers_goes_by_rhythm_and_that_is_said(customers):
    few = drawn(customers=customers, days=600, seed=3)
    found = fit(few, through=START + 599, horizon=60)
    assert found.basis == "learned" or found.facts["learning"] == "too few customers left, or too few stayed"
    assert len(few.customers) >= 20 or found.basis != "learned"
    chances = scored(found, few, START + 599).p_churn
    assert ((chances > 0) & (chances < 1)).all()


def test_one_who_left_is_one_however_often_he_was_asked_about():
    steady = [(n, day, 10.0) for n in range(1, 60) for day in range(n % 7, 700, 7)]
    gone = [(60 + n, 3 + 7 * n, 10.0) for n in range(3)]
    found = fit(bought(*steady, *gone), through=START + 699, horizon=30)
    assert (found.learned, found.facts["learning"]) == (None, "too few customers left, or too few stayed")


def test_where_all_are_alike_nothing_is_learned_and_that_is_said():
    alike = [(n, 0, 10.0) for n in range(1, 101)]
    back = [(n, 70, 10.0) for n in range(1, 51)]
    found = fit(bought(*alike, *back), through=START + 90, horizon=60)
    assert (found.learned, found.facts["learning"]) == (None, "nothing tells customers apart")
